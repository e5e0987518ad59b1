"""Writes label-references.json with cleanlab 2.9 and scikit-learn 1.9.

usage: python make_label_references.py

Labels of 120 items, some of them wrong, with probabilities as a classifier might give them; scores of a
binary classifier, with ties; and what the programs say of both.
"""

import json
import pathlib

import numpy as np
from cleanlab.count import (
    compute_confident_joint,
    estimate_joint,
    get_confident_thresholds,
)
from cleanlab.filter import find_label_issues
from cleanlab.rank import get_normalized_margin_for_each_label, get_self_confidence_for_each_label
from sklearn.metrics import average_precision_score, roc_auc_score


def confident_learning(generator):
    n, k = 120, 4
    truth = generator.integers(0, k, n)
    labels = np.where(generator.random(n) < 0.15, generator.integers(0, k, n), truth)
    scores = generator.normal(size=(n, k)) + 2.2 * np.eye(k)[truth]
    probabilities = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    probabilities = np.round(probabilities, 6)
    thresholds = get_confident_thresholds(labels, probabilities)
    confident = probabilities >= thresholds - 1e-6
    # cleanlab takes the most probable label of all where several are confident, we (as the paper) that of
    # the confident ones; no item here tells the two apart.
    best = np.where(confident, probabilities, -1).argmax(axis=1)
    several = confident.sum(axis=1) > 1
    assert (best[several] == probabilities[several].argmax(axis=1)).all()
    joint = estimate_joint(labels, probabilities)
    return {
        "labels": labels.tolist(),
        "probabilities": probabilities.tolist(),
        "thresholds": thresholds.tolist(),
        "confident_joint": compute_confident_joint(
            labels, probabilities, calibrate=False
        ).tolist(),
        "noise_rate": float(joint.sum() - np.trace(joint)),
        "suspects": np.flatnonzero(
            find_label_issues(labels, probabilities, filter_by="confident_learning")
        ).tolist(),
        "self_confidences": get_self_confidence_for_each_label(labels, probabilities).tolist(),
        "normalized_margins": get_normalized_margin_for_each_label(labels, probabilities).tolist(),
    }


def binary_scores(generator):
    wanted = generator.random(80) < 0.3
    scores = np.round(generator.normal(size=80) + 1.2 * wanted, 1)  # ties
    return {
        "scores": scores.tolist(),
        "wanted": wanted.tolist(),
        "area": float(roc_auc_score(wanted, scores)),
        "average_precision": float(average_precision_score(wanted, scores)),
    }


generator = np.random.default_rng(20261121)
references = {
    "confident_learning": confident_learning(generator),
    "binary_scores": binary_scores(generator),
}
place = pathlib.Path(__file__).with_name("label-references.json")
place.write_text(json.dumps(references) + "\n")
