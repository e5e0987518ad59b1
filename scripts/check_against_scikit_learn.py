"""The checks behind check-against-scikit-learn, which says what they are for."""
import csv
import functools
import gzip
import itertools
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import yaml
from scipy.spatial.distance import cdist, pdist
from scipy.stats import ks_2samp
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score, silhouette_score

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = ROOT / ".build/release/semblance"

# Tolerances, as parts of the largest number compared unless a check says otherwise.
# Both sides compute in double precision; what differs is the order of sums.
ROUNDING = 1e-11
# Averages of kernel values, absolute: each is within [0, 1], and the statistics are their
# differences.
KERNEL = 1e-12
# Scores follow eigenvectors, which are less certain the nearer the next eigenvalue is.
COORDINATES = 1e-8
# k-means is a search: no worse than scikit-learn's best of as many starts by more than this.
SEARCH = 5e-3
# A median over 5,000 rows drawn anew; where there are no more rows, ROUNDING.
DRAWN_MEDIAN = 1e-2
# Cosines nearer than this to an edge of the histogram, which is taken in float, may be counted on
# its other side.
NEAR_EDGE = 1e-6
# Roots of eigenvalues that are 0 but for rounding, as those of covariances of few rows.
ROOTS = 1e-6
# Above this many rows of both parts measures are of a sample.
MEASURED_ROWS = 10_000
# Above this many rows the median is taken of as many drawn rows, and silhouettes of 20,000.
MEDIAN_ROWS = 5_000

# Pairs that a run lists at most; a command lists all.
LISTED = 200

BLOCK = 1_000


class Table:
    """What was found by the run and by the one-shot commands beside what was expected."""

    def __init__(self):
        self.rows = {}

    def compare(self, source, quantity, found, expected, tolerance=0.0, absolute=False):
        found, expected = np.asarray(found, float), np.asarray(expected, float)
        fits = found.shape == expected.shape and found.size > 0
        difference = np.abs(found - expected).max() if fits else np.inf
        scale = 1 if absolute else np.abs(expected).max(initial=0)
        self.add(source, quantity, found, expected, difference, tolerance * scale)

    def bound(self, source, quantity, found, best, tolerance):
        """Only more than the best is a fault."""
        found, best = np.asarray(found, float), np.asarray(best, float)
        self.add(source, quantity, found, best, max(0, found - best), tolerance * best)

    def add(self, source, quantity, found, expected, difference, tolerance):
        row = self.rows.setdefault(
            quantity, {"expected": expected, "difference": 0.0, "tolerance": 0.0, "wrong": False})
        row[source] = found
        row["difference"] = max(row["difference"], float(difference))
        row["tolerance"] = max(row["tolerance"], float(tolerance))
        row["wrong"] = row["wrong"] or not difference <= tolerance

    def print(self):
        def text(number):
            if number is None or not number.size:
                return "–"
            rest = f" … [{number.size}]" if number.size > 1 else ""
            return f"{number.flat[0]:.10g}{rest}"

        print("| quantity | run.json | command | reference | difference | tolerance | |")
        print("|:--|--:|--:|--:|--:|--:|:--|")
        for quantity, row in self.rows.items():
            print(
                f"| {quantity} | {text(row.get('run'))} | {text(row.get('command'))} "
                f"| {text(row['expected'])} | {row['difference']:.1e} | {row['tolerance']:.1e} "
                f"| {'WRONG' if row['wrong'] else ''} |")

    @property
    def wrong(self):
        return sum(row["wrong"] for row in self.rows.values())


# --- The data set, read without the program ----------------------------------------------------


def columns_of(description_file):
    """For each id: label, split and site, as far as the data set has them."""
    with open(description_file) as file:
        description = yaml.safe_load(file)
    home = os.environ.get("SEMBLANCE_HOME") or ROOT / ".semblance"

    def path(text):
        return description_file.parent / str(text).replace("$datasets", f"{home}/datasets")

    if description["source"] == "idx":
        return dict(itertools.chain.from_iterable(
            idx_split(name, path(part["labels"])) for name, part in description["splits"].items()))
    if description["source"] == "manifest":
        return dict(manifest(path(description["file"]), description))
    sys.exit(f"{description_file}: data sets of source {description['source']} are not read here")


