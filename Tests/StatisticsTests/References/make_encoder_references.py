"""Makes encoder-references.json beside this file, from digits.bin and digits-labels.bin.

    python3 -m venv environment && environment/bin/pip install scikit-learn==1.9.1 scipy
    environment/bin/python make_encoder_references.py

k-NN by cosine on the digits, leaving out each row or its unit of three rows, with votes of one each
and of exp(cosine / .07); retrieval; out-of-fold probabilities of standardised logistic regression;
Student's t.
"""

import json
from pathlib import Path

import numpy as np
import scipy
import sklearn
from scipy import stats
from sklearn import metrics
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

HERE = Path(__file__).parent
ROWS = np.frombuffer((HERE / "digits.bin").read_bytes(), np.uint8).reshape(-1, 64).astype(float)
LABELS = np.frombuffer((HERE / "digits-labels.bin").read_bytes(), np.uint8).astype(int)
UNIT = ROWS / np.linalg.norm(ROWS, axis=1, keepdims=True)
COSINES = UNIT @ UNIT.T
N = len(LABELS)


def scores(predictions, shares):
    return {
        "accuracy": metrics.accuracy_score(LABELS, predictions),
        "balanced_accuracy": metrics.balanced_accuracy_score(LABELS, predictions),
        "macro_f1": metrics.f1_score(LABELS, predictions, average="macro"),
        # Rounded, since equal shares are sums in different orders.
        "macro_auc": np.mean(
            [metrics.roc_auc_score(LABELS == c, np.round(shares[:, c], 12)) for c in range(10)]
        ),
    }


def neighbours(units):
    allowed = units[:, None] != units[None, :]
    return np.argsort(np.where(allowed, -COSINES, np.inf), axis=1, kind="stable")


def vote(order, k, weighting):
    nearest = order[:, :k]
    cosines = np.take_along_axis(COSINES, nearest, axis=1)
    weights = np.ones_like(cosines) if weighting == "uniform" else np.exp(cosines / 0.07)
    shares = np.stack([(weights * (LABELS[nearest] == c)).sum(1) for c in range(10)], axis=1)
    similarity = np.stack([(cosines * (LABELS[nearest] == c)).sum(1) for c in range(10)], axis=1)
    shares /= shares.sum(1, keepdims=True)
    # Equal votes: the label whose voters are more similar in sum.
    best = shares >= shares.max(1, keepdims=True) - 1e-12
    return scores(np.argmax(np.where(best, similarity, -np.inf), axis=1), shares)


def retrieval(units, queries):
    precisions, ranks = [], []
    for q in queries:
        others = units != units[q]
        relevant = LABELS[others] == LABELS[q]
        found = COSINES[q][others]
        precisions.append(metrics.average_precision_score(relevant, found))
        ranks.append(int((found >= found[relevant].max()).sum()))
    return {
        "mean_average_precision": float(np.mean(precisions)),
        "recalls": {str(k): float(np.mean(np.array(ranks) <= k)) for k in (1, 5, 10)},
        "first_ranks": ranks[:20],
    }


def probe(c):
    folds = np.arange(N) % 5
    found = np.zeros((N, 10))
    for fold in range(5):
        model = make_pipeline(
            StandardScaler(), LogisticRegression(C=c, solver="newton-cg", tol=1e-12, max_iter=10_000)
        )
        model.fit(ROWS[folds != fold], LABELS[folds != fold])
        found[folds == fold] = model.predict_proba(ROWS[folds == fold])
    result = scores(found.argmax(1), found)
    areas = []
    for label in range(10):
        above = pairs = 0.0
        for fold in range(5):
            mask = folds == fold
            p, n = (LABELS[mask] == label).sum(), (LABELS[mask] != label).sum()
            above += p * n * metrics.roc_auc_score(LABELS[mask] == label, found[mask][:, label])
            pairs += p * n
        areas.append(above / pairs)
    result["macro_auc"] = float(np.mean(areas))
    result["probabilities"] = [[float(f"{x:.10g}") for x in row] for row in found[:10]]
    return result


SINGLE, THREES = np.arange(N), np.arange(N) // 3
euclidean = KNeighborsClassifier(1)
distances = ((ROWS[:, None] - ROWS[None]) ** 2).sum(2)
np.fill_diagonal(distances, np.inf)
result = {
    "scikit_learn": sklearn.__version__,
    "scipy": scipy.__version__,
    "euclidean": float(np.mean(LABELS[distances.argmin(1)] == LABELS)),
    "votes": [
        {"k": k, "weighting": w, "units": units, **vote(order, k, w)}
        for units, order in [("rows", neighbours(SINGLE)), ("threes", neighbours(THREES))]
        for k in (1, 5, 20, 200)
        for w in ("softmax", "uniform")
    ],
    "retrieval": {
        "rows": retrieval(SINGLE, range(0, N, 3)),
        "threes": retrieval(THREES, range(0, N, 3)),
    },
    "probe": probe(0.1),
    "student": [
        {"df": df, "p": p, "t": float(stats.t.ppf(p, df)), "back": float(stats.t.cdf(1.3, df))}
        for df in (1, 2, 5, 30, 1000)
        for p in (0.001, 0.025, 0.4, 0.975)
    ],
}
(HERE / "encoder-references.json").write_text(json.dumps(result) + "\n")
print(json.dumps({k: v for k, v in result.items() if k != "probe"}, indent=1)[:3000])
