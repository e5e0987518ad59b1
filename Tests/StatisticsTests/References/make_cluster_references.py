"""Makes cluster-references.json beside this file.

    python3 -m venv environment && environment/bin/pip install scikit-learn==1.9.1
    environment/bin/python make_cluster_references.py

Indices of clusters, agreement and HDBSCAN by scikit-learn, and HDBSCAN once more by plain loops that
follow the papers.

Where edges of the minimum spanning tree have equal weight, Campello, Moulavi and Sander (2013,
algorithm 1) remove them at once. scikit-learn removes them in the order of an unstable sort, so that
its labels of rows between two clusters depend on the order of rows, and on the processor. Beside the
labels by definition stands therefore what scikit-learn says in twenty orders of the rows: those rows on
whose label all twenty agree.
"""

import json
from pathlib import Path

import numpy as np
import sklearn
from sklearn.cluster import HDBSCAN, KMeans
from sklearn.datasets import load_digits, make_blobs, make_moons
from sklearn.metrics import (
    adjusted_rand_score,
    calinski_harabasz_score,
    completeness_score,
    davies_bouldin_score,
    homogeneity_score,
    normalized_mutual_info_score,
    pairwise_distances,
    silhouette_score,
)

HERE = Path(__file__).parent


def spanning_tree(rows, min_samples):
    """Prim on all pairs: edges (weight, a, b) by ascending weight."""
    n = len(rows)
    distances = pairwise_distances(rows)
    core = np.sort(distances, axis=1)[:, min_samples - 1]
    reach = np.maximum(np.maximum(distances, core[:, None]), core[None])
    nearest, source = np.full(n, np.inf), np.zeros(n, int)
    outside, node, edges = np.ones(n, bool), 0, []
    for _ in range(n - 1):
        outside[node] = False
        nearer = reach[node] < nearest
        nearest[nearer], source[nearer] = reach[node][nearer], node
        node = int(np.argmin(np.where(outside, nearest, np.inf)))
        edges.append((nearest[node], int(source[node]), node))
    return sorted(edges)


def level_tree(n, edges):
    """Children, size and distance of each join; all edges of one weight join at once."""
    root, node = list(range(n)), list(range(n))
    children, size, level = {}, {i: 1 for i in range(n)}, {}

    def find(i):
        while root[i] != i:
            i = root[i]
        return i

    start = 0
    while start < len(edges):
        end = start
        while end < len(edges) and edges[end][0] <= edges[start][0] * (1 + 1e-9):
            end += 1
        below = {}
        for _, a, b in edges[start:end]:
            a, b = find(a), find(b)
            joined = below.pop(a, [node[a]]) + below.pop(b, [node[b]])
            root[b] = a
            below[a] = joined
        for top, nodes in below.items():
            join = n + len(children)
            children[join], level[join] = nodes, edges[start][0]
            size[join] = sum(size[i] for i in nodes)
            node[top] = join
        start = end
    return children, size, level


def leaves_below(children, node):
    left, found = [node], []
    while left:
        i = left.pop()
        if i in children:
            left += children[i]
        else:
            found.append(i)
    return found


def condensed(n, tree, least):
    children, size, level = tree
    clusters = [{"birth": 0.0, "size": n, "leavers": [], "children": []}]
    left = [(n + len(children) - 1, 0)]
    while left:
        node, cluster = left.pop()
        scale = 1 / level[node] if level[node] > 0 else np.inf
        large = [i for i in children[node] if size[i] >= least]
        for i in children[node]:
            if i not in large:
                clusters[cluster]["leavers"] += [(p, scale) for p in leaves_below(children, i)]
        if len(large) == 1:
            left.append((large[0], cluster))
        if len(large) > 1:
            for i in large:
                clusters[cluster]["children"].append(len(clusters))
                left.append((i, len(clusters)))
                clusters.append({"birth": scale, "size": size[i], "leavers": [], "children": []})
    return clusters


def by_definition(rows, least, min_samples, selection):
    n = len(rows)
    clusters = condensed(n, level_tree(n, spanning_tree(rows, min_samples)), least)
    best, chosen = {}, {}
    for i in range(len(clusters) - 1, 0, -1):
        c = clusters[i]
        own = sum(s - c["birth"] for _, s in c["leavers"]) + sum(
            (clusters[k]["birth"] - c["birth"]) * clusters[k]["size"] for k in c["children"]
        )
        below = sum(best[k] for k in c["children"])
        best[i] = max(own, below)
        chosen[i] = own >= below if selection == "eom" else not c["children"]
    labels, probabilities = np.full(n, -1), np.zeros(n)

    def walk(i):
        if not chosen[i]:
            for k in clusters[i]["children"]:
                walk(k)
            return
        c = clusters[i]
        death = max([s for _, s in c["leavers"]] + [clusters[k]["birth"] for k in c["children"]])
        family, found = [i], []
        while family:
            k = family.pop()
            found += clusters[k]["leavers"]
            family += clusters[k]["children"]
        number = labels.max() + 1
        for row, scale in found:
            labels[row] = number
            probabilities[row] = 1 if np.isinf(scale) else min(1, scale / death)

    for k in clusters[0]["children"]:
        walk(k)
    return labels, probabilities


