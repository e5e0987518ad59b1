"""Makes references.json beside this file with NumPy, in double precision.

    python3 make_references.py
"""

import json
from pathlib import Path

import numpy as np

rng = np.random.default_rng(7)
# Multiples of 1/8, so that floats hold them exactly.
a = np.round(8 * rng.normal(size=(5, 4))) / 8
b = np.round(8 * rng.normal(size=(4, 3))) / 8
c = np.round(8 * rng.normal(size=(6, 4))) / 8
d = np.round(8 * rng.normal(size=(5, 2))) / 8
s = rng.normal(size=(9, 9))
s = s + s.T
values, vectors = np.linalg.eigh(s)
references = {
    "numpy": np.__version__,
    "a": a.tolist(),
    "b": b.tolist(),
    "c": c.tolist(),
    "d": d.tolist(),
    "a_times_b": (a @ b).tolist(),
    "a_times_c_transposed": (a @ c.T).tolist(),
    "a_transposed_times_d": (a.T @ d).tolist(),
    "a_transposed_times_a": (a.T @ a).tolist(),
    "symmetric": s.tolist(),
    "eigenvalues_descending": values[::-1].tolist(),
    "first_eigenvector": vectors[:, -1].tolist(),
}
lines = [f"{json.dumps(name)}: {json.dumps(part)}" for name, part in references.items()]
path = Path(__file__).parent / "references.json"
path.write_text("{\n" + ",\n".join(lines) + "\n}\n")
