"""Writes fuse-references.json with NumPy and SciPy. usage: python make_fuse_references.py"""

import json
import pathlib

import numpy as np
from scipy.spatial.distance import pdist, squareform


def statistic(distances, n, bandwidths):
    total = len(distances)
    pairs = ~np.eye(total, dtype=bool)
    smaller = min(n, total - n)
    sharpness = np.sqrt(smaller * (smaller - 1))
    parts = []
    for form in (lambda d, s: np.exp(-(d**2) / (2 * s**2)), lambda d, s: np.exp(-d / s)):
        for sigma in bandwidths:
            kernel = form(distances, sigma)
            norm = np.sqrt((kernel[pairs] ** 2).mean())
            xx, yy = kernel[:n, :n], kernel[n:, n:]
            unbiased = (
                xx[pairs[:n, :n]].mean() + yy[pairs[n:, n:]].mean() - 2 * kernel[:n, n:].mean())
            parts.append(unbiased / norm)
    return float(np.log(np.mean(np.exp(sharpness * np.array(parts)))) / sharpness)


def main():
    rng = np.random.default_rng(9)
    x = rng.normal(size=(14, 3)).round(3)
    y = (rng.normal(size=(11, 3)) * 1.5 + 0.3).round(3)
    distances = pdist(np.concatenate([x, y]))
    bandwidths = np.linspace(
        np.quantile(distances, 0.05) / 2, np.quantile(distances, 0.95) * 2, 10)
    result = {
        "x": x.tolist(), "y": y.tolist(), "bandwidths": bandwidths.tolist(),
        "statistic": statistic(squareform(distances), len(x), bandwidths)}
    path = pathlib.Path(__file__).parent / "fuse-references.json"
    path.write_text(json.dumps(result) + "\n")


main()
