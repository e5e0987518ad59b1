"""Makes logistic-references.json beside this file, from digits.bin and digits-labels.bin.

    python3 -m venv environment && environment/bin/pip install scikit-learn==1.9.1
    environment/bin/python make_logistic_references.py

Fits make_pipeline(StandardScaler(), LogisticRegression(C=C)) to the digits of even row, and asks it
of those of odd row. Newton's method, so that the reference is exact to about 1e-10.
"""

import json
from pathlib import Path

import numpy as np
import sklearn
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

HERE = Path(__file__).parent
ROWS = np.frombuffer((HERE / "digits.bin").read_bytes(), np.uint8).reshape(-1, 64).astype(float)
LABELS = np.frombuffer((HERE / "digits-labels.bin").read_bytes(), np.uint8)


def case(name, kept, c):
    rows, labels = ROWS[kept], LABELS[kept]
    # The multinomial problem, and the binary one for two labels.
    model = make_pipeline(
        StandardScaler(), LogisticRegression(C=c, solver="newton-cg", tol=1e-12, max_iter=10_000)
    )
    model.fit(rows[::2], labels[::2])
    fitted = model[-1]
    probabilities = model.predict_proba(rows[1::2])
    mean_of_truth = np.mean(
        np.log(probabilities[np.arange(len(probabilities)), np.searchsorted(fitted.classes_, labels[1::2])])
    )
    return {
        "name": name,
        "c": c,
        "labels": [int(x) for x in fitted.classes_],
        "coefficients": [[round(float(x), 10) for x in row] for row in fitted.coef_],
        "intercepts": [float(x) for x in fitted.intercept_],
        "probabilities": [[float(f"{x:.12g}") for x in row] for row in probabilities[:20]],
        "mean_log_probability": float(mean_of_truth),
        "accuracy": float(model.score(rows[1::2], labels[1::2])),
        "iterations": int(fitted.n_iter_.max()),
    }


everything = np.ones(len(LABELS), bool)
result = {
    "scikit_learn": sklearn.__version__,
    "cases": [
        case("ten labels", everything, 1.0),
        case("weak data", everything, 0.01),
        case("two labels", (LABELS == 3) | (LABELS == 8), 1.0),
        case("three labels", np.isin(LABELS, [1, 7, 9]), 10.0),
    ],
}
(HERE / "logistic-references.json").write_text(json.dumps(result) + "\n")
for c in result["cases"]:
    print(c["name"], c["accuracy"], c["iterations"], c["mean_log_probability"])
