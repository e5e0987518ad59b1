"""Writes ranking-references.json: average precision and area under the ROC curve by scikit-learn.

    python make_ranking_references.py   (scikit-learn 1.9, NumPy)

Scores are multiples of 1/1024, so that the program's steps hold them exactly. Ties: the worst order
is scikit-learn's result after negatives were raised by less than the distance of two scores.
"""
import json
import pathlib

import numpy
from sklearn.metrics import average_precision_score, roc_auc_score

random = numpy.random.default_rng(4)
cases = []
for positives, negatives, levels in [(5, 40, 1024), (20, 500, 1024), (30, 300, 16), (7, 90, 3)]:
    # Rounding to few levels makes ties.
    def draw(count, centre):
        raw = numpy.clip(random.normal(centre, 0.3, count), -1, 1)
        return numpy.round(raw * levels) / levels
    scores = numpy.concatenate([draw(positives, 0.6), draw(negatives, 0.0)])
    truth = numpy.concatenate([numpy.ones(positives), numpy.zeros(negatives)]).astype(int)
    worst = scores + numpy.where(truth == 0, 1e-6, 0)
    order = numpy.argsort(-worst, kind="stable")
    hits = numpy.cumsum(truth[order])
    # Several positives of one score are one point of scikit-learn's curve: tell them apart, too.
    apart = worst - 1e-9 * numpy.arange(len(worst))
    def at_recall(share):
        rank = int(numpy.searchsorted(hits, share * positives - 1e-9))
        return hits[rank] / (rank + 1)
    cases.append(dict(
        positives=scores[truth == 1].tolist(), negatives=scores[truth == 0].tolist(),
        average_precision=average_precision_score(truth, apart),
        area_under_roc=roc_auc_score(truth, scores),
        precision_at_half_recall=at_recall(0.5), precision_at_full_recall=at_recall(1.0),
        precision_at_ten=hits[9] / 10))

path = pathlib.Path(__file__).parent / "ranking-references.json"
path.write_text(json.dumps(cases) + "\n")
