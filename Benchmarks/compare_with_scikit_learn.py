"""The rows, the peers and the comparison; started by compare-with-scikit-learn."""
import json
import os
import pathlib
import statistics
import subprocess
import sys
import time

import numpy

TURNS = 5
K, ITERATIONS, COMPONENTS, VIEWS = 100, 20, 50, 10


def unit(rows):
    return rows / numpy.linalg.norm(rows, axis=1, keepdims=True)


def clustered(random, count, columns, centers, shares):
    """Unit rows: a common mean, centres, and noise whose variances fall as 1/j; and their centres."""
    variances = 1 / numpy.arange(1.0, columns + 1)
    spread = numpy.sqrt(variances / variances.sum())
    axes = numpy.linalg.qr(random.standard_normal((columns, columns)))[0].T
    mean = unit(random.standard_normal((1, columns)))
    places = unit((random.standard_normal((centers, columns)) * spread) @ axes)
    labels = random.integers(0, centers, count)
    noise = (random.standard_normal((count, columns)) * spread) @ axes
    common, between, within = [share ** 0.5 for share in shares]
    rows = unit(common * mean + between * places[labels] + within * noise)
    return rows.astype(numpy.float32), labels.astype(numpy.int32)


def write(place):
    random = numpy.random.default_rng(1)
    rows, _ = clustered(random, 50_000, 512, 50, (0.25, 0.35, 0.40))
    rows.tofile(place / "rows.f32")
    rows[random.choice(len(rows), K, replace=False)].tofile(place / "start.f32")
    few, labels = clustered(random, 20_000, 512, 10, (0.25, 0.05, 0.70))
    few.tofile(place / "view0.f32")
    labels.tofile(place / "labels.i32")
    for index in range(1, VIEWS):
        mixing = random.standard_normal((512, 512)) / 22
        noise = random.standard_normal(few.shape) * 0.02 * index
        (few @ mixing + noise).astype(numpy.float32).tofile(place / f"view{index}.f32")


def matrix(file):
    return numpy.fromfile(file, numpy.float32).reshape(-1, 512)


def labels_of(file):
    return numpy.fromfile(file, numpy.int32)


def inertia(rows, centers):
    total = 0.0
    for start in range(0, len(rows), 5_000):
        block = rows[start:start + 5_000].astype(numpy.float64)
        squares = (block * block).sum(1)[:, None] + (centers * centers).sum(1) - 2 * block @ centers.T
        total += squares.min(1).sum()
    return float(total)


def kmeans_sklearn(place):
    from sklearn.cluster import KMeans
    rows, start = matrix(place / "rows.f32"), matrix(place / "start.f32")
    model = KMeans(K, init=start, n_init=1, max_iter=ITERATIONS, tol=0, algorithm="lloyd")
    clock = time.perf_counter()
    model.fit(rows)
    seconds = time.perf_counter() - clock
    return seconds, inertia(rows, model.cluster_centers_.astype(numpy.float64))


def kmeans_faiss(place):
    import faiss
    faiss.omp_set_num_threads(os.cpu_count())
    rows, start = matrix(place / "rows.f32"), matrix(place / "start.f32")
    model = faiss.Kmeans(
        512, K, niter=ITERATIONS, max_points_per_centroid=10 ** 9, min_points_per_centroid=1, seed=1)
    clock = time.perf_counter()
    model.train(rows, init_centroids=start)
    seconds = time.perf_counter() - clock
    return seconds, inertia(rows, model.centroids.astype(numpy.float64))


def pca_sklearn(place, precision=numpy.float32):
    from sklearn.decomposition import PCA
    rows = matrix(place / "rows.f32").astype(precision)
    clock = time.perf_counter()
    model = PCA(COMPONENTS, svd_solver="covariance_eigh")
    model.fit_transform(rows)
    return time.perf_counter() - clock, float(model.explained_variance_ratio_.sum())


def pca_sklearn_doubles(place):
    return pca_sklearn(place, numpy.float64)


def silhouette_sklearn(place):
    from sklearn.metrics import silhouette_score
    rows, labels = matrix(place / "view0.f32"), labels_of(place / "labels.i32")
    clock = time.perf_counter()
    found = silhouette_score(rows, labels)
    return time.perf_counter() - clock, float(found)


def cka_numpy(place):
    """Debiased linear CKA of every pair in float32; each representation's own products once."""
    views = [matrix(place / f"view{index}.f32") for index in range(VIEWS)]
    clock = time.perf_counter()
    views = [view - view.mean(0) for view in views]
    norms = [(view * view).sum(1).astype(numpy.float64) for view in views]
    n = len(views[0])

    def independence(i, j):
        diagonal = norms[i] @ norms[j]
        biased = float(numpy.linalg.norm(views[i].T @ views[j])) ** 2
        traces = norms[i].sum() * norms[j].sum()
        return biased - diagonal + traces / ((n - 1) * (n - 2)) - 2 * diagonal / (n - 2)

    own = [independence(i, i) for i in range(VIEWS)]
    found = [
        independence(i, j) / (own[i] * own[j]) ** 0.5
        for i in range(VIEWS) for j in range(i + 1, VIEWS)]
    return time.perf_counter() - clock, float(sum(found))


