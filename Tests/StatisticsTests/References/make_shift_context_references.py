"""Writes shift-context-references.json with NumPy and SciPy.

usage: python make_shift_context_references.py
"""

import json
import pathlib

import numpy as np
import scipy.stats
from scipy.spatial.distance import cdist


def kernel(a, b, sigma):
    return np.exp(-cdist(a, b, "sqeuclidean") / (2 * sigma**2))


def mean_between(k, own):
    """Mean over pairs of rows of different units."""
    keep = own[:, None] != own[None, :]
    return k[keep].mean()


def largest_variance(k, units, side):
    """Greatest eigenvalue of the covariance of the difference of mean embeddings, from the units'
    centred mean embeddings as combinations of rows."""
    combinations = []
    for s in (0, 1):
        rows = side == s
        n = rows.sum()
        names = sorted(set(units[rows]))
        for name in names:
            unit = rows & (units == name)
            v = unit.astype(float) - rows * unit.sum() / n
            combinations.append(v / n * np.sqrt(len(names) / (len(names) - 1)))
    v = np.array(combinations)
    return float(np.linalg.eigvalsh(v @ k @ v.T)[-1])


def projection_variance(k, units, side, s):
    own, other = side == s, side != s
    names = sorted(set(units[own]))
    shares, values = [], []
    for name in names:
        unit = units == name
        inside = k[np.ix_(unit, own & ~unit)].mean()
        values.append(inside - k[np.ix_(unit, other)].mean())
        shares.append(unit.sum() / own.sum())
    shares, values = np.array(shares), np.array(values)
    mean = (shares * values).sum()
    return float((shares**2 * (values - mean) ** 2).sum() * len(names) / (len(names) - 1))


def witness(k, units, side):
    found = []
    for i in range(len(units)):
        own = (side == side[i]) & (units != units[i])
        value = k[i, own].mean() - k[i, side != side[i]].mean()
        found.append(float(value if side[i] == 0 else -value))
    return found


def context(x, y, units_x, units_y, sigma):
    rows, units = np.vstack([x, y]), np.array(units_x + units_y)
    side = np.array([0] * len(x) + [1] * len(y))
    k = kernel(rows, rows, sigma)
    xx = mean_between(k[np.ix_(side == 0, side == 0)], units[side == 0])
    yy = mean_between(k[np.ix_(side == 1, side == 1)], units[side == 1])
    across = k[np.ix_(side == 0, side == 1)].mean()
    return {
        "discrepancy": float(xx + yy - 2 * across), "squared_norms": float(xx + yy),
        "largest_variance": largest_variance(k, units, side),
        "projection_variances": [projection_variance(k, units, side, s) for s in (0, 1)],
        "witness": witness(k, units, side),
    }


def density():
    rng = np.random.default_rng(8)
    points = rng.multivariate_normal([1, -2], [[2, 0.9], [0.9, 0.7]], size=60).round(4)
    estimate = scipy.stats.gaussian_kde(points.T)
    at = rng.normal(size=(5, 2)).round(4) + [1, -2]
    heights = np.sort(estimate(points.T))
    return {
        "x": points[:, 0].tolist(), "y": points[:, 1].tolist(),
        "bandwidth": np.sqrt(np.diag(estimate.covariance)).tolist(),
        "at": at.tolist(), "values": estimate(at.T).tolist(),
        "level_50": float(np.quantile(heights, 0.5)), "level_90": float(np.quantile(heights, 0.1)),
    }


def main():
    rng = np.random.default_rng(21)
    x = rng.normal(size=(11, 3)).round(4)
    y = (rng.normal(size=(9, 3)) + 0.8).round(4)
    units_x = ["a", "a", "a", "b", "c", "c", "d", "d", "e", "e", "f"]
    units_y = ["p", "q", "q", "q", "r", "r", "s", "t", "t"]
    rows_x, rows_y = [f"x{i}" for i in range(11)], [f"y{i}" for i in range(9)]
    result = {
        "x": x.tolist(), "y": y.tolist(), "bandwidth": 1.7, "units_x": units_x, "units_y": units_y,
        "of_rows": context(x, y, rows_x, rows_y, 1.7),
        "of_units": context(x, y, units_x, units_y, 1.7),
        "density": density(),
    }
    path = pathlib.Path(__file__).parent / "shift-context-references.json"
    path.write_text(json.dumps(result) + "\n")


main()
