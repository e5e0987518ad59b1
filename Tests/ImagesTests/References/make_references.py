"""Writes test pictures with Pillow, and the pixels that Pillow decodes and resizes them to."""
import io
import json
import os

import numpy as np
from PIL import Image, ImageOps

HERE = os.path.dirname(os.path.abspath(__file__))
cases = []


def scene(width, height, channels, seed=0):
    """Smooth colours with some noise, so that filters and compression have something to do."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    waves = [np.sin(x / (5 + c) + c) + np.cos(y / (7 - c) - c) for c in range(channels)]
    values = 128 + 55 * np.stack(waves, -1) + rng.normal(0, 8, (height, width, channels))
    return np.clip(values, 0, 255).astype(np.uint8)


def over_white(image):
    """Pillow's alpha_composite on white."""
    white = Image.new("RGBA", image.size, (255, 255, 255, 255))
    return Image.alpha_composite(white, image.convert("RGBA"))


def record(name, notes):
    image = Image.open(os.path.join(HERE, name))
    image = ImageOps.exif_transpose(image)
    is_grey = image.mode in ("1", "L", "LA", "I;16", "I")
    if image.mode in ("LA", "RGBA", "PA") or "transparency" in image.info:
        pixels = over_white(image)
    elif image.mode in ("I;16", "I"):
        pixels = Image.fromarray((np.asarray(image).astype(np.uint16) >> 8).astype(np.uint8))
    else:
        pixels = image
    pixels = np.asarray(pixels.convert("L" if is_grey else "RGB"))
    stem = name.replace(".", "-")
    pixels.tofile(os.path.join(HERE, stem + ".raw"))
    cases.append({
        "file": name, "pixels": stem + ".raw", "width": image.size[0], "height": image.size[1],
        "channels": 1 if is_grey else 3, "notes": notes})


def save(image, name, notes=(), **options):
    image.save(os.path.join(HERE, name), **options)
    record(name, list(notes))


rgb = Image.fromarray(scene(23, 17, 3))
grey = Image.fromarray(scene(23, 17, 1)[..., 0])
alpha = Image.fromarray(scene(23, 17, 1, seed=3)[..., 0])
save(rgb, "rgb.png")
save(grey, "grey.png")
save(grey.convert("1"), "one-bit.png")
save(rgb.quantize(12), "palette.png")
transparent = rgb.quantize(12)
save(transparent, "palette-transparent.png", ["alphaOverWhite"], transparency=3)
save(Image.merge("LA", (grey, alpha)), "grey-alpha.png", ["alphaOverWhite"])
save(Image.merge("RGBA", (*rgb.split(), alpha)), "rgba.png", ["alphaOverWhite"])
wide = (scene(23, 17, 1).astype(np.uint16)[..., 0] << 8) + 77
save(Image.fromarray(wide), "grey-16.png", ["reducedTo8Bits"])
save(Image.fromarray(scene(12, 7, 3)), "tiny.jpg", quality=90)
save(Image.fromarray(scene(61, 43, 3)), "rgb.jpg", quality=85, subsampling=0)
save(Image.fromarray(scene(61, 43, 3)), "subsampled.jpg", quality=75, subsampling=2)
save(Image.fromarray(scene(61, 43, 3)), "progressive.jpg", quality=85, progressive=True)
save(Image.fromarray(scene(61, 43, 1)[..., 0]), "grey.jpg", quality=85)
for orientation in range(2, 9):
    exif = Image.Exif()
    exif[0x0112] = orientation
    save(
        Image.fromarray(scene(16, 8, 3)), f"orientation-{orientation}.jpg",
        ["orientationApplied"], quality=95, exif=exif)
Image.fromarray(scene(16, 8, 4)).convert("RGB").convert("CMYK").save(os.path.join(HERE, "cmyk.jpg"))

resizes = []
source = scene(37, 29, 3, seed=5)
source.tofile(os.path.join(HERE, "resize-source.raw"))
for name, kind in (("bilinear", Image.BILINEAR), ("bicubic", Image.BICUBIC), ("lanczos", Image.LANCZOS)):
    for width, height in ((74, 58), (20, 15), (8, 8), (50, 13), (37, 10), (1, 1), (112, 100)):
        if width > 80 and name != "bicubic":
            continue
        out = np.asarray(Image.fromarray(source).resize((width, height), kind))
        file = f"resize-{name}-{width}x{height}.raw"
        out.tofile(os.path.join(HERE, file))
        resizes.append({"filter": name, "width": width, "height": height, "pixels": file})
grey_source = scene(28, 28, 1, seed=6)
luma = np.asarray(Image.fromarray(source).convert("L"))
luma.tofile(os.path.join(HERE, "luma.raw"))

with open(os.path.join(HERE, "cases.json"), "w") as file:
    json.dump({"decode": cases, "resize": resizes}, file, indent=1)
