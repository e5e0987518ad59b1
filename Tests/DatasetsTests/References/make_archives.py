"""Writes the archives and arrays of the tests: python make_archives.py (needs numpy and Pillow).

Every picture is made here, 4 × 3 pixels of one seed each, so that a test knows which one it got:
pixel value = seed + position. All files are the same at each run.
"""
import io
import json
import struct
import tarfile
import zipfile
from pathlib import Path

import numpy as np
from PIL import Image

FOLDER = Path(__file__).parent / "archives"
FOLDER.mkdir(exist_ok=True)
DATE = (2020, 1, 1, 0, 0, 0)


def picture(seed):
    samples = (np.arange(12, dtype=np.uint8) + seed).reshape(3, 4)
    out = io.BytesIO()
    Image.fromarray(samples).save(out, "png")
    return out.getvalue()


PICTURES = {"train/cat/é1.png": picture(1), "train/dog/2.png": picture(2), "test/cat/noname": picture(3)}
TEXT = {"README.txt": b"not a picture", "__MACOSX/train/._2.png": b"junk", ".hidden.png": b"junk"}


def make_zip(name, members, method=zipfile.ZIP_DEFLATED, target=None, zip64=False):
    with zipfile.ZipFile(target or FOLDER / name, "w", method) as archive:
        for path, content in members:
            info = zipfile.ZipInfo(path, DATE)
            info.compress_type = method
            with archive.open(info, "w", force_zip64=zip64) as member:
                member.write(content)


def make_tar(name, members, mode="w", form=tarfile.PAX_FORMAT):
    with tarfile.open(FOLDER / name, mode, format=form) as archive:
        for path, content in members:
            info = tarfile.TarInfo(path)
            if isinstance(content, tuple):
                info.type, info.linkname = content
                archive.addfile(info)
            else:
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))


class Pipe:
    """Something that can only be written to."""

    def __init__(self):
        self.bytes = b""

    def write(self, content):
        self.bytes += content
        return len(content)

    def flush(self):
        pass


all_members = list(PICTURES.items()) + list(TEXT.items())
make_zip("deflated.zip", all_members)
make_zip("stored.zip", all_members, zipfile.ZIP_STORED)
make_zip("wide.zip", all_members, zip64=True)
make_zip("bzip2.zip", all_members, zipfile.ZIP_BZIP2)
pipe = Pipe()
make_zip("", all_members, zipfile.ZIP_STORED, target=pipe)
(FOLDER / "piped.zip").write_bytes(pipe.bytes)
(FOLDER / "self-extracting.zip").write_bytes(b"#!/bin/sh\nexit 1\n" + (FOLDER / "deflated.zip").read_bytes())
make_tar("pax.tar", all_members)
make_tar("gnu.tar", [("./" + path, content) for path, content in all_members], form=tarfile.GNU_FORMAT)
make_tar("packed.tar.gz", all_members, "w:gz")

hostile = [
    ("../out.png", picture(1)), ("/etc/absolute.png", picture(2)), ("a/../../out.png", picture(3)),
    ("inner.zip", (FOLDER / "stored.zip").read_bytes()), ("good.png", picture(4)),
    ("twice.png", picture(5)), ("twice.png", picture(6)), ("broken.png", b"\x89PNG no more"),
    ("empty.png", b""),
]
make_zip("hostile.zip", hostile)
make_tar("hostile.tar", hostile + [
    ("hard.png", (tarfile.LNKTYPE, "good.png")), ("soft.png", (tarfile.SYMTYPE, "good.png")),
    ("astray.png", (tarfile.SYMTYPE, "../../etc/passwd")), ("pipe.png", (tarfile.FIFOTYPE, "")),
])


def patched(source, name, changes):
    content = bytearray((FOLDER / source).read_bytes())
    for offset, value in changes:
        content[offset:offset + len(value)] = value
    (FOLDER / name).write_bytes(bytes(content))


