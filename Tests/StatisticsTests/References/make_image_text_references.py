"""Losses over pairs of images and texts, and agreement of masks, in double precision.

Made with numpy 2.4 and scipy 1.17. Surface Dice is written down here after Nikolov et al. (2021) with SciPy's
distance transform; the losses after their papers, term by term.
"""

import json
from pathlib import Path

import numpy as np
from scipy.ndimage import distance_transform_edt

random = np.random.default_rng(2026)


def unit(rows):
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def info_nce(c, t):
    logits = c / t
    return -np.mean([logits[i, i] - np.log(np.exp(logits[i]).sum()) for i in range(len(c))])


def semantic(c, s, t):
    targets = np.exp(s) / np.exp(s).sum(axis=1, keepdims=True)
    predictions = np.exp(c / t) / np.exp(c / t).sum(axis=1, keepdims=True)
    return -np.mean((targets * np.log(predictions)).sum(axis=1))


def hard_negative(c, t, beta):
    n, terms = len(c), []
    for i in range(n):
        others = [j for j in range(n) if j != i]
        total = sum(np.exp(beta * c[i, k] / t) for k in others)
        weights = {j: (n - 1) * np.exp(beta * c[i, j] / t) / total for j in others}
        terms.append(-c[i, i] / t + np.log(sum(weights[j] * np.exp(c[i, j] / t) for j in others)))
    return np.mean(terms)


def surface_dice(a, b, tolerance, spacing):
    across, down = spacing
    diagonal = np.hypot(across, down) / 2
    lengths = {}
    for code in range(16):
        p, q, r, s = (code >> k & 1 for k in range(4))  # top left, top right, bottom left, bottom right
        total = p + q + r + s
        if total in (0, 4):
            lengths[code] = 0.0
        elif total in (1, 3):
            lengths[code] = diagonal
        elif p == q:
            lengths[code] = across
        elif p == r:
            lengths[code] = down
        else:
            lengths[code] = 2 * diagonal

    def contour(mask):
        padded = np.pad(mask.astype(int), 1)
        codes = padded[:-1, :-1] + 2 * padded[:-1, 1:] + 4 * padded[1:, :-1] + 8 * padded[1:, 1:]
        return np.vectorize(lengths.get)(codes)

    one, other = contour(a), contour(b)
    if one.sum() + other.sum() == 0:
        return 1.0
    if one.sum() == 0 or other.sum() == 0:
        return 0.0
    to_one = distance_transform_edt(one == 0, sampling=(down, across))
    to_other = distance_transform_edt(other == 0, sampling=(down, across))
    within = one[to_other <= tolerance].sum() + other[to_one <= tolerance].sum()
    return within / (one.sum() + other.sum())


images, texts = unit(random.normal(size=(6, 4))), unit(random.normal(size=(6, 4)))
texts = unit(texts + 1.5 * images)
findings = np.array([[1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 1, 1], [0, 0, 1], [1, 1, 1]], float)
cosines, similarity = images @ texts.T, unit(findings) @ unit(findings).T
losses = {
    "cosines": cosines.tolist(), "similarity": similarity.tolist(),
    "infoNCE": [info_nce(cosines, 0.07), info_nce(cosines.T, 0.07)],
    "semantic": [semantic(cosines, similarity, 0.07), semantic(cosines.T, similarity.T, 0.07)],
    "hardNegative": [hard_negative(cosines, 0.6, 0.15), hard_negative(cosines.T, 0.6, 0.15)],
}

masks = []
for case in range(12):
    height, width = random.integers(3, 14, 2)
    y, x = np.mgrid[:height, :width]
    if case < 6:
        a = random.random((height, width)) < random.uniform(0, 0.9)
        b = random.random((height, width)) < random.uniform(0, 0.9)
    else:
        a = (x - width / 2) ** 2 + (y - height / 2) ** 2 < 9
        b = (x - width / 2 - 1) ** 2 + (y - height / 2) ** 2 < random.uniform(2, 16)
    if case == 10:
        b[:] = False
    if case == 11:
        a[:] = b[:] = False
    spacing, tolerance = [(1, 1), (0.7, 1.3), (2, 0.5)][case % 3], [0, 1, 2, 0.5][case % 4]
    masks.append({
        "width": int(width), "height": int(height), "a": a.ravel().tolist(), "b": b.ravel().tolist(),
        "spacing": spacing, "tolerance": tolerance, "surfaceDice": float(surface_dice(a, b, tolerance, spacing)),
    })

path = Path(__file__).parent / "image-text.json"
path.write_text(json.dumps({"losses": losses, "masks": masks}, separators=(",", ":")) + "\n")
