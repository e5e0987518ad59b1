"""The rows, NumPy's side and the comparison; started by compare-shift-with-numpy."""
import json
import os
import pathlib
import statistics
import subprocess
import sys
import time

import numpy

TURNS = 5


def unit(rows):
    return rows / numpy.linalg.norm(rows, axis=1, keepdims=True)


def samples(rows, columns):
    """Unit rows around 50 centres, with noise whose variances fall as 1/j; the second is moved."""
    random = numpy.random.default_rng(6)
    variances = 1 / numpy.arange(1.0, columns + 1)
    spread = numpy.sqrt(variances / variances.sum())
    axes = numpy.linalg.qr(random.standard_normal((columns, columns)))[0].T
    mean = unit(random.standard_normal((1, columns)))
    centres = unit((random.standard_normal((50, columns)) * spread) @ axes)

    def draw():
        noise = (random.standard_normal((rows, columns)) * spread) @ axes
        near = centres[random.integers(0, 50, rows)]
        return unit(0.5 * mean + 0.35 ** 0.5 * near + 0.4 ** 0.5 * noise)

    x, y = draw(), draw()
    y = unit(y + 0.1 * random.standard_normal(columns) / columns ** 0.5)
    return x.astype(numpy.float32), y.astype(numpy.float32)


def by_numpy(columns, permutations, files):
    x, y = [numpy.fromfile(file, numpy.float32).reshape(-1, columns) for file in files]
    n, m, total = len(x), len(y), len(x) + len(y)
    random = numpy.random.default_rng(0)
    start = time.perf_counter()
    z = numpy.concatenate([x, y])
    squares = (z * z).sum(1)
    kernel = z @ z.T
    kernel *= -2
    kernel += squares[:, None]
    kernel += squares[None]
    numpy.maximum(kernel, 0, out=kernel)
    median = numpy.median(kernel[numpy.triu_indices(total, 1)])
    kernel /= -2 * median
    numpy.exp(kernel, out=kernel)
    numpy.fill_diagonal(kernel, 0)
    labels = numpy.zeros((total, permutations), numpy.float32)
    for index in range(permutations):
        labels[random.permutation(total)[:n], index] = 1
    sums = kernel.sum(1, dtype=numpy.float64)
    within = numpy.einsum("ij,ij->j", kernel @ labels, labels, dtype=numpy.float64)
    touched = sums @ labels

    def discrepancy(xx, x_all):
        yy = sums.sum() - 2 * x_all + xx
        return xx / (n * (n - 1)) + yy / (m * (m - 1)) - 2 * (x_all - xx) / (n * m)

    mine = numpy.zeros(total)
    mine[:n] = 1
    observed = discrepancy(mine @ (kernel @ mine.astype(numpy.float32)).astype(float), mine @ sums)
    reached = int((discrepancy(within, touched) >= observed).sum())
    seconds = time.perf_counter() - start
    return {
        "seconds": seconds, "mmd2": float(observed), "p": (1 + reached) / (1 + permutations),
        "bandwidth": float(median ** 0.5)}


def turn(side, program, columns, permutations, files):
    if side == "semblance":
        command = [program, columns, permutations, 1, *files]
    else:
        command = [sys.executable, __file__, "numpy", columns, permutations, *files]
    output = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, check=True)
    return json.loads(output.stdout)


def main():
    if sys.argv[1] == "numpy":
        return print(json.dumps(by_numpy(int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])))
    place, program = pathlib.Path(sys.argv[1]), sys.argv[2]
    rows, columns, permutations = [int(word) for word in sys.argv[3:]] or [2_000, 512, 1_000]
    files = [place / "x.f32", place / "y.f32"]
    for file, values in zip(files, samples(rows, columns)):
        values.tofile(file)
    print("load before:", *os.getloadavg())
    turns = [
        [turn(side, program, columns, permutations, files) for side in ("semblance", "numpy")]
        for _ in range(TURNS)]
    print("load after:", *os.getloadavg())
    ours, theirs = turns[-1]
    seconds = [statistics.median(turn[side]["seconds"] for turn in turns) for side in (0, 1)]
    ratio = statistics.median(b["seconds"] / a["seconds"] for a, b in turns)
    print("| rows | MMD² semblance | MMD² NumPy | p | p NumPy | semblance s | NumPy s | ratio |")
    print("|:--|--:|--:|--:|--:|--:|--:|--:|")
    print(
        f"| {rows:,} + {rows:,} × {columns}, {permutations:,} permutations | {ours['mmd2']:.8f} "
        f"| {theirs['mmd2']:.8f} | {ours['p']:.4f} | {theirs['p']:.4f} | {seconds[0]:.3f} "
        f"| {seconds[1]:.3f} | {ratio:.2f} |")
    sys.exit(0 if abs(ours["mmd2"] - theirs["mmd2"]) <= 1e-5 else 1)


if __name__ == "__main__":
    main()
