"""Writes test pictures with Pillow, and the pixels that Pillow decodes and resizes them to."""
import json
import os
import struct
import zlib

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


def record(name, notes, expected=None):
    image = Image.open(os.path.join(HERE, name))
    image = ImageOps.exif_transpose(image)
    # Pillow opens grey with alpha of 16 bits as RGBA.
    is_grey = image.mode in ("1", "L", "LA", "I;16", "I") or name == "grey-alpha-16.png"
    if expected is not None:
        pixels = expected
    elif image.mode in ("LA", "RGBA", "PA") or "transparency" in image.info:
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


# Adam7: first column, first row, step of columns, step of rows of each pass.
PASSES = (
    (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
COLOUR_TYPES = {"grey": 0, "rgb": 2, "palette": 3, "grey-alpha": 4, "rgba": 6}


def rows_of(samples, depth):
    """Unfiltered rows of a PNG, (height, width, channels) samples of some bits each."""
    for row in samples.reshape(samples.shape[0], -1):
        if depth == 16:
            yield b"\0" + row.astype(">u2").tobytes()
        else:
            bits = np.unpackbits(row.astype(np.uint8)[:, None], axis=1)[:, 8 - depth:]
            yield b"\0" + np.packbits(bits).tobytes()


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def write_png(
        name, samples, kind, depth, notes=(), interlaced=False, chunks=(), expected=None):
    """PNG of modes that Pillow reads and does not write; `expected` where Pillow is mistaken."""
    samples = np.atleast_3d(samples)
    height, width = samples.shape[:2]
    header = struct.pack(
        ">IIBBBBB", width, height, depth, COLOUR_TYPES[kind], 0, 0, int(interlaced))
    passes = [samples[y::dy, x::dx] for x, y, dx, dy in PASSES] if interlaced else [samples]
    rows = b"".join(row for part in passes if part.size for row in rows_of(part, depth))
    with open(os.path.join(HERE, name), "wb") as file:
        file.write(
            b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
            + b"".join(chunk(kind, body) for kind, body in chunks)
            + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b""))
    record(name, list(notes), expected)


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

values = scene(23, 17, 4, seed=9)
deep = values.astype(np.uint16) * 256 + values[::-1]
colours = np.asarray(rgb.quantize(12).getpalette()[:36], np.uint8).tobytes()
indices = np.asarray(rgb.quantize(12))
write_png("grey-2.png", values[..., 0] >> 6, "grey", 2)
write_png("grey-4.png", values[..., 0] >> 4, "grey", 4)
write_png("palette-4.png", indices, "palette", 4, chunks=[(b"PLTE", colours)])
write_png("rgb-16.png", deep[..., :3], "rgb", 16, ["reducedTo8Bits"])
write_png("rgba-16.png", deep, "rgba", 16, ["reducedTo8Bits", "alphaOverWhite"])
write_png("grey-alpha-16.png", deep[..., :2], "grey-alpha", 16, ["reducedTo8Bits", "alphaOverWhite"])
write_png(
    "grey-key.png", values[..., 0], "grey", 8, ["alphaOverWhite"],
    chunks=[(b"tRNS", struct.pack(">H", int(np.median(values[..., 0]))))])
# Pillow compares the key of 4 bits with samples widened to 8; the PNG standard (11.3.2.1) does not.
quarter = values[..., 0] >> 4
write_png(
    "grey-key-4.png", quarter, "grey", 4, ["alphaOverWhite"],
    chunks=[(b"tRNS", struct.pack(">H", 7))],
    expected=Image.fromarray(np.where(quarter == 7, 255, quarter * 17).astype(np.uint8)))
write_png(
    "rgb-key.png", values[..., :3] >> 6 << 6, "rgb", 8, ["alphaOverWhite"],
    chunks=[(b"tRNS", struct.pack(">HHH", 128, 128, 64))])
write_png(
    "palette-alphas.png", indices, "palette", 4, ["alphaOverWhite"],
    chunks=[(b"PLTE", colours), (b"tRNS", bytes(range(0, 240, 24)))])
write_png(
    "gamma.png", values[..., :3], "rgb", 8, chunks=[(b"gAMA", struct.pack(">I", 100_000))])
write_png("interlaced-1.png", values[..., 0] >> 7, "grey", 1, interlaced=True)
write_png(
    "interlaced-palette.png", indices, "palette", 4, interlaced=True, chunks=[(b"PLTE", colours)])
write_png("interlaced-rgb.png", values[..., :3], "rgb", 8, interlaced=True)
write_png("interlaced-rgba.png", values, "rgba", 8, ["alphaOverWhite"], interlaced=True)
write_png("interlaced-16.png", deep[..., 0], "grey", 16, ["reducedTo8Bits"], interlaced=True)
write_png("interlaced-1x1.png", values[:1, :1, :3], "rgb", 8, interlaced=True)
# Every pair of value and alpha, for the rounding of compositing.
every = np.stack(np.meshgrid(np.arange(256), np.arange(256)), -1)
write_png("every-alpha.png", every, "grey-alpha", 8, ["alphaOverWhite"])


def exif_block(order, kind, orientation):
    """An EXIF block with the orientation alone, as a 16-bit (3) or 32-bit (4) number."""
    number = struct.pack(order + ("H" if kind == 3 else "I"), orientation).ljust(4, b"\0")
    return (
        (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "IHHHI", 8, 1, 0x0112, kind, 1)
        + number + bytes(4))


write_png(
    "orientation-6.png", values[..., :3], "rgb", 8, ["orientationApplied"],
    chunks=[(b"eXIf", exif_block(">", 3, 6))])

save(Image.fromarray(scene(12, 7, 3)), "tiny.jpg", quality=90)
save(Image.fromarray(scene(61, 43, 3)), "rgb.jpg", quality=85, subsampling=0)
save(Image.fromarray(scene(61, 43, 3)), "subsampled.jpg", quality=75, subsampling=2)
save(Image.fromarray(scene(61, 43, 3)), "progressive.jpg", quality=85, progressive=True)
save(Image.fromarray(scene(61, 43, 1)[..., 0]), "grey.jpg", quality=85)
# Made with libjpeg-turbo's `cjpeg -sample 2x2,2x1,1x1`: chroma channels of different sizes.
record("odd-sampling.jpg", [])
for orientation in range(2, 9):
    exif = Image.Exif()
    exif[0x0112] = orientation
    save(
        Image.fromarray(scene(16, 8, 3)), f"orientation-{orientation}.jpg",
        ["orientationApplied"], quality=95, exif=exif)
for name, order, kind in (("little", "<", 3), ("big-long", ">", 4), ("little-long", "<", 4)):
    save(
        Image.fromarray(scene(16, 8, 3)), f"orientation-{name}.jpg", ["orientationApplied"],
        quality=95, exif=b"Exif\0\0" + exif_block(order, kind, 8))

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
luma = np.asarray(Image.fromarray(source).convert("L"))
luma.tofile(os.path.join(HERE, "luma.raw"))

with open(os.path.join(HERE, "cases.json"), "w") as file:
    json.dump({"decode": cases, "resize": resizes}, file, indent=1)
