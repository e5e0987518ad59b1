"""The rows, scikit-learn's side and the table; started by compare-shift-classifier."""
import json
import pathlib
import subprocess
import sys

import numpy
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

# Rows a side, columns, how the deviations of the directions fall, distance of the means in units of
# the deviation along it, and along which direction: any, the first, or the middle one.
SETTINGS = [
    (50, 64, 0.9, 1.8, "any"), (200, 64, 0.9, 1.2, "any"), (200, 128, 1.0, 1.8, "any"),
    (50, 512, 0.99, 3.0, "any"), (200, 512, 0.99, 2.4, "any"), (500, 512, 0.99, 1.5, "middle"),
    (200, 512, 0.99, 3.0, "first")]


def samples(random, rows, columns, decay, distance, direction):
    spread = decay ** numpy.arange(columns)
    axes = numpy.linalg.qr(random.standard_normal((columns, columns)))[0]
    toward = {"any": random.standard_normal(columns), "first": numpy.eye(columns)[0],
              "middle": numpy.eye(columns)[columns // 2]}[direction]
    shift = toward * spread * distance / numpy.linalg.norm(toward)
    x = random.standard_normal((rows, columns)) * spread + shift
    y = random.standard_normal((rows, columns)) * spread
    return x @ axes, y @ axes


def by_semblance(program, folder, x, y):
    for name, rows in (("x", x), ("y", y)):
        numpy.save(folder / f"{name}.npy", rows)
    out = folder / "out.json"
    subprocess.run(
        [program, "shift", folder / "x.npy", folder / "y.npy", "--no-normalize", "--permutations",
         "99", "--resamples", "99", "--quiet", "--json", out],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    measures = json.loads(out.read_text())["measures"]
    return next(row["estimate"] for row in measures if row["kind"] == "classifier_auc")


def by_scikit_learn(x, y, inverse_penalty):
    model = make_pipeline(StandardScaler(), LogisticRegression(C=inverse_penalty, max_iter=500))
    labels = numpy.repeat([1, 0], [len(x), len(y)])
    return cross_val_score(model, numpy.vstack([x, y]), labels, cv=5, scoring="roc_auc").mean()


def main(folder, program, runs="5"):
    print("| rows a side | columns | means differ along | semblance | logistic, C = 1 | C = 0.01 |")
    print("|--:|--:|:--|--:|--:|--:|")
    for number, setting in enumerate(SETTINGS):
        areas = []
        for run in range(int(runs)):
            x, y = samples(numpy.random.default_rng((number, run)), *setting)
            areas.append([by_semblance(program, pathlib.Path(folder), x, y),
                          by_scikit_learn(x, y, 1), by_scikit_learn(x, y, 0.01)])
        cells = [f"{value:.3f}" for value in numpy.mean(areas, 0)]
        direction = {"any": "any direction", "first": "that of most variance",
                     "middle": "one of middling variance"}[setting[4]]
        print(f"| {setting[0]} | {setting[1]} | {direction} | " + " | ".join(cells) + " |", flush=True)


main(*sys.argv[1:])
