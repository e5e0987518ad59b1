"""Maps between two spaces: cosines of held-out pairs after each of them, in double precision.

Made with numpy 2.4, scipy 1.17 and scikit-learn 1.9: ridge regression is scikit-learn's, the rotation SciPy's
orthogonal_procrustes on principal components, canonical directions SciPy's generalised eigenvectors.
"""

import json
from pathlib import Path

import numpy as np
from scipy.linalg import eigh, orthogonal_procrustes
from sklearn.decomposition import PCA
from sklearn.linear_model import Ridge

random = np.random.default_rng(2026)
train, test, d, e = 24, 6, 7, 5
shared = random.normal(size=(train + test, 4))
images = (shared @ random.normal(size=(4, d)) + 0.5 * random.normal(size=(train + test, d))).astype("f4")
texts = (shared @ random.normal(size=(4, e)) + 0.5 * random.normal(size=(train + test, e))).astype("f4")


def unit(rows):
    rows = rows.astype("f8")
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


# Rows of length 1 are floats in the program.
X, Y = unit(images).astype("f4").astype("f8"), unit(texts).astype("f4").astype("f8")
mx, my = X[:train].mean(0), Y[:train].mean(0)
A, B, U, V = X[:train] - mx, Y[:train] - my, X[train:] - mx, Y[train:] - my


def cosines(a, b):
    return (unit(a) @ unit(b).T).tolist()


def ridge(penalty):
    mean_variance = np.trace(A.T @ A / train) / d
    model = Ridge(alpha=penalty * mean_variance * train, fit_intercept=False).fit(A, B)
    return cosines(model.predict(U), V)


def procrustes(count):
    left, right = PCA(count).fit(A).components_, PCA(count).fit(B).components_
    rotation, _ = orthogonal_procrustes(A @ left.T, B @ right.T)
    return cosines(U @ left.T @ rotation, V @ right.T)


def canonical(count, shrinkage):
    cxx, cyy, cxy = A.T @ A / train, B.T @ B / train, A.T @ B / train
    cxx += shrinkage * np.trace(cxx) / d * np.eye(d)
    cyy += shrinkage * np.trace(cyy) / e * np.eye(e)
    squares, directions = eigh(cxy @ np.linalg.solve(cyy, cxy.T), cxx)
    order = np.argsort(-squares)[:count]
    correlations, a = np.sqrt(squares[order]), directions[:, order]
    b = np.linalg.solve(cyy, cxy.T @ a) / correlations
    weights = np.sqrt(correlations)
    return cosines(U @ a * weights, V @ b * weights)


out = {
    "images": images.tolist(), "texts": texts.tolist(), "train": train,
    "ridge": {"penalty": 0.3, "cosines": ridge(0.3)},
    "procrustes": {"components": 4, "cosines": procrustes(4)},
    "canonical": {"components": 3, "shrinkage": 0.2, "cosines": canonical(3, 0.2)},
}
Path(__file__).with_name("alignment.json").write_text(json.dumps(out, indent=0) + "\n")
