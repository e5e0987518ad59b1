"""The rows and the measurement; started by join-growth."""
import json
import os
import re
import statistics
import subprocess
import sys
import time

import numpy

from compare_with_faiss import Clusters

TURNS = 3
DIMENSION = 512
STANDARD = [10_000, 30_000, 100_000, 300_000, 1_000_000]
PART = 10_000


def write_rows(path, count):
    """Parts of one distribution, each with near-copies and near misses within it."""
    clusters = Clusters(9, DIMENSION, 1)
    with open(path, "wb") as file:
        for _ in range(0, count, PART):
            clusters.with_copies(PART).astype(numpy.float32).tofile(file)


def own_bytes(process):
    """Memory that is the process's own; the pages of mapped files are not counted."""
    try:
        with open(f"/proc/{process}/status") as file:
            return 1024 * int(re.search(r"RssAnon:\s+(\d+)", file.read())[1])
    except (FileNotFoundError, ProcessLookupError, TypeError):
        return 0  # It has ended.


def turn(program, path, count):
    command = [program, "mapped", str(count), str(DIMENSION), "0.95", path]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    largest = 0
    while process.poll() is None:
        largest = max(largest, own_bytes(process.pid))
        time.sleep(0.005)
    if process.returncode != 0:
        sys.exit(f"{program} ended with {process.returncode}")
    return json.loads(process.stdout.read()) | {"bytes": largest}


def main(path, program, *sizes):
    sizes = sorted(int(size) for size in sizes) or STANDARD
    write_rows(path, sizes[-1])
    print("| rows | pairs | seconds | of three turns | MB beyond the file |\n|--:|--:|--:|--:|--:|")
    for count in sizes:
        turns = [turn(program, path, count) for _ in range(TURNS)]
        seconds = sorted(result["seconds"] for result in turns)
        largest = max(result["bytes"] for result in turns)
        print(
            f"| {count:,} | {turns[0]['pairs']:,} | {statistics.median(seconds):.3g} "
            f"| {seconds[0]:.3g} to {seconds[-1]:.3g} | {largest / 1e6:.0f} |", flush=True)
    print(f"\nload average at the end: {os.getloadavg()[0]:.1f}; {turns[0]['instructions']}")


if __name__ == "__main__":
    main(*sys.argv[1:])
