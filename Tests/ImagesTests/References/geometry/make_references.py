"""Resizes and crops with Pillow by torchvision's rules, over odd sizes, up and down.

The rules are those of torchvision 0.20, `transforms/functional.py`: `_compute_resized_output_size`,
`center_crop` and its padding. Sources are grey; channels are resized each by itself.
"""
import json
import os

import numpy as np
from PIL import Image

HERE = os.path.dirname(os.path.abspath(__file__))
FILTERS = {"bilinear": Image.BILINEAR, "bicubic": Image.BICUBIC, "lanczos": Image.LANCZOS}
SOURCES = [(37, 29), (29, 37), (24, 24), (13, 7), (5, 90), (2, 2), (1, 1), (101, 3)]
content = bytearray()
cases = []


def scene(width, height):
    """Smooth waves with noise and hard edges, in one channel."""
    rng = np.random.default_rng(100 * width + height)
    y, x = np.mgrid[0:height, 0:width]
    values = 128 + 60 * np.sin(x / 3) + 40 * np.cos(y / 2) + rng.normal(0, 20, (height, width))
    values[(x + y) % 11 < 2] = 255
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))


def stored(image):
    """Where the pixels of a picture are in `pixels.raw`."""
    place = len(content)
    content.extend(np.asarray(image).tobytes())
    return place


def short_side(image, side, kind):
    width, height = image.size
    short, long = min(width, height), max(width, height)
    new_long = int(side * long / short)
    return image.resize((side, new_long) if width <= height else (new_long, side), kind)


def center_crop(image, size):
    width, height = image.size
    left, top = max(0, size - width) // 2, max(0, size - height) // 2
    right, bottom = (max(0, size - width) + 1) // 2, (max(0, size - height) + 1) // 2
    padded = Image.new("L", (width + left + right, height + top + bottom))
    padded.paste(image, (left, top))
    width, height = padded.size
    x, y = int(round((width - size) / 2.0)), int(round((height - size) / 2.0))
    return padded.crop((x, y, x + size, y + size))


for size in SOURCES:
    source = scene(*size)
    place = stored(source)

    def record(image, **how):
        cases.append({
            "source": place, "sourceWidth": size[0], "sourceHeight": size[1],
            "pixels": stored(image), "width": image.size[0], "height": image.size[1], **how})

    for name, kind in FILTERS.items():
        for width, height in ((36, 30), (19, 47), (3, 5), (41, 1)):
            record(source.resize((width, height), kind), filter=name)
        if max(size) < 20 * min(size):
            for side, crop in ((24, 21), (16, 16), (11, 14), (13, 20), (8, 5)):
                resized = short_side(source, side, kind)
                record(center_crop(resized, crop), filter=name, side=side, crop=crop)
    for crop in (1, 2, 3, 4, 5, 7, 8, 9, 10, 12, 14, 31):
        record(center_crop(source, crop), crop=crop)
with open(os.path.join(HERE, "pixels.raw"), "wb") as file:
    file.write(content)
with open(os.path.join(HERE, "geometry.json"), "w") as file:
    json.dump(cases, file, indent=0)