def idx_split(split, labels):
    with (gzip.open if labels.suffix == ".gz" else open)(labels, "rb") as file:
        values = file.read()[8:]
    for index, label in enumerate(values):
        yield f"{split}/{index:05d}", {"label": str(label), "split": split}


def manifest(path, description):
    delimiter = description.get("delimiter", "comma")
    with open(path, newline="") as file:
        if delimiter == "whitespace":
            rows = [line.split() for line in file if line.strip()]
        else:
            rows = list(csv.reader(file, delimiter={"comma": ",", "tab": "\t"}[delimiter]))
    heading = rows.pop(0) if description.get("header", True) else []
    places = {
        name: heading.index(column) if column in heading else int(column) - 1
        for name, column in description["columns"].items()}
    for row in rows:
        values = {name: row[place] for name, place in places.items()}
        yield values.get("id", values["path"]), values


# --- Embeddings ----------------------------------------------------------------------------------


class View:
    """One encoder's vectors of all items and of the two parts compared, as files and as numbers."""

    def __init__(self, encoder, dataset, limit, folder, columns, comparison):
        self.encoder = encoder
        self.file = folder / f"{encoder}.npy"
        arguments = [dataset, "--encoder", encoder, *limit, "-o", self.file, "--quiet"]
        subprocess.run([PROGRAM, "embed", *arguments], check=True, stdout=subprocess.DEVNULL)
        self.ids = self.file.with_suffix(".ids.txt").read_text().split("\n")[:-1]
        self.rows = np.load(self.file).astype(np.float64)
        self.facts = [columns[name] for name in self.ids]
        self.labels = np.array([fact.get("label", "") for fact in self.facts])
        self.has_labels = all(self.labels)
        self.parts, self.part_files = {}, {}
        if comparison:
            for name in (comparison["reference"], comparison["candidate"]):
                self.add_part(name, comparison["column"], folder)

    def add_part(self, name, column, folder):
        kept = [i for i, fact in enumerate(self.facts) if fact.get(column) == name]
        self.parts[name] = self.rows[kept]
        self.part_files[name] = folder / f"{self.encoder}.{name}.npy"
        np.save(self.part_files[name], self.rows[kept].astype(np.float32))

    def rows_of(self, part):
        return self.rows if part is None else self.parts[part]

    @functools.cache
    def unit(self, part=None):
        """Rows of length 1; rows of zeros are left out."""
        rows = self.rows_of(part)
        lengths = np.linalg.norm(rows, axis=1)
        return rows[lengths > 0] / lengths[lengths > 0, None]

    @functools.cache
    def principal(self, components):
        return PCA(components, svd_solver="full").fit(self.rows)

    @functools.cache
    def best_inertia(self, clusters, starts):
        return KMeans(clusters, n_init=starts, random_state=0).fit(self.rows).inertia_


def blocks(count):
    return [slice(start, min(start + BLOCK, count)) for start in range(0, count, BLOCK)]


def cosines(view, a, b):
    """Blocks of the cosines of a's rows with b's; of one part, each pair once and NaN elsewhere."""
    x, y = view.unit(a), view.unit(b)
    for block in blocks(len(x)):
        product = x[block] @ y.T
        if a == b:
            product = product[:, block.start:]
            product[np.tri(*product.shape, dtype=bool)] = np.nan
        yield product


# --- Checks: each holds a result of the run or of a command against a reference -----------------


def similarity(table, source, result, view):
    for distribution in result["distributions"]:
        name = distribution["name"].removeprefix("within ").removeprefix("between ")
        parts = name.split(" and ") if view.parts else [None]
        found = distribution["histogram"]
        prefix = f"{view.encoder}: {distribution['name']}: "
        expected = census(view, parts[0], parts[-1], len(found["counts"]))
        table.compare(source, prefix + "edges", found["edges"], expected["edges"], ROUNDING)
        moved = np.abs(np.cumsum(found["counts"]) - np.cumsum(expected["counts"])).sum()
        table.add(
            source, prefix + "pairs in another bin", np.asarray(moved), np.asarray(0), moved,
            expected["near"])
        count = expected["counts"].sum()
        table.compare(source, prefix + "pairs", sum(found["counts"]), count)
        table.compare(
            source, prefix + "mean cosine", found["mean"], expected["sum"] / count, ROUNDING)
        table.compare(
            source, prefix + "least, greatest cosine", [found["minimum"], found["maximum"]],
            expected["extremes"], ROUNDING)


