"""Writes files of every format and mode, and the pixels that Pillow makes of them.

`formats.json` lists for each file what it holds, the options of decoding and the notes to expect.
"""
import hashlib
import io
import json
import os
import struct

import numpy as np
import tifffile
from PIL import Image, ImageCms, ImageOps

HERE = os.path.dirname(os.path.abspath(__file__))
WHITE = (255, 255, 255)
W, H = 23, 17
cases = []
pages = []
animated = set()


def scene(width, height, channels, seed=0):
    """Smooth colours with some noise, so that filters and compression have something to do."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    waves = [np.sin(x / (5 + c) + c) + np.cos(y / (7 - c) - c) for c in range(channels)]
    values = 128 + 55 * np.stack(waves, -1) + rng.normal(0, 8, (height, width, channels))
    return np.clip(values, 0, 255).astype(np.uint8)


def pixels_of(image, color=WHITE, drop=False):
    """What is expected of an opened picture: 8-bit grey or RGB, alpha over a colour."""
    is_grey = image.mode in ("1", "L", "LA", "I;16", "I;16B", "I;16L")
    if image.mode.startswith("I;16"):
        image = Image.fromarray((np.asarray(image).astype(np.uint16) >> 8).astype(np.uint8))
    elif image.mode in ("LA", "RGBA", "PA", "RGBa", "La") or "transparency" in image.info:
        image = image.convert("RGBA")
        if not drop:
            image = Image.alpha_composite(Image.new("RGBA", image.size, (*color, 255)), image)
            is_grey = is_grey and len(set(color)) == 1
    return np.asarray(image.convert("L" if is_grey else "RGB"))


def note(format, mode, name, pixels, notes=(), frame=0, **options):
    """One case: a file, a frame of it and the pixels that are expected."""
    pixels = np.ascontiguousarray(pixels, np.uint8)
    stored = f"pixels-{hashlib.sha256(pixels.tobytes()).hexdigest()[:8]}.raw"
    pixels.tofile(os.path.join(HERE, stored))
    cases.append({
        "format": format, "mode": mode, "file": name, "frame": frame, "pixels": stored,
        "width": pixels.shape[1], "height": pixels.shape[0],
        "channels": 3 if pixels.ndim == 3 else 1,
        "notes": ["oneOfSeveralFrames"] * (name in animated) + list(notes), "options": options})


def opened(name, frame=0):
    image = Image.open(os.path.join(HERE, name))
    image.seek(frame)
    return ImageOps.exif_transpose(image)


def holds(name, count):
    """The file has so many frames."""
    pages.append({"file": name, "count": count})
    animated.add(name)


def record(format, mode, name, notes=(), frame=0):
    """The case of a file that Pillow shows as it is expected."""
    note(format, mode, name, pixels_of(opened(name, frame)), notes, frame)


def save(format, mode, image, name, notes=(), **options):
    image.save(os.path.join(HERE, name), **options)
    record(format, mode, name, notes)


def exif(orientation):
    block = Image.Exif()
    block[0x0112] = orientation
    return block


values = scene(W, H, 4, seed=9)
rgb = Image.fromarray(scene(W, H, 3))
grey = Image.fromarray(scene(W, H, 1)[..., 0])
alpha = Image.fromarray(scene(W, H, 1, seed=3)[..., 0])
rgba = Image.merge("RGBA", (*rgb.split(), alpha))
grey_alpha = Image.merge("LA", (grey, alpha))
profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
profile[24:36] = bytes(12)  # The time of its making, which would differ in every run.
profile = bytes(profile)
profile_note = ["colorProfileIgnored"]


def alpha_policies():
    """Every policy over every kind of transparency of PNG."""
    palette = rgb.quantize(12)
    for name, image, options in (
            ("alpha-rgba.png", rgba, {}), ("alpha-grey.png", grey_alpha, {}),
            ("alpha-palette.png", palette, {"transparency": 3})):
        image.save(os.path.join(HERE, name), **options)
        mode = name[6:-4] + " with transparency"
        for color, text in ((WHITE, "white"), ((0, 0, 0), "#000000"), ((10, 200, 77), "#0ac84d")):
            notes = ["alphaOverWhite" if text == "white" else "alphaOverColor"]
            note("PNG", mode, name, pixels_of(opened(name), color), notes, alpha=text)
        note("PNG", mode, name, pixels_of(opened(name), drop=True), ["alphaDropped"], alpha="drop")
    # White ink on nothing, and black without its alpha: the shape is in the alpha channel alone.
    for level, text, notes in (
            (255, "white", ["alphaOverWhite", "uniformByAlpha"]),
            (0, "drop", ["alphaDropped", "uniformByAlpha"]), (0, "white", ["alphaOverWhite"])):
        name = f"shape-in-alpha-{level}.png"
        flat = Image.new("L", (W, H), level)
        Image.merge("RGBA", (flat, flat, flat, alpha)).save(os.path.join(HERE, name))
        pixels = pixels_of(opened(name), drop=text == "drop")
        note("PNG", "shape in alpha", name, pixels, notes, alpha=text)


def png():
    alpha_policies()
    save("PNG", "colour profile", rgb, "profile.png", profile_note, icc_profile=profile)
    deep = scene(W, H, 1)[..., 0].astype(np.uint16) * 16
    Image.fromarray(deep).save(os.path.join(HERE, "dark-16.png"))
    note("PNG", "12 bits in 16", "dark-16.png", deep >> 8, ["reducedTo8Bits", "darkBy16Bits"])
    note(
        "PNG", "12 bits in 16", "dark-16.png", windowed(deep, 2000, 1500), ["windowAsAsked"],
        window={"center": 2000, "width": 1500})


def windowed(samples, center, width):
    """NumPy's word for a window: linear, clamped, rounded half up."""
    share = np.clip((samples.astype(np.float64) - center) / width + 0.5, 0, 1)
    return np.floor(share * 255 + 0.5).astype(np.uint8)


