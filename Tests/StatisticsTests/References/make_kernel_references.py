"""Writes kernel-references.json with NumPy and SciPy. usage: python make_kernel_references.py"""

import json
import pathlib

import numpy as np
from scipy.spatial.distance import cdist


def kernels(rows, sigma):
    distance = cdist(rows, rows)
    product = rows @ rows.T
    return {
        "gaussian": np.exp(-(distance**2) / (2 * sigma**2)),
        "gaussians": sum(
            np.exp(-(distance**2) / (2 * (sigma * factor) ** 2)) for factor in (0.25, 0.5, 1, 2, 4)),
        "laplace": np.exp(-distance / sigma),
        "linear": product,
        "polynomial": (product / rows.shape[1] + 1) ** 3,
        "energy": -distance,
    }


def discrepancies(kernel, n, units):
    """Unbiased over pairs of different units, and the V-statistic."""
    other = units[:, None] != units[None]
    xx, yy, xy = kernel[:n, :n], kernel[n:, n:], kernel[:n, n:]
    unbiased = xx[other[:n, :n]].mean() + yy[other[n:, n:]].mean() - 2 * xy.mean()
    return float(unbiased), float(xx.mean() + yy.mean() - 2 * xy.mean())


def standard_error(kernel, n):
    m = len(kernel) - n
    xx, yy, xy = kernel[:n, :n], kernel[n:, n:], kernel[:n, n:]
    h_x = (xx.sum(1) - np.diag(xx)) / (n - 1) - xy.mean(1)
    h_y = (yy.sum(1) - np.diag(yy)) / (m - 1) - xy.mean(0)
    return float(np.sqrt(4 * h_x.var(ddof=1) / n + 4 * h_y.var(ddof=1) / m))


def main():
    rng = np.random.default_rng(8)
    x = rng.normal(size=(9, 4)).round(3)
    y = (rng.normal(size=(12, 4)) * 1.3 + 0.5).round(3)
    units = np.array([0, 0, 0, 1, 1, 2, 3, 3, 4] + [5, 5, 6, 6, 6, 7, 8, 8, 9, 9, 9, 9])
    found = {}
    for name, kernel in kernels(np.concatenate([x, y]), 1.5).items():
        unbiased, biased = discrepancies(kernel, len(x), np.arange(len(kernel)))
        of_units, _ = discrepancies(kernel, len(x), units)
        found[name] = {
            "unbiased": unbiased, "biased": biased, "of_units": of_units,
            "standard_error": standard_error(kernel, len(x))}
    result = {"x": x.tolist(), "y": y.tolist(), "units": units.tolist(), "kernels": found}
    path = pathlib.Path(__file__).parent / "kernel-references.json"
    path.write_text(json.dumps(result) + "\n")


main()