def census(view, a, b, bins):
    counts, near, total, least, greatest = np.zeros(bins, int), 0, 0.0, 1.0, -1.0
    for block in cosines(view, a, b):
        values = np.clip(block[~np.isnan(block)], -1, 1)
        counts += np.histogram(values, bins, (-1, 1))[0]
        places = (values + 1) * (bins / 2)
        near += (np.abs(places - np.rint(places)) < NEAR_EDGE * bins / 2).sum()
        total += values.sum()
        least, greatest = values.min(initial=least), values.max(initial=greatest)
    edges = np.linspace(-1, 1, bins + 1)
    return {
        "edges": edges, "counts": counts, "near": near, "sum": total,
        "extremes": [least, greatest]}


def duplicates(table, source, result, view):
    pairs(table, source, f"{view.encoder}: duplicates", result, cosines(view, None, None))


def leakage(table, source, result, view):
    name = f"{view.encoder}: leakage"
    pairs(table, source, name, result, cosines(view, *view.parts))
    if not result["zero_vectors"]:
        found = [(block >= reached(result)).any(0) for block in cosines(view, *view.parts)]
        leaked = np.any(found, axis=0).sum()
        table.compare(source, f"{name}: leaked_items", result["leaked_items"], leaked)


def pairs(table, source, name, result, found):
    """The count, and the cosines of the most similar pairs, of those that have a cosine."""
    above = np.sort(np.concatenate([block[block >= reached(result)] for block in found]))[::-1]
    listed = [pair["cosine"] for pair in result["pairs"] if pair["cosine"] is not None]
    count = result["pair_count"] - (len(result["pairs"]) - len(listed))
    name = f"{name} ≥ {result['threshold']:g}"
    table.compare(source, f"{name}: pair_count", count, len(above))
    expected = np.minimum(1, above[:min(len(listed), LISTED)])
    if len(expected):
        table.compare(source, f"{name}: cosines", listed[:LISTED], expected, ROUNDING)


def reached(result):
    """Rows that are equal but for rounding are a pair at every threshold."""
    return min(result["threshold"], 1 - 1e-6)


def shift(table, source, result, view):
    if result["unit"] != "image" or not result["normalized"]:
        return
    name = f"{view.encoder}: shift: "
    x, y = (view.unit(part) for part in view.parts)
    table.compare(source, name + "n and m", [result["n"], result["m"]], [len(x), len(y)])
    width, tolerance = median_distance(view)
    table.compare(source, name + "bandwidth", result["bandwidth"], width, tolerance)
    unbiased, biased = discrepancy(view, result["bandwidth"])
    score = compute_diff(view)
    expected = {"mmd2_unbiased": unbiased, "mmd2_biased": biased, "compute_diff": score}
    for key, value in expected.items():
        table.compare(source, name + key, result[key], value, KERNEL, absolute=True)
    if len(x) + len(y) > MEASURED_ROWS:
        return
    expected = measures(view)
    for measure in result.get("measures", []):
        if (kind := measure["kind"]) in expected:
            value, tolerance = expected[kind]
            table.compare(
                source, name + kind, measure["estimate"], value, tolerance, absolute=True)
        if kind == "component_kolmogorov_smirnov":
            found = [row["p_value"] for row in measure["components"]]
            table.compare(
                source, name + "p of components", found, component_tests(view)[1], KERNEL,
                absolute=True)


@functools.cache
def measures(view):
    """Measures that nothing random enters, each with its absolute tolerance."""
    x, y = (view.unit(part) for part in view.parts)
    linear = unbiased(x @ x.T, y @ y.T, x @ y.T)
    energy = -unbiased(cdist(x, x), cdist(y, y), cdist(x, y))
    distance = frechet(x, y)
    shares = ball_shares(x, y, 5)
    return {
        "mmd2_linear": (linear, KERNEL), "energy_distance": (energy, 1e-9),
        "frechet_distance": (distance, ROOTS),
        "component_kolmogorov_smirnov": (component_tests(view)[0], KERNEL),
        **{name: (share, KERNEL) for name, share in shares.items()}}


