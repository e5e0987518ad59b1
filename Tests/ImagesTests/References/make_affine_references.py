"""Pillow's bilinear affine transforms of a small picture, for AffineMap. Needs Pillow and NumPy.

Writes affine-references.json: of each case the rotation (degrees), zooms and shifts (shares of the
sides), and the pixels. The inverse map is computed here in plain arithmetic, as its documentation
says, and given to Image.transform.
"""
import json
import math
from pathlib import Path

import numpy as np
from PIL import Image, __version__

WIDTH, HEIGHT = 9, 7
source = np.array(
    [[(31 * x * x + 57 * y + 13 * x * y) % 256 for x in range(WIDTH)] for y in range(HEIGHT)],
    dtype=np.uint8)


def inverse(degrees, zoom_x, zoom_y, shift_x, shift_y):
    """Places in the source of pixels of the result: undo the shift, then rotation, then zoom."""
    angle = math.radians(degrees)
    a, b = math.cos(angle) / zoom_x, -math.sin(angle) / zoom_x
    d, e = math.sin(angle) / zoom_y, math.cos(angle) / zoom_y
    x, y = WIDTH / 2, HEIGHT / 2
    mx, my = x + shift_x * WIDTH, y + shift_y * HEIGHT
    return (a, b, x - a * mx - b * my, d, e, y - d * mx - e * my)


cases = []
for parameters in [(0, 1, 1, 0, 0), (17, 1, 1, 0, 0), (0, 1.3, 0.8, 0, 0), (0, 1, 1, 0.11, -0.2),
                   (-35, 1.2, 0.9, 0.15, 0.05)]:
    made = Image.fromarray(source).transform(
        (WIDTH, HEIGHT), Image.Transform.AFFINE, inverse(*parameters),
        resample=Image.Resampling.BILINEAR)
    cases.append({"degrees": parameters[0], "zoom": parameters[1:3], "shift": parameters[3:],
                  "pixels": np.asarray(made).flatten().tolist()})
content = {"pillow": __version__, "width": WIDTH, "height": HEIGHT,
           "source": source.flatten().tolist(), "cases": cases}
Path(__file__).with_name("affine-references.json").write_text(json.dumps(content) + "\n")
