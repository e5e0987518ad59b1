"""Writes measure-references.json with NumPy, SciPy and scikit-learn.

usage: python make_measure_references.py
"""

import json
import pathlib

import numpy as np
from scipy.linalg import sqrtm
from scipy.spatial.distance import cdist
from scipy.stats import ks_2samp
from sklearn.covariance import LedoitWolf
from sklearn.linear_model import Ridge
from sklearn.metrics import roc_auc_score
from sklearn.preprocessing import StandardScaler


def ridge_scores(rows, labels, folds, penalty):
    """Of each row, from the rows of the other folds; without the constant."""
    scores = np.zeros(len(rows))
    for fold in np.unique(folds):
        fitted = folds != fold
        model = Ridge(alpha=penalty).fit(rows[fitted], labels[fitted])
        scores[~fitted] = rows[~fitted] @ model.coef_
    return scores


def area_within_folds(scores, labels, folds):
    above = pairs = 0.0
    for fold in np.unique(folds):
        x = labels[folds == fold] > 0
        count = int(x.sum()) * int((~x).sum())
        above += count * roc_auc_score(x, scores[folds == fold])
        pairs += count
    return above / pairs


def classifier(rng, n, m, d):
    rows = rng.normal(size=(n + m, d)).round(4)
    rows[:n, 0] += 1
    rows[:, 1] = 3
    labels = np.repeat([1.0, -1.0], [n, m])
    folds = np.sort(np.arange(n + m) % 3)
    order = rng.permutation(n + m)
    rows, labels = rows[order], labels[order]
    standard = StandardScaler().fit_transform(rows)
    penalty = 0.3 * (n + m)
    scores = ridge_scores(standard, labels, folds, penalty)
    fitted = LedoitWolf(assume_centered=True).fit(standard)
    return {
        "rows": rows.tolist(), "labels": labels.tolist(),
        "folds": [int((folds == fold).sum()) for fold in range(3)], "penalty": penalty,
        "scores": scores.tolist(), "area": area_within_folds(scores, labels, folds),
        "shrinkage": float(fitted.shrinkage_),
    }


def polynomial_mmd(x, y):
    """polynomial_mmd of torch-fidelity: degree 3, gamma 1/d, coef0 1, unbiased."""
    kernel = lambda a, b: (a @ b.T / x.shape[1] + 1) ** 3
    k_xx, k_yy, k_xy = kernel(x, x), kernel(y, y), kernel(x, y)
    m = len(x)
    within = (k_xx.sum() - np.trace(k_xx)) + (k_yy.sum() - np.trace(k_yy))
    return float(within / (m * (m - 1)) - 2 * k_xy.sum() / (m * m))


def components(x, y, count):
    pooled = np.vstack([x, y])
    pooled = pooled - pooled.mean(0)
    _, sizes, axes = np.linalg.svd(pooled, full_matrices=False)
    scores = pooled @ axes[:count].T
    tests = [ks_2samp(s[: len(x)], s[len(x):], method="exact") for s in scores.T]
    return {
        "statistics": [float(t.statistic) for t in tests],
        "p_values": [float(t.pvalue) for t in tests],
        "ratios": (sizes**2 / (sizes**2).sum())[:count].tolist(),
    }


def unit_overlap(x, y, units_x, units_y, k):
    """Balls reach to rows of other units only."""
    def radii(rows, units):
        distances = cdist(rows, rows)
        distances[units[:, None] == units[None, :]] = np.inf
        return np.sort(distances, 1)[:, k - 1]
    radius_x, radius_y, across = radii(x, units_x), radii(y, units_y), cdist(x, y)
    return {
        "precision": float((across <= radius_x[:, None]).any(0).mean()),
        "recall": float((across <= radius_y[None, :]).any(1).mean()),
        "density": float((across <= radius_x[:, None]).sum(0).mean() / k),
        "coverage": float((across <= radius_x[:, None]).any(1).mean()),
    }


def frechet(x, y):
    s, t = np.cov(x.T), np.cov(y.T)
    return float(((x.mean(0) - y.mean(0)) ** 2).sum()
                 + np.trace(s + t - 2 * np.real(sqrtm(s @ t))))


def main():
    rng = np.random.default_rng(11)
    x = rng.normal(size=(24, 5)).round(4)
    y = (rng.normal(size=(24, 5)) * 1.3 + 0.3).round(4)
    units = np.arange(24) // 2
    result = {
        "tall": classifier(rng, 20, 25, 6), "wide": classifier(rng, 14, 16, 40),
        "x": x.tolist(), "y": y.tolist(), "units": units.tolist(),
        "polynomial": polynomial_mmd(x, y), "components": components(x, y, 4),
        "overlap_of_units": unit_overlap(x, y, units, units, 3), "frechet": frechet(x, y),
    }
    path = pathlib.Path(__file__).parent / "measure-references.json"
    path.write_text(json.dumps(result) + "\n")


main()
