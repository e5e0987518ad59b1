"""Signed-rank tests, areas under ROC curves of pixels, and masks as run lengths.

Made with numpy, scipy, scikit-learn and pycocotools; their versions are in the file.
"""

import json
from importlib.metadata import version
from pathlib import Path

import numpy as np
from pycocotools import mask as coco
from scipy.stats import PermutationMethod, wilcoxon
from sklearn.metrics import roc_auc_score

random = np.random.default_rng(2026)


def signed_ranks():
    normal = lambda n, shift: random.normal(shift, 1, n)
    tied = lambda n, shift: np.round(random.normal(shift, 1.2, n))
    cases = [(normal(6, 0.4), "exact"), (normal(50, 0.3), "exact"), (normal(1, 0), "exact"),
             (normal(60, 0.2), "normal"), (normal(200, 0), "normal"),
             (tied(80, 0.4), "normal"), (tied(300, -0.1), "normal")]
    # Given ties, every choice of signs.
    cases += [(tied(n, shift), "all") for n, shift in [(5, 1), (9, 0.6), (14, 0.4)]]
    for differences, kind in cases:
        kept = differences[differences != 0]
        if kind == "all":
            method = PermutationMethod(n_resamples=np.inf)
        else:
            method = {"exact": "exact", "normal": "approx"}[kind]
        found = wilcoxon(kept, zero_method="wilcox", correction=True, method=method,
                         alternative="two-sided")
        yield {"differences": differences.tolist(), "method": "normal" if kind == "normal" else "exact",
               "smaller": float(found.statistic), "p": float(found.pvalue)}


def areas():
    for pixels, levels in [(40, None), (500, 8), (300, None)]:
        truth = random.random(pixels) < 0.3
        scores = (random.normal(0, 1, pixels) + truth).astype(np.float32)
        if levels:
            scores = np.round(scores * levels / 8)
        yield {"scores": [float(s) for s in scores], "truth": truth.tolist(),
               "area": float(roc_auc_score(truth, scores))}


def run_lengths():
    shapes = [(1, 1), (3, 5), (20, 31), (60, 47)]
    for rows, columns in shapes:
        for share in [0, 0.02, 0.5, 1]:
            mask = random.random((rows, columns)) < share
            if share == 0.5:
                mask[: rows // 2] = True  # long runs, of which some are shorter than those before
            encoded = coco.encode(np.asfortranarray(mask.astype(np.uint8)))
            flat = mask.T.reshape(-1)
            edges = np.flatnonzero(np.diff(flat.astype(int))) + 1
            counts = np.diff([0, *edges, flat.size]).tolist()
            if flat[0]:
                counts = [0, *counts]
            again = coco.frPyObjects({"size": [rows, columns], "counts": counts}, rows, columns)
            assert again["counts"] == encoded["counts"]
            yield {"rows": rows, "columns": columns, "pixels": mask.reshape(-1).tolist(),
                   "counts": counts, "text": encoded["counts"].decode()}


text = json.dumps({
    "versions": {name: version(name) for name in ["numpy", "scipy", "scikit-learn", "pycocotools"]},
    "signedRanks": list(signed_ranks()), "areas": list(areas()), "runLengths": list(run_lengths()),
}).replace("true", "1").replace("false", "0")
Path(__file__).with_name("segmentation-references.json").write_text(text + "\n")
