"""Vectors of the sample photographs by Pillow, NumPy and imagehash, for encoders without weights.

usage: python make_plain_references.py

Made with numpy 2.4.6, Pillow 13.0.0 and imagehash 4.3.2.
"""
import pathlib

import imagehash
import numpy
from PIL import Image

HERE = pathlib.Path(__file__).parent
PHOTOS = HERE.parents[2] / "Sources/Experiments/Verification"
IMAGES = [Image.open(PHOTOS / f"{name}.jpg") for name in ["cat", "coffee", "camera"]]


def histogram(image, space, bins):
    samples = numpy.asarray(image.convert("RGB").convert(space)).reshape(-1, 3)
    counts, _ = numpy.histogramdd(
        samples.astype(int) * bins // 256, bins=[numpy.arange(bins + 1)] * 3)
    return counts.ravel() / len(samples)


def perceptual_hash(image):
    return numpy.where(imagehash.phash(image).hash.ravel(), 1, -1)


def random_bits(seed, count):
    """SplitMix64, in NumPy's wrapping arithmetic; the lowest bit of each word first."""
    gamma = numpy.uint64(0x9E3779B97F4A7C15)
    z = numpy.uint64(seed) + gamma * numpy.arange(1, count // 64 + 1, dtype=numpy.uint64)
    z = (z ^ (z >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
    z = z ^ (z >> numpy.uint64(31))
    return (z[:, None] >> numpy.arange(64, dtype=numpy.uint64) & numpy.uint64(1)).ravel()


def random_projection(image, size, seed):
    small = image.convert("RGB").resize((32, 32), Image.Resampling.BILINEAR)
    samples = numpy.asarray(small, float).ravel() / 255 - 0.5
    signs = random_bits(seed, 3072 * size).reshape(size, 3072).astype(float) * 2 - 1
    return signs @ samples / numpy.sqrt(size)


def save(name, vectors):
    numpy.save(HERE / f"plain/{name}.npy", numpy.array(vectors, numpy.float32))


save("histogram-rgb-4", [histogram(i, "RGB", 4) for i in IMAGES])
save("histogram-hsv-5", [histogram(i, "HSV", 5) for i in IMAGES])
save("phash", [perceptual_hash(i) for i in IMAGES])
save("dhash", [numpy.where(imagehash.dhash(i).hash.ravel(), 1, -1) for i in IMAGES])
save("random-projection-40-seed-7", [random_projection(i, 40, 7) for i in IMAGES])