def unbiased(xx, yy, xy):
    n, m = xy.shape
    return ((xx.sum() - np.trace(xx)) / (n * (n - 1)) + (yy.sum() - np.trace(yy)) / (m * (m - 1))
            - 2 * xy.mean())


def frechet(x, y):
    p, q = np.cov(x.T), np.cov(y.T)
    values, vectors = np.linalg.eigh(p)
    root = vectors * np.sqrt(np.maximum(0, values)) @ vectors.T
    shared = np.sqrt(np.maximum(0, np.linalg.eigvalsh(root @ q @ root))).sum()
    return ((x.mean(0) - y.mean(0)) ** 2).sum() + np.trace(p) + np.trace(q) - 2 * shared


def ball_shares(x, y, k):
    """Precision, recall, density and coverage, y held against x."""
    radius_x = np.sort(cdist(x, x), 1)[:, k, None]
    radius_y = np.sort(cdist(y, y), 1)[None, :, k]
    across = cdist(x, y)
    return {
        "precision": (across <= radius_x).any(0).mean(),
        "recall": (across <= radius_y).any(1).mean(),
        "density": (across <= radius_x).sum(0).mean() / k,
        "coverage": (across <= radius_x).any(1).mean()}


@functools.cache
def component_tests(view):
    """Statistic of the strongest component, and p of the first 32."""
    x, y = (view.unit(part) for part in view.parts)
    rows = np.vstack([x, y])
    scores = PCA(min(32, *rows.shape), svd_solver="full").fit_transform(rows)
    way = "exact" if len(x) * len(y) <= 10_000_000 else "asymp"
    tests = [ks_2samp(column[:len(x)], column[len(x):], method=way) for column in scores.T]
    strongest = min(tests, key=lambda test: (test.pvalue, -test.statistic))
    return strongest.statistic, [test.pvalue for test in tests]


@functools.cache
def median_distance(view):
    rows = np.vstack([view.unit(part) for part in view.parts])
    if len(rows) <= MEDIAN_ROWS:
        return np.median(pdist(rows)), ROUNDING
    drawn = np.random.default_rng(0).choice(len(rows), MEDIAN_ROWS, replace=False)
    return np.median(pdist(rows[drawn])), DRAWN_MEDIAN


def kernel_sum(a, b, width):
    total, squares = 0.0, (b * b).sum(1)
    for block in blocks(len(a)):
        distances = (a[block] ** 2).sum(1)[:, None] + squares - 2 * (a[block] @ b.T)
        total += np.exp(-np.maximum(0, distances) / (2 * width**2)).sum()
    return total


@functools.cache
def discrepancy(view, width):
    """Gretton et al., JMLR 13 (2012), equations 3 and 5; of a row with itself the kernel is 1."""
    x, y = (view.unit(part) for part in view.parts)
    n, m = len(x), len(y)
    xx, yy, xy = kernel_sum(x, x, width), kernel_sum(y, y, width), kernel_sum(x, y, width)
    unbiased = (xx - n) / (n * (n - 1)) + (yy - m) / (m * (m - 1)) - 2 * xy / (n * m)
    return unbiased, xx / n**2 + yy / m**2 - 2 * xy / (n * m)


@functools.cache
def compute_diff(view):
    """As the first version of the score was written: bandwidth 1, rows as they are."""
    x, y = view.parts.values()
    return (kernel_sum(x, x, 1) / len(x)**2 + kernel_sum(y, y, 1) / len(y)**2
            - 2 * kernel_sum(x, y, 1) / (len(x) * len(y)))


