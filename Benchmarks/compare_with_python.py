"""The pipeline in Python and the comparison; started by compare-with-python."""
import multiprocessing
import os
import pathlib
import statistics
import subprocess
import sys
import time

import numpy
from PIL import Image

WORKERS = 2
TURNS = 3
JPEGS = 5_000
TARGET = 1.2
# In vectors whose numbers reach from 0 to 6; the largest that one grey level of a pixel moves.
TOLERANCE = 0.1


def prepared(path):
    image = Image.open(path).convert("RGB")
    shorter = min(image.size)
    image = image.resize([256 * side // shorter for side in image.size], Image.Resampling.BICUBIC)
    left, top = [int(round((side - 224) / 2)) for side in image.size]
    image = image.crop((left, top, left + 224, top + 224))
    samples = (numpy.asarray(image, numpy.float32) - 127) / 128
    return numpy.ascontiguousarray(samples.transpose(2, 0, 1)[None])


def open_model(path):
    """One request on one thread a worker, in 32 bits, unpinned: what the program does."""
    import openvino

    global request
    settings = {
        "INFERENCE_PRECISION_HINT": "f32", "INFERENCE_NUM_THREADS": 1, "NUM_STREAMS": 1,
        "ENABLE_CPU_PINNING": False}
    request = openvino.Core().compile_model(path, "CPU", settings).create_infer_request()


def vector(path):
    return request.infer({"image": prepared(path)})["embedding"][0].copy()


def by_python(folder, model):
    files = sorted(str(p) for p in folder.iterdir())
    start = time.perf_counter()
    with multiprocessing.get_context("spawn").Pool(WORKERS, open_model, [str(model)]) as pool:
        vectors = list(pool.imap(vector, files, chunksize=16))
    return numpy.array(vectors), time.perf_counter() - start


def by_semblance(folder, place, home, turn):
    """In a home of its own, so that there is no cache."""
    own = place / f"home-{folder.name}-{turn}"
    own.mkdir()
    for part in ["models", "runtime"]:
        (own / part).symlink_to(home / part)
    out = place / "vectors.npy"
    program = home.parent / ".build/release/semblance"
    start = time.perf_counter()
    subprocess.run(
        [program, "embed", folder, "--encoder", "efficientnet-lite0", "-o", out, "--quiet"],
        check=True, stdout=subprocess.DEVNULL,
        env=os.environ | {"SEMBLANCE_HOME": str(own), "SEMBLANCE_RUNTIME": "openvino"})
    return numpy.load(out), time.perf_counter() - start


def cut_photographs(photos, folder):
    """Crops of 1,155 × 866 to 1,633 × 1,225, enlarged where the photograph is smaller."""
    random = numpy.random.default_rng(1)
    names = ["astronaut.png", "chelsea.png", "coffee.png", "hubble_deep_field.jpg", "rocket.jpg"]
    sources = [Image.open(photos / n).convert("RGB") for n in names if (photos / n).exists()]
    sources = [image.resize((2_000, 2_000 * image.height // image.width)) for image in sources]
    folder.mkdir()
    for number in range(JPEGS):
        image = sources[number % len(sources)]
        width = int(random.integers(1_155, 1_634))
        height = min(width * 3 // 4, image.height)
        left = int(random.integers(0, image.width - width + 1))
        top = int(random.integers(0, image.height - height + 1))
        image.crop((left, top, left + width, top + height)).save(
            folder / f"{number:05}.jpg", quality=85)
    return folder


def compare(folder, place, home):
    model = home / "models/efficientnet-lite0/efficientnet-lite0.onnx"
    count = sum(1 for _ in folder.iterdir())
    ratios = []
    for turn in range(TURNS):
        expected, slow = by_python(folder, model)
        found, fast = by_semblance(folder, place, home, turn)
        difference = float(abs(found - expected).max())
        ratios.append(slow / fast)
        print(f"{folder.name}: Python {count / slow:.0f} images/s, semblance {count / fast:.0f}, "
              f"ratio {slow / fast:.2f}, largest difference {difference:.2g}", flush=True)
        if difference > TOLERANCE:
            sys.exit(f"{folder.name}: the vectors differ")
    print(f"{folder.name}: {statistics.median(ratios):.2f} times Python's rate")
    return statistics.median(ratios) >= TARGET


def main():
    place, home = pathlib.Path(sys.argv[1]), (pathlib.Path(sys.argv[2]) / ".semblance").resolve()
    folders = [pathlib.Path(path).resolve() for path in sys.argv[3:]]
    if not folders:
        folders = [
            home / "datasets/elpv/elpv_dataset/data/images",
            cut_photographs(place / "photos/skimage/data", place / "jpeg"),
        ]
    if not all([compare(folder, place, home) for folder in folders]):
        sys.exit(f"a ratio is below {TARGET}")


if __name__ == "__main__":
    main()