def jpeg():
    inks = Image.fromarray(scene(61, 43, 4, seed=2), "CMYK")
    inverted = ["convertedFromCMYK"]
    save("JPEG", "CMYK", inks, "cmyk.jpg", inverted, quality=90)
    ycck(inks)
    save(
        "JPEG", "CMYK, colour profile", inks, "cmyk-profile.jpg",
        [*inverted, *profile_note], icc_profile=profile[:128])
    photo = Image.fromarray(scene(61, 43, 3))
    save("JPEG", "RGB, colour profile", photo, "profile.jpg", profile_note, icc_profile=profile)
    photo.save(os.path.join(HERE, "colors.jpg"), quality=85, subsampling=2, exif=exif(6))
    Image.fromarray(scene(61, 43, 1)[..., 0]).save(os.path.join(HERE, "grey.jpg"), quality=85)
    record("JPEG", "grey", "grey.jpg")
    record("JPEG", "4:2:0, turned", "colors.jpg", ["orientationApplied"])
    scaled = ["scaledWhileDecoding"]
    for divisor in (2, 4, 8):
        for name, notes in (("colors.jpg", [*scaled, "orientationApplied"]), ("grey.jpg", scaled)):
            image = Image.open(os.path.join(HERE, name))
            image.draft(None, (61 // divisor, 43 // divisor))
            image = ImageOps.exif_transpose(image)
            note(
                "JPEG", f"scaled 1/{divisor}", name, pixels_of(image), notes,
                jpegScale=f"1/{divisor}")


def ycck(inks):
    """A CMYK file whose Adobe marker says YCCK, and whose samples are read so."""
    buffer = io.BytesIO()
    inks.save(buffer, "JPEG", quality=90)
    bytes_ = bytearray(buffer.getvalue())
    adobe = bytes_.index(b"Adobe")
    bytes_[adobe + 11] = 2
    with open(os.path.join(HERE, "ycck.jpg"), "wb") as file:
        file.write(bytes_)
    record("JPEG", "YCCK", "ycck.jpg", ["convertedFromCMYK"])


def webp():
    over = ["alphaOverWhite"]
    save("WebP", "lossy RGB", Image.fromarray(scene(61, 43, 3)), "lossy.webp", quality=80)
    save("WebP", "lossless RGB", rgb, "lossless.webp", lossless=True)
    save("WebP", "lossless RGB and alpha", rgba, "alpha.webp", over, lossless=True, exact=True)
    save("WebP", "lossy RGB and alpha", rgba, "lossy-alpha.webp", over, quality=70)
    save(
        "WebP", "turned, colour profile", rgb, "turned.webp",
        [*profile_note, "orientationApplied"], lossless=True, exif=exif(6), icc_profile=profile)
    note("WebP", "alpha over black", "alpha.webp", pixels_of(rgba, (0, 0, 0)), ["alphaOverColor"],
         alpha="#000000")
    frames = [Image.fromarray(scene(W, H, 3, seed=s)) for s in range(3)]
    frames[0].save(
        os.path.join(HERE, "animated.webp"), save_all=True, append_images=frames[1:],
        lossless=True)
    holds("animated.webp", 3)
    for index in range(3):
        record("WebP", "animated", "animated.webp", frame=index)
    sprites = [Image.merge("RGBA", (*f.split(), alpha.rotate(90 * i)))
               for i, f in enumerate(frames)]
    sprites[0].save(
        os.path.join(HERE, "animated-alpha.webp"), save_all=True, append_images=sprites[1:],
        lossless=True)
    holds("animated-alpha.webp", 3)
    for index in range(3):
        record("WebP", "animated with alpha", "animated-alpha.webp", over, frame=index)


def tiff():
    over = ["alphaOverWhite"]
    high = ["reducedTo8Bits"]
    for name in ("raw", "tiff_lzw", "tiff_adobe_deflate", "packbits"):
        short = name.replace("tiff_", "")
        save("TIFF", f"RGB, {short}", rgb, f"rgb-{short}.tif", compression=name)
        save("TIFF", f"grey, {short}", grey, f"grey-{short}.tif", compression=name)
    for name in ("group3", "group4"):
        save("TIFF", f"1 bit, {name}", grey.convert("1"), f"one-bit-{name}.tif", compression=name)
    save("TIFF", "1 bit", grey.convert("1"), "one-bit.tif")
    photo = Image.fromarray(scene(61, 43, 3))
    save("TIFF", "RGB, JPEG", photo, "rgb-jpeg.tif", compression="jpeg", quality=90)
    save("TIFF", "palette", rgb.quantize(12), "palette.tif")
    save("TIFF", "grey and alpha", grey_alpha, "grey-alpha.tif", over)
    save("TIFF", "RGB and alpha", rgba, "rgba.tif", over)
    save("TIFF", "CMYK", Image.fromarray(values, "CMYK"), "cmyk.tif", ["convertedFromCMYK"])
    deep = values.astype(np.uint16) * 256 + values[::-1]
    save("TIFF", "16-bit grey", Image.fromarray(deep[..., 0]), "grey-16.tif", high)
    save("TIFF", "colour profile", rgb, "profile.tif", profile_note, icc_profile=profile)
    for orientation in range(2, 9):
        save("TIFF", f"orientation {orientation}", rgb, f"turned-{orientation}.tif",
             ["orientationApplied"], exif=exif(orientation), compression="tiff_lzw")
    frames = [Image.fromarray(scene(W - i, H + i, 3, seed=i)) for i in range(3)]
    frames[0].save(
        os.path.join(HERE, "pages.tif"), save_all=True, append_images=frames[1:],
        compression="tiff_lzw")
    holds("pages.tif", 3)
    for index in range(3):
        record("TIFF", "pages of different size", "pages.tif", frame=index)
    tiff_by_tifffile(deep)


def write(name, samples, **options):
    tifffile.imwrite(
        os.path.join(HERE, name), np.ascontiguousarray(samples), metadata=None, **options)


def tiff_by_tifffile(deep):
    """What Pillow does not write: tiles, planes, 16-bit colour, floats, either byte order."""
    high = ["reducedTo8Bits"]
    photo, small = scene(61, 43, 3), values[..., :3]
    write("tiled.tif", photo, tile=(16, 32), compression="zlib", photometric="rgb")
    record("TIFF", "RGB, tiled", "tiled.tif")
    write("tiled-grey.tif", photo[..., 0], tile=(16, 16), compression="lzw", predictor=True)
    record("TIFF", "grey, tiled, predictor", "tiled-grey.tif")
    write("planes.tif", np.moveaxis(small, -1, 0), planarconfig="separate", photometric="rgb",
          rowsperstrip=5)
    record("TIFF", "RGB in planes", "planes.tif")
    write("planes-tiled.tif", np.moveaxis(photo, -1, 0), planarconfig="separate", tile=(16, 16),
          photometric="rgb", compression="zlib")
    record("TIFF", "RGB in planes, tiled", "planes-tiled.tif")
    for order, name in (("<", "little"), (">", "big")):
        write(f"rgb-16-{name}.tif", deep[..., :3], photometric="rgb", byteorder=order,
              rowsperstrip=4)
        record("TIFF", f"16-bit RGB, {name}-endian", f"rgb-16-{name}.tif", high)
    write("big-tiff.tif", small, photometric="rgb", bigtiff=True)
    record("TIFF", "BigTIFF", "big-tiff.tif")
    write("rgba-16.tif", deep, photometric="rgb", extrasamples=["unassalpha"])
    record("TIFF", "16-bit RGB and alpha", "rgba-16.tif", [*high, "alphaOverWhite"])
    premultiplied = values.astype(int)
    premultiplied[..., :3] = premultiplied[..., :3] * premultiplied[..., 3:] // 255
    write("premultiplied.tif", premultiplied.astype(np.uint8), photometric="rgb",
          extrasamples=["assocalpha"])
    record("TIFF", "RGB, premultiplied alpha", "premultiplied.tif", ["alphaOverWhite"])
    write("unspecified.tif", values, photometric="rgb", extrasamples=["unspecified"])
    record("TIFF", "RGB and a fourth sample", "unspecified.tif")
    write("white-is-zero.tif", small[..., 0], photometric="miniswhite")
    record("TIFF", "grey, white is 0", "white-is-zero.tif")
    write("cmyk-16.tif", deep, photometric="separated")
    record("TIFF", "16-bit CMYK", "cmyk-16.tif", [*high, "convertedFromCMYK"])
    windows(deep)


def windows(deep):
    """Deep samples through the stated rule, in NumPy."""
    spread = ["stretchedToRange"]
    asked = ["windowAsAsked"]
    field = (deep[..., 0].astype(np.float64) - 30_000) / 97
    kinds = [
        ("float32", "32-bit float"), ("float64", "64-bit float"), ("int16", "16-bit signed"),
        ("int32", "32-bit signed"), ("uint32", "32-bit unsigned"), ("float16", "16-bit float"),
        ("int8", "8-bit signed")]
    for kind, mode in kinds:
        if kind == "uint32":
            samples = (deep[..., 0].astype(np.uint32) << 16)
        elif kind == "int8":
            samples = (values[..., 0].astype(int) - 128).astype(np.int8)
        else:
            samples = field.astype(kind)
        name = f"grey-{kind}.tif"
        compression = {"compression": "zlib"} if kind != "float16" else {}
        write(name, samples, photometric="minisblack", **compression)
        low, high = float(samples.min()), float(samples.max())
        note("TIFF", mode, name, windowed(samples, low + (high - low) / 2, high - low), spread)
        note("TIFF", mode + ", window", name, windowed(samples, 20, 300), asked,
             window={"center": 20, "width": 300})
    write("tiled-float32.tif", field.astype(np.float32), tile=(16, 16), predictor=3,
          compression="zlib", photometric="minisblack")
    note("TIFF", "32-bit float, tiled, predictor", "tiled-float32.tif",
         windowed(field.astype(np.float32), 20, 300), asked, window={"center": 20, "width": 300})
    holes = field.astype(np.float32)
    holes[2, 3], holes[4, 5], holes[6, 7] = np.nan, np.inf, -np.inf
    write("holes-float32.tif", holes, photometric="minisblack")
    finite = holes[np.isfinite(holes)].astype(np.float64)
    low, high = finite.min(), finite.max()
    shown = np.where(np.isnan(holes), low, holes)
    note("TIFF", "32-bit float, not all finite", "holes-float32.tif",
         windowed(shown, low + (high - low) / 2, high - low), spread)
    colors = ((deep[..., :3].astype(np.float32)) / 65_535)
    write("rgb-float32.tif", colors, photometric="rgb")
    note("TIFF", "32-bit float RGB", "rgb-float32.tif", windowed(colors, 0.5, 1), asked,
         window={"center": 0.5, "width": 1})
    note("TIFF", "16-bit grey, window", "grey-16.tif", windowed(deep[..., 0], 30_000, 20_000), asked,
         window={"center": 30_000, "width": 20_000})
    dark = scene(W, H, 1)[..., 0].astype(np.uint16) * 16
    write("dark-16.tif", dark, photometric="minisblack")
    note("TIFF", "12 bits in 16", "dark-16.tif", dark >> 8, ["reducedTo8Bits", "darkBy16Bits"])


def gif():
    palette = rgb.quantize(12)
    save("GIF", "palette", palette, "palette.gif")
    save("GIF", "grey", grey, "grey.gif")
    save("GIF", "interlaced", palette, "interlaced.gif", interlace=True)
    save("GIF", "transparent", palette, "transparent.gif", ["alphaOverWhite"], transparency=3)
    frames = [rgb.rotate(20 * i).quantize(12) for i in range(4)]
    for disposal in range(4):
        name = f"animated-{disposal}.gif"
        frames[0].save(
            os.path.join(HERE, name), save_all=True, append_images=frames[1:], disposal=disposal)
        holds(name, 4)
        for index in range(4):
            record("GIF", f"animated, disposal {disposal}", name, frame=index)
    holes = [rgb.rotate(20 * i).quantize(12) for i in range(4)]
    for disposal in range(4):
        name = f"animated-holes-{disposal}.gif"
        holes[0].save(
            os.path.join(HERE, name), save_all=True, append_images=holes[1:], disposal=disposal,
            transparency=2)
        count = Image.open(os.path.join(HERE, name)).n_frames
        holds(name, count)
        for index in range(count):
            image = opened(name, index)
            # A frame may have a transparent colour and no pixel of it.
            is_opaque = image.convert("RGBA").getextrema()[3][0] == 255
            record("GIF", f"animated with transparency, disposal {disposal}", name,
                   [] if is_opaque else ["alphaOverWhite"], frame=index)


def bitmap(name, header, colors, rows):
    """A BMP of a given information header."""
    offset = 14 + len(header) + len(colors)
    with open(os.path.join(HERE, name), "wb") as file:
        file.write(b"BM" + struct.pack("<IHHI", offset + len(rows), 0, 0, offset))
        file.write(header + colors + rows)


def padded(rows):
    return b"".join(row + bytes(-len(row) % 4) for row in rows)


def information(bits, height=H, compression=0, size=0, colors=0, length=40):
    return struct.pack(
        "<IiiHHIIiiII", length, W, height, 1, bits, compression, size, 2835, 2835, colors, 0)


def bmp():
    save("BMP", "RGB", rgb, "rgb.bmp")
    save("BMP", "grey", grey, "grey.bmp")
    save("BMP", "1 bit", grey.convert("1"), "one-bit.bmp")
    save("BMP", "palette", rgb.quantize(12), "palette.bmp")
    save("BMP", "RGB and alpha", rgba, "rgba.bmp")
    table = np.asarray(rgb.quantize(12).getpalette()[:36], np.uint8).reshape(12, 3)
    colors = b"".join(bytes([b, g, r, 0]) for r, g, b in table.tolist())
    indices = np.asarray(rgb.quantize(12))[::-1]
    even = np.pad(indices, ((0, 0), (0, W % 2)))
    nibbles = padded([bytes(row[0::2] << 4 | row[1::2]) for row in even])
    bitmap("palette-4.bmp", information(4, colors=12), colors, nibbles)
    record("BMP", "palette of 4 bits", "palette-4.bmp")
    bitmap("top-down.bmp", information(8, height=-H, colors=12), colors,
           padded([bytes(row) for row in indices[::-1]]))
    record("BMP", "rows from the top", "top-down.bmp")
    bitmap("core.bmp", struct.pack("<IHHHH", 12, W, H, 1, 24), b"",
           padded([row[:, 2::-1].tobytes() for row in values[::-1]]))
    record("BMP", "OS/2 header", "core.bmp")
    fives = values[::-1, :, :3].astype(np.uint16) >> 3
    words = (fives[..., 0] << 10 | fives[..., 1] << 5 | fives[..., 2]).astype("<u2")
    bitmap("rgb-555.bmp", information(16), b"", padded([row.tobytes() for row in words]))
    record("BMP", "16 bits", "rgb-555.bmp")
    six = values[::-1].astype(np.uint16)
    words = (six[..., 0] >> 3 << 11 | six[..., 1] >> 2 << 5 | six[..., 2] >> 3).astype("<u2")
    bitmap("rgb-565.bmp", information(16, compression=3), struct.pack("<III", 0xF800, 0x7E0, 0x1F),
           padded([row.tobytes() for row in words]))
    record("BMP", "16 bits by masks", "rgb-565.bmp")
    masks = struct.pack("<IIII", 0xFF0000, 0xFF00, 0xFF, 0xFF000000)
    header = information(32, compression=3, length=108) + masks + bytes(108 - 40 - 16)
    quads = values[::-1][..., [2, 1, 0, 3]].tobytes()
    bitmap("rgba-masks.bmp", header, b"", quads)
    record("BMP", "RGB and alpha by masks", "rgba-masks.bmp", ["alphaOverWhite"])


for make in (png, jpeg, webp, tiff, gif, bmp):
    make()
with open(os.path.join(HERE, "formats.json"), "w") as file:
    json.dump({"decode": cases, "pages": pages}, file, indent=1)