def clusters(table, source, result, view):
    name = f"{view.encoder}: clusters: "
    assigned = np.array(result["assignments"])
    members = [view.rows[assigned == cluster] for cluster in range(result["clusters"])]
    table.compare(source, name + "sizes", result["sizes"], [len(rows) for rows in members])
    inertia = sum(((rows - rows.mean(0)) ** 2).sum() for rows in members)
    # Centres are the means of one iteration earlier when a search ends by its tolerance. The
    # squared way they still had to go, once for each row, lies between; they rarely speed up, and
    # the tolerance bounds the way before.
    unsettled = 1e-4 * view.rows.var(0).mean() * len(view.rows) / inertia
    found = result["inertia"]
    table.compare(source, name + "inertia of the assignments", found, inertia, unsettled)
    best = view.best_inertia(result["clusters"], result["restarts"])
    table.bound(source, name + "inertia, at most scikit-learn's", found, best, SEARCH)
    if result["silhouette_items"] == len(view.rows):
        table.compare(
            source, name + "silhouette", result["silhouette"],
            silhouette_score(view.rows, assigned), ROUNDING)
    agreement = {
        "adjusted_rand_index": adjusted_rand_score,
        "normalized_mutual_information": normalized_mutual_info_score}
    for key, score in agreement.items() if view.has_labels else []:
        table.compare(source, name + key, result[key], score(view.labels, assigned), ROUNDING)


def projection(table, source, result, view):
    name = f"{view.encoder}: projection: "
    found = view.principal(len(result["singular_values"]))
    for key in ("explained_variance_ratio", "singular_values"):
        table.compare(source, name + key, result[key], getattr(found, key + "_"), ROUNDING)
    plane, rows = result["plane"], view.rows[result["plane"]["rows"]]
    expected = (rows - found.mean_) @ found.components_[:2].T
    scores = np.column_stack([plane["x"], plane["y"]])
    expected *= np.sign((scores * expected).sum(0))
    table.compare(
        source, name + "coordinates in the plane", scores.ravel(), expected.ravel(), COORDINATES)


def encoders(table, source, result, views):
    for score in result["encoders"]:
        view = views[score["name"]]
        if not view.has_labels:
            continue
        table.compare(
            source, f"{view.encoder}: {result['neighbors']}-NN accuracy", score["knn_accuracy"],
            vote_accuracy(view, result["neighbors"]), ROUNDING)
    for pair in result["pairs"]:
        biased, debiased = alignment(views[pair["a"]], views[pair["b"]])
        name = f"{pair['a']} and {pair['b']}: "
        table.compare(source, name + "cka_biased", pair["cka_biased"], biased, ROUNDING)
        table.compare(source, name + "cka_debiased", pair["cka_debiased"], debiased, ROUNDING)


@functools.cache
def vote_accuracy(view, k):
    """Leave one out; of equal votes the label whose voters are more similar in sum, then nearer."""
    unit, codes = view.unit(), np.unique(view.labels, return_inverse=True)[1]
    codes, right = codes[np.linalg.norm(view.rows, axis=1) > 0], 0
    for block in blocks(len(unit)):
        products = unit[block] @ unit.T
        products[np.arange(len(products)), np.arange(block.start, block.stop)] = -np.inf
        nearest = np.argsort(-products, axis=1, kind="stable")[:, :k]
        for row, neighbors in enumerate(nearest):
            ballots = {}
            for rank, neighbor in enumerate(neighbors):
                votes, summed, first = ballots.get(codes[neighbor], (0, 0.0, -rank))
                ballots[codes[neighbor]] = (votes + 1, summed + products[row, neighbor], first)
            right += max(ballots, key=ballots.get) == codes[block.start + row]
    return right / len(unit)


@functools.cache
def alignment(a, b):
    """Linear CKA, plain and with the unbiased estimator of Song et al., JMLR 13 (2012), eq. 5."""
    x, y = (view.rows - view.rows.mean(0) for view in (a, b))
    between, of_x, of_y = (np.array(overlap(*pair)) for pair in ((x, y), (x, x), (y, y)))
    return between / np.sqrt(of_x * of_y)


def overlap(x, y):
    """Both estimates of the HSIC of two Gram matrices made block by block, up to a factor."""
    n, biased, kept, total_k, total_l, across = len(x), 0.0, 0.0, 0.0, 0.0, 0.0
    for block in blocks(n):
        k, l = x[block] @ x.T, y[block] @ y.T
        biased += (k * l).sum()
        own = np.arange(len(k)), np.arange(block.start, block.stop)
        k[own], l[own] = 0, 0
        kept += (k * l).sum()
        total_k, total_l = total_k + k.sum(), total_l + l.sum()
        across += k.sum(1) @ l.sum(1)
    return biased, kept + total_k * total_l / ((n - 1) * (n - 2)) - 2 / (n - 2) * across


