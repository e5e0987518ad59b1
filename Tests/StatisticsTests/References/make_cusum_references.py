"""Average run lengths of one-sided normal cumulative sums, for CumulativeSum. Needs NumPy.

Brook and Evans' Markov chain at several widths, extrapolated in 1/width²: another method than the one
tested. Published: 335.37 at k = 0.5, h = 4 and 930.89 at h = 5 (R package spc, xcusum.arl).
"""
import json
import math
from pathlib import Path

import numpy as np


def phi(x):
    return 0.5 * math.erfc(-x / math.sqrt(2))


def chain(k, h, mean, states):
    width = 2 * h / (2 * states - 1)
    q = np.zeros((states, states))
    for i in range(states):
        start = i * width
        q[i, 0] = phi(width / 2 - start + k - mean)
        for j in range(1, states):
            q[i, j] = phi(j * width + width / 2 - start + k - mean) - phi(
                j * width - width / 2 - start + k - mean)
    return np.linalg.solve(np.eye(states) - q, np.ones(states))[0]


def run_length(k, h, mean):
    a, b = chain(k, h, mean, 200), chain(k, h, mean, 400)
    wa, wb = (2 / (2 * 200 - 1)) ** 2, (2 / (2 * 400 - 1)) ** 2
    return (b * wa - a * wb) / (wa - wb)


cases = [dict(allowance=k, threshold=h, mean=m, run_length=run_length(k, h, m))
         for k, h, m in [(0.5, 4, 0), (0.5, 5, 0), (0.5, 4, 1), (0.5, 3, 0.5), (0.25, 6, 0), (1, 2, 0),
                         (0.5, 4, 3)]]
Path(__file__).with_name("cusum-references.json").write_text(json.dumps(cases, indent=1) + "\n")
