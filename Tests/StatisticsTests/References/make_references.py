"""Makes references.json, digits.bin and digits-labels.bin beside this file.

    python3 -m venv environment && environment/bin/pip install scikit-learn==1.9.1
    environment/bin/python make_references.py

All values are computed in double precision by NumPy, SciPy and scikit-learn, or by plain loops
that follow the definition; nothing here is taken from the program that they test.
"""

import itertools
import json
import math
from pathlib import Path

import numpy as np
import scipy
import sklearn
from scipy.spatial.distance import cdist, pdist
from scipy.stats import binomtest, norm
from sklearn.cluster import KMeans
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA
from sklearn.metrics import (
    adjusted_rand_score,
    normalized_mutual_info_score,
    silhouette_score,
)

HERE = Path(__file__).parent
WORD = 2**64 - 1


# The generator, from its papers.
def rotate(x, k):
    return ((x << k) | (x >> (64 - k))) & WORD


def splitmix(state):
    state = (state + 0x9E3779B97F4A7C15) & WORD
    z = state
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & WORD
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & WORD
    return state, z ^ (z >> 31)


def xoshiro(s):
    while True:
        yield (rotate((s[1] * 5) & WORD, 7) * 9) & WORD
        t = (s[1] << 17) & WORD
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = rotate(s[3], 45)


def stream(seed, name, index):
    h = 0xCBF29CE484222325
    for byte in name.encode():
        h = ((h ^ byte) * 0x100000001B3) & WORD
    _, a = splitmix(seed)
    _, b = splitmix(a ^ h)
    state, words = b ^ index, []
    for _ in range(4):
        state, word = splitmix(state)
        words.append(word)
    return xoshiro(words)


def below(generator, bound):
    threshold = (2**64 - bound) % bound
    while True:
        product = bound * next(generator)
        if product & WORD >= threshold:
            return product >> 64


def shuffled(generator, count):
    items = list(range(count))
    for i in range(count - 1, 0, -1):
        j = below(generator, i + 1)
        items[i], items[j] = items[j], items[i]
    return items


def generator_references():
    def take(g, n):
        return [str(next(g)) for _ in range(n)]

    return {
        "known_state": take(xoshiro([1, 2, 3, 4]), 6),
        "stream": take(stream(42, "shift.permutation", 7), 6),
        "draws_below_ten": [below(g, 10) for g in [stream(1, "a", 0)] for _ in range(20)],
        "shuffled_ten": shuffled(stream(5, "b", 3), 10),
    }


def interval_references():
    def wilson(k, n, level):
        ci = binomtest(k, n).proportion_ci(confidence_level=level, method="wilson")
        return {"successes": k, "trials": n, "level": level, "low": ci.low, "high": ci.high}

    cases = [(0, 10, 0.95), (10, 10, 0.95), (3, 17, 0.95), (81, 263, 0.99), (1, 2000, 0.9)]
    probabilities = [1e-6, 0.025, 0.3, 0.5, 0.975, 0.999]
    return {
        "wilson": [wilson(*c) for c in cases],
        "normal_quantiles": [{"p": p, "z": norm.ppf(p)} for p in probabilities],
    }


def quantile_references(rng):
    values = rng.normal(size=37)
    return {
        "values": values.tolist(),
        "quantiles": [{"p": p, "value": np.quantile(values, p)} for p in (0, 0.025, 0.5, 0.9, 1)],
    }


def cosine_references(rng):
    rows = np.round(rng.normal(size=(40, 7)) * 8) / 8
    rows[11] = 0
    rows[23] = 3 * rows[4]
    keep = [i for i in range(40) if i != 11]
    kept = rows[keep]
    cosines = np.full((40, 40), np.nan)
    cosines[np.ix_(keep, keep)] = 1 - cdist(kept, kept, "cosine")
    upper = cosines[np.triu_indices(40, 1)]
    upper = upper[np.isfinite(upper)]
    counts, _ = np.histogram(upper, bins=16, range=(-1, 1))
    pairs = [
        [i, j] for i in range(40) for j in range(i + 1, 40) if cosines[i, j] >= 0.6
    ]
    order = np.argsort(-np.where(np.isnan(cosines[0]), -2, cosines[0]), kind="stable")
    return {
        "rows": rows.tolist(),
        "pairs": pairs,
        "first": cosines[0, 1],
        "nearest": [int(j) for j in order if j != 0][:9],
        "histogram": {
            "counts": counts.tolist(),
            "mean": upper.mean(),
            "minimum": upper.min(),
            "maximum": upper.max(),
        },
    }


