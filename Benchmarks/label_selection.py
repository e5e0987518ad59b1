"""Accuracy on held-out digits by labels spent, for each strategy of `semblance label select`.

usage: python label_selection.py SEMBLANCE [REPETITIONS]   (NumPy, scikit-learn)

Of scikit-learn's 1,797 digits 600 are held out, a different choice each time; the others have no label at
first. At each step the strategy chooses from them, given what is labelled so far; the accuracy is that of a
logistic regression (C = 1, standardised) on all labels. Margins begin with the first 20 of random choice.
"""

import csv
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

STEPS = [20, 40, 60, 80, 100, 150, 200, 300]
STRATEGIES = ["random", "typicality", "k-centre", "margin"]


def chosen(program, folder, known, labels, count, strategy, seed):
    lines = [str(labels[row]) if row in known else "" for row in range(len(labels))]
    (folder / "labels.txt").write_text("\n".join(lines) + "\n")
    command = [program, "label", "select", "pool.npy", "--count", str(count), "--by", strategy]
    command += ["--seed", str(seed), "--csv", "next.csv", "--quiet"]
    if known:
        command += ["--labels", "labels.txt"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    with open(folder / "next.csv") as file:
        return [int(row["id"]) for row in csv.DictReader(file)]


def accuracy(pool, labels, known, test, truth):
    rows = sorted(known)
    if len(set(labels[rows])) < 2:
        return 0.0
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000))
    return model.fit(pool[rows], labels[rows]).score(test, truth)


def main():
    program = sys.argv[1]
    repetitions = int(sys.argv[2]) if len(sys.argv) > 2 else 10
    digits = load_digits()
    found = {strategy: [] for strategy in STRATEGIES}
    for seed in range(repetitions):
        order = np.random.default_rng(seed).permutation(len(digits.target))
        pool, labels = digits.data[order[600:]].astype("float32"), digits.target[order[600:]]
        test, truth = digits.data[order[:600]], digits.target[order[:600]]
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            np.save(folder / "pool.npy", pool)
            for strategy in STRATEGIES:
                known, curve = set(), []
                for step in STEPS:
                    first = strategy == "margin" and not known
                    known |= set(
                        chosen(program, folder, known, labels, step - len(known),
                               "random" if first else strategy, seed))
                    curve.append(accuracy(pool, labels, known, test, truth))
                found[strategy].append(curve)
    print("| labels | " + " | ".join(STRATEGIES) + " |")
    print("|--:|" + "--:|" * len(STRATEGIES))
    for place, step in enumerate(STEPS):
        cells = []
        for strategy in STRATEGIES:
            values = np.array(found[strategy])[:, place]
            cells.append(f"{values.mean():.3f} ± {values.std(ddof=1):.3f}")
        print(f"| {step} | " + " | ".join(cells) + " |")


main()
