"""Writes opaque/: pictures with an alpha channel that takes nothing away (needs numpy and Pillow)."""
from pathlib import Path

import numpy as np
from PIL import Image

FOLDER = Path(__file__).parent / "opaque"
FOLDER.mkdir(exist_ok=True)

rgba = np.full((2, 3, 4), 255, np.uint8)
for channel in range(3):
    rgba[..., channel] = np.arange(10, 70, 10).reshape(2, 3) + channel
picture = Image.fromarray(rgba, "RGBA")
picture.save(FOLDER / "opaque.png")
picture.save(FOLDER / "opaque.tif")
Image.fromarray(rgba[..., [0, 3]], "LA").save(FOLDER / "opaque-grey.png")
second = rgba.copy()
second[..., :3] += 100
# A third frame with holes: the file declares alpha, and its first frame has none.
third = second.copy()
third[0, 0, 3] = 0
picture.save(
    FOLDER / "opaque.webp", save_all=True, lossless=True,
    append_images=[Image.fromarray(second, "RGBA"), Image.fromarray(third, "RGBA")])
rgba[1, 2, 3] = 254
Image.fromarray(rgba, "RGBA").save(FOLDER / "nearly.png")