def neighbors(table, source, result, view):
    for query in result["queries"]:
        row = view.rows[view.ids.index(query["query"])]
        expected = np.sort(view.unit() @ (row / np.linalg.norm(row)))[::-1]
        found = [neighbor["cosine"] for neighbor in query["neighbors"]]
        table.compare(
            source, f"{view.encoder}: nearest to {query['query']}: cosines", found,
            np.minimum(1, expected[:len(found)]), ROUNDING)


# --- The same questions to the one-shot commands -------------------------------------------------


class Commands:
    def __init__(self, folder, views):
        self.folder, self.views = folder, views
        self.labels = folder / "labels.txt"
        self.labels.write_text("".join(f"{label}\n" for label in next(iter(views.values())).labels))

    def run(self, *arguments):
        out = self.folder / "result.json"
        subprocess.run(
            [PROGRAM, *map(str, arguments), "--quiet", "--json", out], check=True,
            stdout=subprocess.DEVNULL)
        return json.loads(out.read_text())

    def answer(self, kind, of, view):
        """What the command says to the question that `of` answers; nil where there is none."""
        if kind == "encoders":
            known = list(self.views.values())
            labels = ["--labels", self.labels] if known[0].has_labels else []
            files = [each.file for each in known]
            return self.run("encoders", *files, *labels, "-n", of["neighbors"])
        if kind == "duplicates":
            return self.run("duplicates", view.file, f"--threshold={of['threshold']}")
        if kind == "leakage":
            return self.run("leakage", *view.part_files.values(), f"--threshold={of['threshold']}")
        if kind == "shift":
            return self.run(
                "shift", *view.part_files.values(), "--permutations", 99, "--resamples", 99,
                "--seed", of["seed"])
        if kind == "clusters":
            labels = ["--labels", self.labels] if view.has_labels else []
            return self.run(
                "clusters", view.file, "-k", of["clusters"], "--restarts", of["restarts"],
                "--seed", of["seed"], *labels)
        if kind == "projection":
            return self.run("project", view.file, "--components", len(of["singular_values"]))
        if kind == "neighbors":
            query = of["queries"][0]
            count = len(query["neighbors"])
            return self.run("similar", query["query"], "--in", view.file, "-k", count)
        return None


CHECKS = {
    "similarity": similarity, "duplicates": duplicates, "leakage": leakage, "shift": shift,
    "clusters": clusters, "projection": projection, "neighbors": neighbors, "encoders": encoders}


def embed_limit(plan):
    """The options of `embed` that choose the images of a run."""
    (kind, value), = plan["limit"].items()
    if kind == "none":
        return []
    if kind == "each" and plan["seed"] == 0:
        return ["--limit", str(value["_0"])]
    sys.exit("the images of this run cannot be chosen again; run it with --set limit=none, or with "
             "--set limit=N --set seed=0")


def main(report, description=None):
    if not PROGRAM.exists():
        sys.exit(f"{PROGRAM} is not there; run make build")
    run = json.loads((pathlib.Path(report) / "run.json").read_text())
    plan, table = run["plan"], Table()
    # A plan lies in a folder of experiments/, whichever; its data set is relative to that.
    given = description or os.path.normpath(ROOT / "experiments/any" / plan["dataset"])
    description = pathlib.Path(given)
    limit, columns = embed_limit(plan), columns_of(description)
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        views = {
            name: View(name, description, limit, folder, columns, plan.get("comparison"))
            for name in plan["encoders"]}
        commands = Commands(folder, views)
        for view in views.values():
            count = run["dataset"]["images"]
            table.compare("run", f"{view.encoder}: images", count, len(view.rows))
        for result in run["results"]:
            (kind, value), = result.items()
            view = views if kind == "encoders" else views[value["encoder"]]
            CHECKS[kind](table, "run", value, view)
            if (answer := commands.answer(kind, value, view)) is not None:
                CHECKS[kind](table, "command", answer, view)
    table.print()
    right = len(table.rows) - table.wrong
    print(f"\n{right} of {len(table.rows)} quantities agree", file=sys.stderr)
    sys.exit(table.wrong > 0)


main(*sys.argv[1:])
