"""The rows, FAISS's side and the comparison; started by compare-with-faiss."""
import json
import os
import pathlib
import statistics
import subprocess
import sys
import time

import numpy

TURNS = 3
SIDES = ["semblance", "faiss", "faiss as installed"]


def unit(rows):
    return rows / numpy.linalg.norm(rows, axis=1, keepdims=True)


class Clusters:
    """Unit rows: a common mean, 50 centres, and noise whose variances fall as j^-decay; a decay of
    0 spreads it evenly, which is the worst case for folding."""

    def __init__(self, seed, dimension, decay):
        self.random = numpy.random.default_rng(seed)
        variances = numpy.arange(1.0, dimension + 1) ** -decay
        self.spread = numpy.sqrt(variances / variances.sum()).astype(numpy.float32)
        square = self.random.standard_normal((dimension, dimension), dtype=numpy.float32)
        self.axes = numpy.linalg.qr(square)[0].T
        self.mean = unit(self.random.standard_normal((1, dimension), dtype=numpy.float32))
        centres = self.noise(50)
        self.centres = unit(centres - centres.mean(0))

    def noise(self, count):
        numbers = self.random.standard_normal((count, len(self.spread)), dtype=numpy.float32)
        return (numbers * self.spread) @ self.axes

    def draw(self, count):
        centres = self.centres[self.random.integers(0, 50, count)]
        return unit(0.5 * self.mean + 0.35 ** 0.5 * centres + 0.4 ** 0.5 * self.noise(count))

    def near(self, rows, low, high):
        """One row for each, of a cosine drawn evenly."""
        aside = self.noise(len(rows))
        aside = unit(aside - (aside * rows).sum(1, keepdims=True) * rows)
        cosine = self.random.uniform(low, high, (len(rows), 1))
        return unit(cosine * rows + numpy.sqrt(1 - cosine**2) * aside)

    def with_copies(self, count):
        """Every 50th row a near-copy of another, every 50th a near miss, and a clump of 100."""
        few = count // 50
        rows = self.draw(count - 2 * few - 100)
        chosen = rows[self.random.choice(len(rows), 2 * few, replace=False)]
        copies, misses = self.near(chosen[:few], 0.98, 0.999), self.near(chosen[few:], 0.9, 0.95)
        clump = self.near(numpy.repeat(rows[:1], 100, 0), 0.992, 0.999)
        return self.random.permutation(numpy.concatenate([rows, copies, misses, clump]))


def save(place, name, rows):
    path = place / f"{name}.f32"
    numpy.ascontiguousarray(rows, numpy.float32).tofile(path)
    return path


def made_up(place):
    """(title, what, rows, columns, argument, files) of each comparison."""
    for title, seed, count, dimension, decay in [
        ("50,000 × 512 in clusters", 1, 50_000, 512, 1), ("50,000 × 512 evenly", 2, 50_000, 512, 0),
        ("20,000 × 768", 3, 20_000, 768, 1), ("20,000 × 2,048", 4, 20_000, 2_048, 1),
    ]:
        file = save(place, f"rows-{seed}", Clusters(seed, dimension, decay).with_copies(count))
        yield f"pairs ≥ .95, {title}", "pairs", count, dimension, 0.95, [file]
    clusters = Clusters(5, 512, 1)
    files = [save(place, "rows-5", clusters.draw(60_000)), save(place, "q", clusters.draw(10_000))]
    yield "10 nearest of 10,000 in 60,000 × 512", "nearest", 60_000, 512, 10, files


def given(place, path, thresholds):
    rows = unit(numpy.load(path).astype(numpy.float32))
    file = save(place, "rows", rows)
    for threshold in thresholds:
        title = f"pairs ≥ {threshold}, {pathlib.Path(path).name} {rows.shape[0]:,} × {rows.shape[1]:,}"
        yield title, "pairs", *rows.shape, float(threshold), [file]


def by_faiss(what, count, dimension, argument, files):
    import faiss

    faiss.omp_set_num_threads(os.cpu_count())
    rows, *queries = [
        numpy.fromfile(file, numpy.float32).reshape(-1, int(dimension)) for file in files]
    start = time.perf_counter()
    index = faiss.IndexFlatIP(int(dimension))
    index.add(rows)
    if what == "pairs":
        limits, _, found = index.range_search(rows, float(argument))
    else:
        products, _ = index.search(queries[0], int(argument))
    seconds = time.perf_counter() - start
    if what == "pairs":
        first = numpy.repeat(numpy.arange(len(rows)), numpy.diff(limits).astype(numpy.int64))
        return {"seconds": seconds, "pairs": int((found > first).sum())}
    return {"seconds": seconds, "sum": float(products.astype(numpy.float64).sum())}


def turn(side, program, case):
    words = [str(word) for word in case]
    if side == "semblance":
        command, settings = [program, *words], {}
    else:
        command = [sys.executable, __file__, "faiss", *words]
        settings = {"OPENBLAS_CORETYPE": "SkylakeX"} if side == "faiss" else {}
    output = subprocess.run(command, env=os.environ | settings, stdout=subprocess.PIPE, check=True)
    return json.loads(output.stdout)


def agree(case, results):
    """Counts up to what float32 cannot tell, sums up to rounding."""
    key = "pairs" if case[0] == "pairs" else "sum"
    values = [result[key] for result in results]
    return max(values) - min(values) <= 1e-6 * max(values), values


def compare(title, case, program):
    times = {side: [] for side in SIDES}
    for _ in range(TURNS):
        results = [turn(side, program, case) for side in SIDES]
        for side, result in zip(SIDES, results):
            times[side].append(result["seconds"])
    same, values = agree(case, results)
    median = {side: statistics.median(times[side]) for side in SIDES}
    ratios = [
        statistics.median(f / s for f, s in zip(times[side], times["semblance"]))
        for side in SIDES[1:]]
    seconds = " | ".join(f"{median[side]:.3g}" for side in SIDES)
    print(
        f"| {title} | {values[0]:,} | {seconds} | {ratios[0]:.1f} | {ratios[1]:.0f} |"
        + ("" if same else f" differs: {values}"), flush=True)
    return same


def main():
    if sys.argv[1] == "faiss":
        what, count, dimension, argument, *files = sys.argv[2:]
        return print(json.dumps(by_faiss(what, count, dimension, argument, files)))
    place, program, *rest = sys.argv[1:]
    place = pathlib.Path(place)
    cases = given(place, rest[0], rest[1:]) if rest else made_up(place)
    print("load before:", *os.getloadavg())
    print("| rows | result | semblance s | FAISS s | FAISS as installed s | ratio | as installed |")
    print("|:--|--:|--:|--:|--:|--:|--:|", flush=True)
    same = [
        compare(title, [what, count, dimension, argument, *files], program)
        for title, what, count, dimension, argument, files in cases]
    print("load after:", *os.getloadavg())
    sys.exit(0 if all(same) else 1)


if __name__ == "__main__":
    main()
