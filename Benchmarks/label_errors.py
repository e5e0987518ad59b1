"""Plants wrong labels and measures how many `semblance label audit` finds.

usage: python label_errors.py SEMBLANCE [VECTORS.npy LABELS.txt]   (NumPy, scikit-learn)

Without vectors, scikit-learn's digits. 2, 5 and 10 % of the labels become another one, each other label
with equal chance. Precision and recall are of the first n suspects, n being the number planted, and of all.
"""

import json
import pathlib
import subprocess
import sys
import tempfile
import time

import numpy as np


def data(arguments):
    if arguments:
        return pathlib.Path(arguments[0]).resolve(), np.loadtxt(arguments[1], dtype=int)
    from sklearn.datasets import load_digits

    digits = load_digits()
    place = pathlib.Path(tempfile.mkdtemp()) / "digits.npy"
    np.save(place, digits.data.astype("float32"))
    return place, digits.target


def planted(labels, rate, seed):
    generator = np.random.default_rng(seed)
    classes = labels.max() + 1
    rows = generator.choice(len(labels), round(rate * len(labels)), replace=False)
    wrong = labels.copy()
    wrong[rows] = (labels[rows] + generator.integers(1, classes, len(rows))) % classes
    return wrong, set(rows.tolist())


def row(suspect, rows):
    return rows[suspect["id"]] if isinstance(suspect["id"], str) else suspect["id"]


def scores(name, order, wrong, rows):
    found = [row(suspect, rows) in wrong for suspect in order]
    first = found[: len(wrong)]
    return (f"{name} {sum(first) / max(1, len(first)):.3f} / {sum(first) / len(wrong):.3f} "
            f"({sum(found) / max(1, len(found)):.3f} / {sum(found) / len(wrong):.3f})")


def main():
    program = sys.argv[1]
    vectors, labels = data(sys.argv[2:])
    names = vectors.with_suffix(".ids.txt")
    rows = {}
    if names.exists():
        rows = {name: place for place, name in enumerate(names.read_text().splitlines())}
    folder = pathlib.Path(tempfile.mkdtemp())
    for percent in (2, 5, 10):
        given, wrong = planted(labels, percent / 100, percent)
        (folder / "labels.txt").write_text("\n".join(map(str, given)) + "\n")
        start = time.time()
        subprocess.run(
            [program, "label", "audit", str(vectors), "--labels", str(folder / "labels.txt"),
             "--json", str(folder / "audit.json"), "--quiet"], check=True, capture_output=True)
        seconds = time.time() - start
        audit = json.loads((folder / "audit.json").read_text())["audit"]
        suspects = audit["suspects"]
        learning = audit["confident_learning"]
        keys = {
            "confident_learning": lambda suspect: suspect["normalized_margin"],
            "neighbors": lambda suspect: suspect["neighbor_share"],
            "clusters": lambda suspect: suspect["cluster_share"],
        }
        print(f"{percent} %, {len(wrong)} planted, {seconds:.1f} s, estimated "
              f"{100 * learning['noise_rate']:.2f} %, probe {learning['accuracy']:.3f}")
        print("  " + scores("joint", suspects, wrong, rows))
        for method, key in keys.items():
            own = [suspect for suspect in suspects if method in suspect["methods"]]
            print("  " + scores(method, sorted(own, key=key), wrong, rows))


main()