def pca(rows, count):
    fit = PCA(count, svd_solver="full").fit(rows)
    components = fit.components_
    largest = components[np.arange(count), np.abs(components).argmax(axis=1)]
    signs = np.sign(largest)
    return {
        "mean": fit.mean_.tolist(),
        "components": (components * signs[:, None]).tolist(),
        "explained_variance_ratio": fit.explained_variance_ratio_.tolist(),
        "singular_values": fit.singular_values_.tolist(),
        "scores": (fit.transform(rows) * signs).tolist(),
    }


def pca_references(rng):
    wide, tall = rng.normal(size=(6, 9)) + 2, rng.normal(size=(30, 4)) @ rng.normal(size=(4, 4)) - 5
    return {
        "wide": {"rows": wide.tolist(), "result": pca(wide, 4)},
        "tall": {"rows": tall.tolist(), "result": pca(tall, 3)},
    }


def centred_kernels(x, y):
    x, y = x - x.mean(axis=0), y - y.mean(axis=0)
    return x @ x.T, y @ y.T


def unbiased_hsic(k, l):
    """Song et al. 2012, eq. 5, with whole matrices."""
    n = len(k)
    k, l = k - np.diag(np.diag(k)), l - np.diag(np.diag(l))
    one = np.ones(n)
    total = np.trace(k @ l)
    total += (one @ k @ one) * (one @ l @ one) / ((n - 1) * (n - 2))
    total -= 2 / (n - 2) * (one @ k @ l @ one)
    return total / (n * (n - 3))


def cka(x, y):
    k, l = centred_kernels(x, y)
    biased = (k * l).sum() / math.sqrt((k * k).sum() * (l * l).sum())
    debiased = unbiased_hsic(k, l) / math.sqrt(unbiased_hsic(k, k) * unbiased_hsic(l, l))
    return {"biased": biased, "debiased": debiased}


def cka_references(rng):
    x = rng.normal(size=(20, 5)) + 1
    y = x @ rng.normal(size=(5, 33)) + rng.normal(size=(20, 33))
    z = rng.normal(size=(20, 3))
    return {
        "x": x.tolist(),
        "y": y.tolist(),
        "z": z.tolist(),
        "xy": cka(x, y),
        "xz": cka(x, z),
        "yz": cka(y, z),
    }


def gaussian(x, y, sigma):
    return np.exp(-cdist(x, y, "sqeuclidean") / (2 * sigma**2))


def mmd2_unbiased(x, y, sigma, units_x=None, units_y=None):
    def within(rows, units):
        units = list(range(len(rows))) if units is None else units
        k = gaussian(rows, rows, sigma)
        values = [
            k[i, j]
            for i in range(len(rows))
            for j in range(len(rows))
            if units[i] != units[j]
        ]
        return np.mean(values)

    cross = gaussian(x, y, sigma).mean()
    return within(x, units_x) + within(y, units_y) - 2 * cross


def mmd2_biased(x, y, sigma):
    parts = gaussian(x, x, sigma), gaussian(y, y, sigma), gaussian(x, y, sigma)
    return parts[0].mean() + parts[1].mean() - 2 * parts[2].mean()


def compute_diff(x, y):
    """The formula as it is published, with whole Gram matrices."""
    x, y = np.array(x), np.array(y)
    xx, yy, xy = x @ x.T, y @ y.T, x @ y.T
    rx, ry = np.diag(xx), np.diag(yy)
    k = np.exp(-0.5 * (rx[:, None] + rx[None, :] - 2 * xx))
    l = np.exp(-0.5 * (ry[:, None] + ry[None, :] - 2 * yy))
    m = np.exp(-0.5 * (rx[:, None] + ry[None, :] - 2 * xy))
    return np.mean(k) + np.mean(l) - 2 * np.mean(m)


def exact_p(x, y, sigma):
    """Over all relabellings."""
    pool, n = np.concatenate([x, y]), len(x)
    observed = mmd2_unbiased(x, y, sigma)
    reached = []
    for chosen in itertools.combinations(range(len(pool)), n):
        rest = [i for i in range(len(pool)) if i not in chosen]
        value = mmd2_unbiased(pool[list(chosen)], pool[rest], sigma)
        reached.append(value >= observed - 1e-12)
    return np.mean(reached)


