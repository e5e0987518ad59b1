"""How alike representations are, by NumPy, SciPy and scikit-learn; written to
representation-references.json: python make_representation_references.py
"""

import json
from itertools import permutations
from pathlib import Path

import numpy as np
from scipy.linalg import orthogonal_procrustes
from scipy.spatial.distance import pdist
from sklearn.neighbors import NearestNeighbors

generator = np.random.default_rng(64)
x = generator.standard_normal((30, 4)).round(3)
y = (np.hstack([x @ generator.standard_normal((4, 4)), generator.standard_normal((30, 3))])
     + 0.5 * generator.standard_normal((30, 7))).round(3)
groups = (np.arange(30) % 7).tolist()


def normed(a):
    a = a - a.mean(axis=0)
    return a / np.linalg.norm(a)


def procrustes(a, b):
    a, b = normed(a), normed(b)
    width = max(a.shape[1], b.shape[1])
    a, b = (np.pad(m, ((0, 0), (0, width - m.shape[1]))) for m in (a, b))
    rotation, _ = orthogonal_procrustes(a, b)
    return float(np.linalg.norm(a @ rotation - b))


def rankme(a):
    values = np.linalg.svd(a, compute_uv=False)
    shares = values / values.sum()
    return float(np.exp(-(shares * np.log(shares)).sum()))


def unit(a):
    return a / np.linalg.norm(a, axis=1, keepdims=True)


def alignment(a):
    a = unit(a)
    pairs = [(i, j) for i in range(30) for j in range(i) if groups[i] == groups[j]]
    return float(np.mean([((a[i] - a[j]) ** 2).sum() for i, j in pairs]))


def mutual(a, b, k):
    near = [NearestNeighbors(n_neighbors=k + 1, metric="cosine").fit(m).kneighbors(m)[1][:, 1:]
            for m in (a, b)]
    return float(np.mean([len(set(p) & set(q)) / k for p, q in zip(*near)]))


def criterion(k, l, weights):
    """The U-statistic over distinct rows, each weighted, by its definition."""
    sums, counts = np.zeros(3), np.zeros(3)
    rows = range(len(weights))
    for t, size in enumerate((2, 3, 4)):
        for p in permutations(rows, size):
            w = np.prod(weights[list(p)])
            i, j = p[0], p[1]
            other = l[i, j] if t == 0 else l[i, p[2]] if t == 1 else l[p[2], p[3]]
            sums[t] += w * k[i, j] * other
            counts[t] += w
    means = sums / counts
    return float(means[0] + means[2] - 2 * means[1])


few = 7
kernels = [normed(m[:few]) @ normed(m[:few]).T for m in (x, y)]
draws = [[1, 1, 1, 1, 1, 1, 1], [2, 0, 1, 1, 3, 0, 0], [1, 2, 1, 0, 1, 1, 1]]
result = {
    "x": x.tolist(), "y": y.tolist(), "groups": groups,
    "procrustes": procrustes(x, y), "rank_x": rankme(x), "rank_y": rankme(y),
    "alignment_x": alignment(x), "alignment_y": alignment(y),
    "uniformity_x": float(np.log(np.exp(-2 * pdist(unit(x)) ** 2).mean())),
    "uniformity_y": float(np.log(np.exp(-2 * pdist(unit(y)) ** 2).mean())),
    "mutual_5": mutual(x, y, 5),
    "few": few, "draws": draws,
    "criteria": [
        [criterion(kernels[i], kernels[j], np.array(d, float)) for i, j in ((0, 0), (0, 1), (1, 1))]
        for d in draws
    ],
}
Path(__file__).with_name("representation-references.json").write_text(json.dumps(result) + "\n")
print({k: v for k, v in result.items() if k not in ("x", "y", "groups")})