def by_size(labels):
    """Numbered by descending size, then by first member."""
    found = [i for i in set(labels.tolist()) if i >= 0]
    order = sorted(found, key=lambda i: (-int((labels == i).sum()), int(np.argmax(labels == i))))
    number = {old: new for new, old in enumerate(order)} | {-1: -1}
    return np.array([number[i] for i in labels.tolist()])


def by_scikit_learn(rows, least, min_samples, selection, orders=20):
    """Labels, −2 where they depend on the order of rows; and in the order as given."""
    generator = np.random.default_rng(0)
    found = []
    for index in range(orders):
        order = np.arange(len(rows)) if index == 0 else generator.permutation(len(rows))
        fit = HDBSCAN(
            min_cluster_size=least,
            min_samples=min_samples,
            cluster_selection_method=selection,
            copy=True,
        ).fit(rows[order])
        labels, probabilities = np.empty_like(fit.labels_), np.empty(len(rows))
        labels[order], probabilities[order] = fit.labels_, fit.probabilities_
        found.append((labels, probabilities))
    first = found[0][0]
    settled = np.ones(len(rows), bool)
    for labels, _ in found[1:]:
        # Numbers differ between orders; a cluster is the one that shares most of its rows.
        for i in set(labels.tolist()):
            own = labels == i
            match = -1 if i < 0 else int(np.bincount(first[own] + 1).argmax()) - 1
            settled &= ~(own & (first != match))
    return np.where(settled, first, -2), found[0]


def density(rows, least, min_samples, selection):
    labels, probabilities = by_definition(rows, least, min_samples, selection)
    settled, (own, strengths) = by_scikit_learn(rows, least, min_samples, selection)
    same = settled == -2
    for i in set(settled.tolist()) - {-2}:
        chosen = settled == i
        match = -1 if i < 0 else int(np.bincount(labels[chosen] + 1).argmax()) - 1
        same |= chosen & (labels == match)
    print(
        least, min_samples, selection, labels.max() + 1, "clusters,", int((labels < 0).sum()),
        "noise;", int((settled == -2).sum()), "unsettled;", int((~same).sum()), "differ;",
        "ARI", adjusted_rand_score(labels, own),
    )
    return {
        "min_cluster_size": least,
        "min_samples": min_samples,
        "selection": selection,
        "labels": by_size(labels).tolist(),
        "probabilities": [round(p, 12) for p in probabilities.tolist()][:60],
        "settled": settled.tolist(),
        "agrees": bool(same.all()),
    }


def quality(rows, labels):
    return {
        "silhouette": silhouette_score(rows, labels),
        "calinski_harabasz": calinski_harabasz_score(rows, labels),
        "davies_bouldin": davies_bouldin_score(rows, labels),
    }


digits = load_digits()
start = KMeans(10, init=digits.data[:10], n_init=1, algorithm="lloyd").fit(digits.data)
generator = np.random.default_rng(7)
a = generator.integers(0, 4, 60)
b = np.where(generator.random(60) < 0.6, a, generator.integers(0, 3, 60))
blobs = make_blobs(
    240, centers=5, n_features=3, cluster_std=[0.5, 0.8, 1.2, 0.6, 1.0], random_state=3
)[0].round(6)
moons = np.vstack(
    [make_moons(160, noise=0.08, random_state=1)[0], generator.uniform(-2, 3, (40, 2))]
).round(6)
settings = [
    (least, samples, selection)
    for selection in ("eom", "leaf")
    for least, samples in ((5, 5), (10, 10), (20, 5), (10, 1))
]
references = {
    "versions": {"scikit-learn": sklearn.__version__, "numpy": np.__version__},
    "digits": {
        "inertia": start.inertia_,
        "of_clusters": quality(digits.data, start.labels_),
        "of_labels": quality(digits.data, digits.target),
        "homogeneity": homogeneity_score(digits.target, start.labels_),
        "completeness": completeness_score(digits.target, start.labels_),
        "density": [density(digits.data, *s) for s in ((10, 1, "eom"), (10, 10, "eom"), (25, 25, "leaf"))],
    },
    "agreement": {
        "clusters": a.tolist(),
        "classes": b.tolist(),
        "adjusted_rand_index": adjusted_rand_score(b, a),
        "normalized_mutual_information": normalized_mutual_info_score(b, a),
        "homogeneity": homogeneity_score(b, a),
        "completeness": completeness_score(b, a),
    },
    "sets": [
        {"name": name, "rows": rows.tolist(), "density": [density(rows, *s) for s in settings]}
        for name, rows in (("blobs", blobs), ("moons", moons))
    ],
}
(HERE / "cluster-references.json").write_text(json.dumps(references) + "\n")
