"""Writes shift-references.json with SciPy and NumPy. usage: python make_shift_references.py"""

import json
import pathlib

import numpy as np
import scipy.linalg
import scipy.stats
from scipy.spatial.distance import cdist


def frechet(x, y):
    s, t = np.cov(x.T), np.cov(y.T)
    root = scipy.linalg.sqrtm(s @ t)
    return float(np.sum((x.mean(0) - y.mean(0)) ** 2) + np.trace(s + t - 2 * np.real(root)))


def overlap(x, y, k):
    radius_x = np.sort(cdist(x, x), 1)[:, k]
    radius_y = np.sort(cdist(y, y), 1)[:, k]
    across = cdist(x, y)
    return {
        "precision": float((across <= radius_x[:, None]).any(0).mean()),
        "recall": float((across <= radius_y[None, :]).any(1).mean()),
        "density": float((across <= radius_x[:, None]).sum(0).mean() / k),
        "coverage": float((across.min(1) <= radius_x).mean()),
    }


def main():
    rng = np.random.default_rng(5)
    x = rng.normal(size=(40, 6)).round(6)
    y = (rng.normal(size=(31, 6)) * 1.2 + 0.4).round(6)
    tests = []
    for n, m, shift in [(5, 7, 0.0), (5, 7, 1.5), (40, 40, 0.5), (60, 33, 1.5), (300, 500, 0.2)]:
        a = rng.normal(size=n).round(3)
        b = (rng.normal(size=m) + shift).round(3)
        found = scipy.stats.ks_2samp(a, b, method="exact")
        tests.append({"x": a.tolist(), "y": b.tolist(), "statistic": float(found.statistic),
                      "p_value": float(found.pvalue)})
    a, b = rng.normal(size=6000), rng.normal(size=5000) + 0.03
    large = scipy.stats.ks_2samp(a, b, method="exact")
    result = {
        "x": x.tolist(), "y": y.tolist(), "frechet": frechet(x, y),
        "overlap_3": overlap(x, y, 3), "overlap_5": overlap(x, y, 5),
        "kolmogorov_smirnov": tests,
        "large": {"n": 6000, "m": 5000, "statistic": float(large.statistic),
                  "p_value": float(large.pvalue)},
    }
    path = pathlib.Path(__file__).parent / "shift-references.json"
    path.write_text(json.dumps(result) + "\n")


main()