# One picture in a zip, then lies about it in the directory.
make_zip("one.zip", [("a.png", picture(1))], zipfile.ZIP_STORED)
whole = (FOLDER / "one.zip").read_bytes()
entry = whole.index(b"PK\x01\x02")
patched("one.zip", "encrypted.zip", [(6, b"\x01\x00"), (entry + 8, b"\x01\x00")])
patched("one.zip", "checksum.zip", [(entry + 16, b"\x00\x00\x00\x00")])
patched("one.zip", "huge.zip", [(entry + 10, b"\x08\x00"), (entry + 24, struct.pack("<I", 600 << 20))])
patched("one.zip", "ratio.zip", [(entry + 10, b"\x08\x00"), (entry + 24, struct.pack("<I", 100 << 20))])
patched("one.zip", "beyond.zip", [(entry + 42, struct.pack("<I", 1 << 30))])
patched("one.zip", "elsewhere.zip", [(entry + 42, struct.pack("<I", 3))])
(FOLDER / "truncated.zip").write_bytes(whole[:-30])
tar = (FOLDER / "pax.tar").read_bytes()
second = tar.index(b"train/dog/2.png")
(FOLDER / "truncated.tar").write_bytes(tar[:second + 540])
(FOLDER / "text.tar").write_bytes(b"This is no archive at all.\n" * 40)
patched_header = bytearray(tar[second:second + 512])
(FOLDER / "empty.tar").write_bytes(b"\0" * 10240)
packed = (FOLDER / "packed.tar.gz").read_bytes()
(FOLDER / "truncated.tar.gz").write_bytes(packed[:-20])

# A tar whose one member declares 400 GiB.
info = tarfile.TarInfo("a.png")
info.size = 400 << 30
(FOLDER / "huge.tar").write_bytes(info.tobuf(tarfile.GNU_FORMAT) + b"\0" * 1024)

# A member whose extended header says that it has less than no bytes.
info = tarfile.TarInfo("a.txt")
info.size = 4
info.pax_headers = {"GNU.sparse.realsize": "-5"}
with tarfile.open(FOLDER / "negative.tar", "w", format=tarfile.PAX_FORMAT) as tar:
    tar.addfile(info, io.BytesIO(b"text"))

for shard in range(2):
    members = []
    for index in range(2):
        key = f"{2 * shard + index:04}"
        members += [
            (f"{key}.png", picture(10 * shard + index)), (f"{key}.cls", str(index).encode()),
            (f"{key}.txt", f"picture {key}\n".encode()),
            (f"{key}.json", json.dumps({
                "label": "unused", "group": f"p{shard}", "age": 40 + index, "ok": True, "none": None,
                "list": [1]}).encode()),
            (f"{key}.mask.png", picture(99)),
        ]
    make_tar(f"shard-{shard:03}.tar", members)

pictures = np.stack([(np.arange(12, dtype=np.uint8) + seed).reshape(3, 4) for seed in range(5)])
colors = np.stack([pictures] * 3, axis=-1)
labels = np.array([[2], [0], [1], [0], [7]], dtype=np.uint8)


def save(name, writer=np.savez, **arrays):
    writer(FOLDER / name, **arrays)


split = dict(train_images=pictures[:3], train_labels=labels[:3], test_images=pictures[3:], test_labels=labels[3:])
save("medmnist.npz", **split)
save("medmnist-packed.npz", np.savez_compressed, **split)
save("colors.npz", x_train=colors, y_train=labels[:, 0].astype(np.int64))
save("several.npz", images=pictures, labels=(np.arange(15).reshape(5, 3) % 2).astype(np.uint8))
save("floats.npz", train_images=pictures.astype(np.float32))
save("volumes.npz", train_images=np.zeros((2, 5, 5, 5), np.uint8))
save("uneven.npz", train_images=pictures, train_labels=labels[:4])
save("other.npz", embeddings=np.zeros((2, 3), np.float32))
# A million pictures of one pixel.
save("countless.npz", np.savez_compressed, images=np.zeros((1 << 20, 1, 1), np.uint8))