def cka_numpy_by_pairs(place):
    """The same, pair by pair, as one writes it for two representations."""
    views = [matrix(place / f"view{index}.f32") for index in range(VIEWS)]
    n = len(views[0])
    clock = time.perf_counter()

    def independence(x, y):
        p, q = (x * x).sum(1).astype(numpy.float64), (y * y).sum(1).astype(numpy.float64)
        biased = float(numpy.linalg.norm(x.T @ y)) ** 2
        return biased - p @ q + p.sum() * q.sum() / ((n - 1) * (n - 2)) - 2 * (p @ q) / (n - 2)

    def alignment(x, y):
        x, y = x - x.mean(0), y - y.mean(0)
        return independence(x, y) / (independence(x, x) * independence(y, y)) ** 0.5

    found = [alignment(views[i], views[j]) for i in range(VIEWS) for j in range(i + 1, VIEWS)]
    return time.perf_counter() - clock, float(sum(found))


def probe_sklearn(place):
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler
    rows, labels = matrix(place / "view0.f32"), labels_of(place / "labels.i32")
    clock = time.perf_counter()
    # In single precision, or at the usual tolerance, it ends far above the minimum.
    scaled = StandardScaler().fit_transform(rows.astype(numpy.float64))
    model = LogisticRegression(C=1.0, max_iter=10_000, tol=1e-6).fit(scaled, labels)
    seconds = time.perf_counter() - clock
    return seconds, objective(rows, labels, model.coef_, model.intercept_)


def objective(rows, labels, weights, intercepts):
    """Σ −log p + ‖W‖²/2 of standardised columns, in double precision."""
    rows = rows.astype(numpy.float64)
    scores = (rows - rows.mean(0)) / rows.std(0) @ numpy.asarray(weights, float).T + intercepts
    scores -= scores.max(1, keepdims=True)
    losses = numpy.log(numpy.exp(scores).sum(1)) - scores[numpy.arange(len(rows)), labels]
    return float(losses.sum() + 0.5 * (numpy.asarray(weights, float) ** 2).sum())


# By name: semblance's arguments and result, the peers, and how far results may differ.
COMPARISONS = {
    "kmeans": (
        lambda place: ["kmeans", 512, ITERATIONS, place / "rows.f32", place / "start.f32"],
        "inertia", {"scikit-learn Lloyd": kmeans_sklearn, "FAISS": kmeans_faiss}, 1e-6),
    "pca": (
        lambda place: ["pca", 512, COMPONENTS, place / "rows.f32"],
        "ratio", {
            "scikit-learn covariance_eigh, float32": pca_sklearn,
            "scikit-learn covariance_eigh, float64": pca_sklearn_doubles}, 1e-5),
    "silhouette": (
        lambda place: ["silhouette", 512, place / "view0.f32", place / "labels.i32"],
        "silhouette", {"scikit-learn": silhouette_sklearn}, 1e-4),
    "cka": (
        lambda place: ["cka", 512] + [place / f"view{index}.f32" for index in range(VIEWS)],
        "debiased", {
            "NumPy float32, own products once": cka_numpy,
            "NumPy float32, pair by pair": cka_numpy_by_pairs}, 1e-4),
    "probe": (
        lambda place: ["probe", 512, place / "view0.f32", place / "labels.i32"],
        "objective", {"scikit-learn lbfgs": probe_sklearn}, 1e-6),
}


def turn(command):
    output = subprocess.run(
        [str(word) for word in command], stdout=subprocess.PIPE, check=True).stdout
    return json.loads(output)


def compare(name, place, program):
    arguments, result, peers, tolerance = COMPARISONS[name]
    found = {"semblance": []} | {peer: [] for peer in peers}
    for _ in range(TURNS):
        found["semblance"].append(turn([program, *arguments(place)]))
        for peer in peers:
            found[peer].append(turn([sys.executable, __file__, "peer", name, peer, place]))
    ours = found["semblance"]
    close = True
    for peer in peers:
        theirs = found[peer]
        (a, b) = (ours[-1][result], theirs[-1]["result"])
        close = close and abs(a - b) <= tolerance * max(1e-3, abs(b))
        seconds = [statistics.median(one["seconds"] for one in side) for side in (ours, theirs)]
        ratio = statistics.median(y["seconds"] / x["seconds"] for x, y in zip(ours, theirs))
        print(
            f"| {name} | {peer} | {a:.9g} | {b:.9g} | {seconds[0]:.3f} | {seconds[1]:.3f} "
            f"| {ratio:.2f} |")
    return close


def main():
    if sys.argv[1] == "peer":
        name, peer, place = sys.argv[2], sys.argv[3], pathlib.Path(sys.argv[4])
        seconds, result = COMPARISONS[name][2][peer](place)
        return print(json.dumps({"seconds": seconds, "result": result}))
    place, program = pathlib.Path(sys.argv[1]), sys.argv[2]
    try:
        import faiss  # noqa: F401
    except ImportError:
        del COMPARISONS["kmeans"][2]["FAISS"]
    write(place)
    print("load before:", *os.getloadavg())
    print("| what | peer | semblance | peer's | semblance s | peer s | ratio |")
    print("|:--|:--|--:|--:|--:|--:|--:|")
    close = [compare(name, place, program) for name in sys.argv[3:] or COMPARISONS]
    print("load after:", *os.getloadavg())
    sys.exit(0 if all(close) else 1)


if __name__ == "__main__":
    main()
