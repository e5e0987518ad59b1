"""Writes perturbation-references.json and .raw: what Pillow makes of the committed pattern.

Run with Pillow 13 and NumPy: python make_perturbation_references.py
"""
import io
import json
import pathlib

import numpy
from PIL import Image, ImageEnhance, ImageFilter, ImageOps

here = pathlib.Path(__file__).parent
colour = Image.frombytes("RGB", (37, 29), (here / "resize-source.raw").read_bytes())
# Smooth as well as noisy, so that rounding and JPEG's chroma show.
ramp = numpy.add.outer(numpy.arange(29) * 4, numpy.arange(37) * 3)
smooth = Image.fromarray(
    numpy.stack([ramp % 256, 255 - ramp % 256, (ramp * 2) % 256], axis=2).astype(numpy.uint8))


def jpeg(image, quality):
    file = io.BytesIO()
    image.save(file, "JPEG", quality=quality)
    return Image.open(io.BytesIO(file.getvalue()))


cases, raw = [], bytearray()


def add(source, operation, value, image):
    cases.append(dict(
        source=source, operation=operation, value=value, place=len(raw),
        width=image.width, height=image.height, channels=len(image.getbands())))
    raw.extend(image.tobytes())


for name, image in [
    ("noise", colour), ("smooth", smooth), ("grey", smooth.convert("L")),
    ("noise-grey", colour.convert("L")),
]:
    add(name, "none", 0, image)
    for quality in (50, 75, 90):
        add(name, "jpeg", quality, jpeg(image, quality))
    for degrees in (5, -5, 25, 90, 133.7):
        add(name, "rotation", degrees,
            image.rotate(degrees, resample=Image.Resampling.BILINEAR))
    for factor in (0.9, 1.1):
        add(name, "brightness", factor, ImageEnhance.Brightness(image).enhance(factor))
        add(name, "contrast", factor, ImageEnhance.Contrast(image).enhance(factor))
    for radius in (0.5, 1, 2, 20):
        add(name, "blur", radius, image.filter(ImageFilter.GaussianBlur(radius)))
    add(name, "border", 3, ImageOps.expand(image, 3))
    add(name, "flip-horizontal", 0, ImageOps.mirror(image))
    add(name, "flip-vertical", 0, ImageOps.flip(image))
    add(name, "turn-90", 0, image.transpose(Image.Transpose.ROTATE_270))
    add(name, "turn-180", 0, image.transpose(Image.Transpose.ROTATE_180))
    add(name, "turn-270", 0, image.transpose(Image.Transpose.ROTATE_90))
    # Half of 37 × 29, rounded away from zero (Python rounds to even).
    half = (19, 15)
    add(name, "resize-50", 0, image.resize(half, Image.Resampling.BICUBIC).resize(
        image.size, Image.Resampling.BICUBIC))
    add(name, "square", 0, image.resize((29, 29), Image.Resampling.BICUBIC))

(here / "perturbation-references.json").write_text(json.dumps(cases, indent=0) + "\n")
(here / "perturbation-references.raw").write_bytes(bytes(raw))