def shift_references(rng):
    x, y = rng.normal(size=(9, 3)), rng.normal(size=(7, 3)) + 0.8
    units_x, units_y = list("aabbbcdee"), list("ppqqqrs")
    a, b = np.array([[0.0], [1.0], [2.0]]), np.array([[1.0], [3.0]])
    return {
        "x": x.tolist(),
        "y": y.tolist(),
        "units_x": units_x,
        "units_y": units_y,
        "median": np.median(pdist(np.concatenate([x, y]))),
        "unbiased": mmd2_unbiased(x, y, 1.5),
        "biased": mmd2_biased(x, y, 1.5),
        "unbiased_of_units": mmd2_unbiased(x, y, 1.5, units_x, units_y),
        "compute_diff": compute_diff(x, y),
        "exact_p_of_first_five": exact_p(x[:5], y[:5], 1.5),
        "tiny": {
            "unbiased": mmd2_unbiased(a, b, 1),
            "biased": mmd2_biased(a, b, 1),
            "exact_p": exact_p(a, b, 1),
        },
    }


def agreement_references(rng):
    a, b = rng.integers(0, 4, 50), rng.integers(0, 3, 50)
    b[:25] = a[:25]
    return {
        "a": a.tolist(),
        "b": b.tolist(),
        "ari": adjusted_rand_score(a, b),
        "nmi": normalized_mutual_info_score(a, b),
    }


# On the digits Euclidean distance gives .988314, the cosine .988870.
def leave_one_out(similarity, labels):
    np.fill_diagonal(similarity, -np.inf)
    return (labels[similarity.argmax(axis=1)] == labels).mean()


def digits_references():
    digits = load_digits()
    x, labels = digits.data, digits.target
    (HERE / "digits.bin").write_bytes(x.astype(np.uint8).tobytes())
    (HERE / "digits-labels.bin").write_bytes(labels.astype(np.uint8).tobytes())
    fit = KMeans(10, init=x[:10], n_init=1).fit(x)
    unit = x / np.linalg.norm(x, axis=1, keepdims=True)
    cosines = unit @ unit.T
    upper = cosines[np.triu_indices(len(x), 1)]
    scores = PCA(5, svd_solver="full").fit_transform(x)
    even, odd = unit[0::2], unit[1::2]
    reduced = pca(x, 10)
    return {
        "explained_variance_ratio": reduced["explained_variance_ratio"],
        "singular_values": reduced["singular_values"],
        "k_means": {
            "inertia": fit.inertia_,
            "iterations": fit.n_iter_,
            "sizes": sorted(np.bincount(fit.labels_).tolist(), reverse=True),
            "ari": adjusted_rand_score(labels, fit.labels_),
            "nmi": normalized_mutual_info_score(labels, fit.labels_),
        },
        "silhouette_of_labels": silhouette_score(x, labels),
        "cka_to_first_five": cka(x, scores),
        "cosine": {
            "counts": np.histogram(upper, bins=100, range=(-1, 1))[0].tolist(),
            "mean": upper.mean(),
            "minimum": upper.min(),
            "maximum": upper.max(),
        },
        "pairs_above_95": int((upper >= 0.95).sum()),
        "pairs_above_99": int((upper >= 0.99).sum()),
        "leave_one_out": leave_one_out(cosines.copy(), labels),
        "median_distance": np.median(pdist(unit)),
        "unbiased_even_odd": mmd2_unbiased_fast(even, odd, np.median(pdist(unit))),
        "compute_diff_even_odd": compute_diff(even, odd),
        "compute_diff_zeros_ones": compute_diff(unit[labels == 0], unit[labels == 1]),
    }


def mmd2_unbiased_fast(x, y, sigma):
    def within(rows):
        n = len(rows)
        return (gaussian(rows, rows, sigma).sum() - n) / (n * (n - 1))

    return within(x) + within(y) - 2 * gaussian(x, y, sigma).mean()


def main():
    rng = np.random.default_rng(20250101)
    references = {
        "versions": {
            "numpy": np.__version__,
            "scipy": scipy.__version__,
            "scikit-learn": sklearn.__version__,
        },
        "generator": generator_references(),
        "interval": interval_references(),
        "quantile": quantile_references(rng),
        "cosine": cosine_references(rng),
        "pca": pca_references(rng),
        "cka": cka_references(rng),
        "shift": shift_references(rng),
        "agreement": agreement_references(rng),
        "digits": digits_references(),
    }
    lines = [f"{json.dumps(name)}: {json.dumps(part)}" for name, part in references.items()]
    (HERE / "references.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


main()
