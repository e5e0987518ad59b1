"""Nearest rows by NumPy in double precision. Run with NumPy: python3 make_references.py > search.json"""
import json

import numpy as np

rng = np.random.default_rng(7)
centres = rng.normal(size=(5, 9))
rows = np.round(centres[rng.integers(5, size=150)] + 0.4 * rng.normal(size=(150, 9)), 3)
rows[17] = rows[3]  # a tie
queries = np.round(np.vstack([rows[3], centres[0], -centres[1], rng.normal(size=9)]), 3)
rows32, queries32 = rows.astype(np.float32).astype(float), queries.astype(np.float32).astype(float)

product = queries32 @ rows32.T
norms = np.outer(np.linalg.norm(queries32, axis=1), np.linalg.norm(rows32, axis=1))
distance = np.linalg.norm(queries32[:, None] - rows32[None], axis=2)
scores = {"cosine": product / norms, "dot": product, "euclidean": distance}

k = 7
nearest = {}
for name, score in scores.items():
    sign = 1 if name == "euclidean" else -1
    found = [np.lexsort((np.arange(150), np.round(sign * s, 12)))[:k] for s in score]
    nearest[name] = [
        {"rows": f.tolist(), "scores": [float(s[i]) for i in f]} for f, s in zip(found, score)
    ]
print(json.dumps({"rows": rows.tolist(), "queries": queries.tolist(), "nearest": nearest}))
