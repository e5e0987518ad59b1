"""The rows, hnswlib's side and the comparison; started by compare-with-hnswlib."""
import json
import pathlib
import statistics
import subprocess
import sys
import time

import numpy

from compare_with_faiss import Clusters

TURNS = 3
QUERIES = 2_000
COUNT = 10
WIDTHS = [64, 200]


def hnswlib_side(folder, columns):
    """Builds and searches once; seconds and CPU seconds by what was done."""
    import hnswlib

    rows = numpy.fromfile(folder / "rows.f32", "<f4").reshape(-1, columns)
    queries = numpy.fromfile(folder / "queries.f32", "<f4").reshape(-1, columns)
    products = queries @ rows.T
    nearest = numpy.argpartition(-products, COUNT, axis=1)[:, :COUNT]
    index = hnswlib.Index("cosine", columns)
    index.init_index(len(rows), ef_construction=200, M=16)
    found = {"build": timed(lambda: index.add_items(rows))[0]}
    for width in WIDTHS:
        index.set_ef(width)
        index.knn_query(queries, COUNT)
        taken, (labels, _) = timed(lambda: index.knn_query(queries, COUNT))
        hits = [len(set(a) & set(b)) for a, b in zip(labels.tolist(), nearest.tolist())]
        found[f"search {width}"] = taken | {"recall": sum(hits) / len(hits) / COUNT}
    print(json.dumps(found))


def timed(work):
    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    return {"seconds": time.perf_counter() - wall, "cpu": time.process_time() - cpu}, result


def run(*words):
    return json.loads(subprocess.run(words, check=True, stdout=subprocess.PIPE).stdout)


def semblance_side(folder, program):
    store = folder / "store"
    found = {"build": run(program, "build", store)}
    for width in WIDTHS:
        queries = folder / "queries.f32"
        found[f"search {width}"] = run(
            program, "hnsw", store, queries, "1", str(COUNT), str(width))
    return found


def main(folder, program, rows=100_000, columns=512):
    clusters = Clusters(1, columns, 1.0)
    clusters.draw(rows).astype("<f4").tofile(folder / "rows.f32")
    clusters.draw(QUERIES).astype("<f4").tofile(folder / "queries.f32")
    run(program, "fill", folder / "store", folder / "rows.f32", str(columns))
    turns = []
    for _ in range(TURNS):
        other = run(sys.executable, __file__, "hnswlib", folder, str(columns))
        turns.append((semblance_side(folder, program), other))
    print(f"{rows} x {columns}, {QUERIES} queries; seconds and CPU seconds")
    for what in turns[0][0]:
        for place, name in enumerate(["semblance", "hnswlib"]):
            taken = [turn[place][what] for turn in turns]
            recall = f", recall@{COUNT} {taken[0]['recall']:.4f}" if "recall" in taken[0] else ""
            wall, cpu = (statistics.median(t[key] for t in taken) for key in ("seconds", "cpu"))
            print(f"{what:12} {name:10} {wall:8.2f} {cpu:8.2f}{recall}")
        ratio = statistics.median(b[what]["cpu"] / a[what]["cpu"] for a, b in turns)
        print(f"{what:12} ratio of CPU seconds, above 1 where semblance takes less: {ratio:.2f}")


if __name__ == "__main__":
    if sys.argv[1] == "hnswlib":
        hnswlib_side(pathlib.Path(sys.argv[2]), int(sys.argv[3]))
    else:
        main(pathlib.Path(sys.argv[1]), sys.argv[2], *map(int, sys.argv[3:]))
