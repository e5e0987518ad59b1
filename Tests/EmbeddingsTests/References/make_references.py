"""Writes .npy files with NumPy, in the layouts that the reader must take or refuse."""
import os

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
rows = np.arange(12, dtype=np.float64).reshape(4, 3) / 8


def save(name, array, version=(1, 0)):
    with open(os.path.join(HERE, name), "wb") as file:
        np.lib.format.write_array(file, array, version=version)


save("float32.npy", rows.astype("<f4"))
save("float64.npy", rows)
save("fortran.npy", np.asfortranarray(rows))
save("version2.npy", rows, version=(2, 0))
save("big-endian.npy", rows.astype(">f4"))
save("int64.npy", rows.astype("<i8"))
save("rank1.npy", rows[0])
save("rank3.npy", rows.reshape(2, 2, 3))
save("empty.npy", rows[:0])
holes = rows.copy()
holes[2, 1] = np.nan
holes[3, 0] = np.inf
save("nan.npy", holes)
