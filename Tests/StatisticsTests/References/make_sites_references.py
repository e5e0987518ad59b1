"""Writes sites-references.json with SciPy and NumPy. usage: python make_sites_references.py"""

import json
import pathlib

import numpy as np
from scipy.cluster.hierarchy import leaves_list, linkage
from scipy.spatial.distance import cdist, squareform
from scipy.stats import false_discovery_control


def holm(p):
    """statsmodels' multipletests(p, method="holm")."""
    order = np.argsort(p, kind="stable")
    adjusted = np.maximum.accumulate(np.sort(p) * np.arange(len(p), 0, -1))
    result = np.empty(len(p))
    result[order] = np.minimum(adjusted, 1)
    return result


def matched(x, y, values_x, values_y, units_x, units_y, sigma, mix):
    """The discrepancy at one mix, pair by pair."""
    def mean(a, b, va, vb, ua, ub):
        k = np.exp(-cdist(a, b, "sqeuclidean") / (2 * sigma**2))
        allowed = ua[:, None] != ub[None, :]
        total = 0.0
        for u, qu in mix.items():
            for v, qv in mix.items():
                pairs = (va == u)[:, None] & (vb == v)[None, :] & allowed
                total += qu * qv * k[pairs].mean()
        return total

    return float(
        mean(x, x, values_x, values_x, units_x, units_x)
        + mean(y, y, values_y, values_y, units_y, units_y)
        - 2 * mean(x, y, values_x, values_y, units_x, units_y))


def main():
    rng = np.random.default_rng(17)
    p_values = [
        rng.uniform(size=10).round(4).tolist(), [0.001, 0.001, 0.04, 0.02, 0.9, 0.02],
        [0.3], [1.0, 1.0, 0.5], (10 ** -rng.uniform(0, 5, size=45)).round(6).tolist(),
    ]
    trees = []
    for n in [2, 3, 7, 30]:
        d = squareform(cdist(*[rng.normal(size=(n, 3))] * 2).round(6), checks=False)
        z = linkage(d, "average")
        trees.append({"distances": squareform(d).tolist(), "linkage": z.tolist(),
                      "order": leaves_list(z).tolist()})
    x, y = rng.normal(size=(14, 3)).round(6), (rng.normal(size=(12, 3)) + 0.5).round(6)
    values_x = np.array(list("aaaaaaaabbbbbc"))
    values_y = np.array(list("aaabbbbbbbbb"))
    one_x, one_y = np.arange(14), 100 + np.arange(12)
    units_x = np.array([0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6])
    units_y = np.array([100, 100, 101, 102, 102, 103, 103, 103, 104, 104, 105, 105])
    several_x = np.array([0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 6])
    mix = {"a": 3 / 8, "b": 5 / 8}
    result = {
        "p_values": [
            {"p": p, "holm": holm(np.array(p)).tolist(),
             "benjamini_hochberg": false_discovery_control(p, method="bh").tolist()}
            for p in p_values
        ],
        "trees": trees,
        "matched": {
            "x": x.tolist(), "y": y.tolist(), "values_x": values_x.tolist(),
            "values_y": values_y.tolist(), "bandwidth": 1.5,
            "of_rows": matched(x, y, values_x, values_y, one_x, one_y, 1.5, mix),
            "units_x": [f"x{u}" for u in units_x], "units_y": [f"y{u}" for u in units_y],
            "of_units": matched(x, y, values_x, values_y, units_x, units_y, 1.5, mix),
            "several_x": [f"x{u}" for u in several_x],
            "of_several": matched(x, y, values_x, values_y, several_x, units_y, 1.5, mix),
        },
    }
    path = pathlib.Path(__file__).parent / "sites-references.json"
    path.write_text(json.dumps(result) + "\n")


main()
