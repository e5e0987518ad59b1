"""What scikit-learn and umap-learn make of the same rows; written to map-references.json.

Made with scikit-learn 1.9.1, umap-learn 0.5.12 and NumPy 2.4.6: python make_map_references.py
"""

import json
from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits
from sklearn.manifold import TSNE, trustworthiness
from sklearn.manifold._t_sne import _joint_probabilities_nn
from sklearn.metrics import pairwise_distances
from sklearn.neighbors import NearestNeighbors
from umap import UMAP
from umap.umap_ import find_ab_params, fuzzy_simplicial_set

generator = np.random.default_rng(6)
centres = 3 * generator.standard_normal((3, 5))
rows = np.concatenate([centre + generator.standard_normal((20, 5)) for centre in centres])
rows[7] = rows[3]
plane = rows[:, :2] + 0.5 * generator.standard_normal((60, 2))


def links(matrix):
    matrix = matrix.tocoo()
    order = np.lexsort((matrix.col, matrix.row))
    return [[int(matrix.row[i]), int(matrix.col[i]), float(matrix.data[i])] for i in order]


def affinities(perplexity, neighbours):
    graph = NearestNeighbors(n_neighbors=neighbours).fit(rows).kneighbors_graph(mode="distance")
    graph.data **= 2
    return links(_joint_probabilities_nn(graph, perplexity, 0))


def fuzzy(metric, k):
    distances = pairwise_distances(rows, metric=metric)
    # umap-learn expects each row to be its own nearest.
    np.fill_diagonal(distances, -1)
    nearest = np.argsort(distances, axis=1, kind="stable")[:, :k]
    np.fill_diagonal(distances, 0)
    dists = np.take_along_axis(distances, nearest, axis=1)
    graph, _, _ = fuzzy_simplicial_set(
        rows, k, np.random.RandomState(0), metric, knn_indices=nearest.astype(np.int32),
        knn_dists=dists.astype(np.float32))
    return links(graph)


digits = load_digits().data[:600]
tsne = TSNE(init="pca", random_state=0).fit(digits)
umap_maps = [UMAP(init="pca", random_state=seed).fit_transform(digits) for seed in (0, 1, 2)]
result = {
    "rows": rows.tolist(),
    "plane": plane.tolist(),
    "affinities": affinities(5, 15),
    "fuzzy_euclidean": fuzzy("euclidean", 10),
    "fuzzy_cosine": fuzzy("cosine", 10),
    "curves": [
        {"least_distance": d, "a": float(a), "b": float(b)}
        for d in (0.0, 0.1, 0.5, 0.99) for a, b in [find_ab_params(1.0, d)]
    ],
    "trustworthiness": [
        {"k": k, "metric": metric, "value": float(
            trustworthiness(rows, plane, n_neighbors=k, metric=metric))}
        for k in (5, 12) for metric in ("euclidean", "cosine")
    ],
    "digits": {
        "divergence": float(tsne.kl_divergence_),
        "tsne_trustworthiness": float(trustworthiness(digits, tsne.embedding_, n_neighbors=10)),
        "umap_trustworthiness": [
            float(trustworthiness(digits, m, n_neighbors=10)) for m in umap_maps],
    },
}
Path(__file__).with_name("map-references.json").write_text(json.dumps(result) + "\n")
print(json.dumps(result["digits"]), result["curves"], result["trustworthiness"])
