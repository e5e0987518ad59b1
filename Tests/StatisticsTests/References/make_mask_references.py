"""Makes mask-references.json with NumPy, SciPy and scikit-image.

usage: python make_mask_references.py

The guided filter is written out after He, Sun and Tang (2013), with means over the part of a square
that lies in the picture. Two means are found by trying every split.
"""
import json
import pathlib

import numpy
import scipy
import skimage
from scipy import ndimage, stats
from skimage import filters, metrics

HERE = pathlib.Path(__file__).parent


def bumps(rows, columns, seed):
    """A few round hills and noise, in single precision."""
    random = numpy.random.default_rng(seed)
    y, x = numpy.mgrid[:rows, :columns]
    field = random.normal(0, 0.05, (rows, columns))
    for _ in range(3):
        cy, cx, size = random.uniform(0, rows), random.uniform(0, columns), random.uniform(2, 4)
        field += numpy.exp(-((y - cy) ** 2 + (x - cx) ** 2) / (2 * size**2))
    return field.astype(numpy.float32)


def box_mean(values, radius):
    rows, columns = values.shape
    return numpy.array([
        [values[max(0, r - radius):r + radius + 1, max(0, c - radius):c + radius + 1].mean()
         for c in range(columns)] for r in range(rows)])


def guided(guide, values, radius, smoothness):
    guide, values = guide.astype(float), values.astype(float)
    mean = lambda x: box_mean(x, radius)
    slope = (mean(guide * values) - mean(guide) * mean(values)) / (
        mean(guide * guide) - mean(guide) ** 2 + smoothness)
    offset = mean(values) - slope * mean(guide)
    return mean(slope) * guide + mean(offset)


def two_means(values):
    ordered = numpy.sort(values.ravel().astype(float))
    best = min(
        range(1, ordered.size),
        key=lambda n: ordered[:n].var() * n + ordered[n:].var() * (ordered.size - n))
    return (ordered[:best].mean() + ordered[best:].mean()) / 2


def components(mask, structure):
    labels, count = ndimage.label(mask, structure)
    found = []
    for number, (down, across) in enumerate(ndimage.find_objects(labels), 1):
        cy, cx = ndimage.center_of_mass(mask, labels, number)
        found.append({
            "area": int((labels == number).sum()), "x": across.start, "y": down.start,
            "width": across.stop - across.start, "height": down.stop - down.start,
            "centroid": [float(cx), float(cy)]})
    return found


def case(rows, columns, seed):
    map_, other = bumps(rows, columns, seed), bumps(rows, columns, seed + 100)
    scaled = [(x - x.min()) / (x.max() - x.min()) for x in map_.astype(float)[None]][0]
    other_scaled = [(x - x.min()) / (x.max() - x.min()) for x in other.astype(float)[None]][0]
    guide = scaled.astype(numpy.float32)
    mask = map_ > numpy.quantile(map_, 0.6)
    similarity = None
    if min(rows, columns) >= 7:
        similarity = float(metrics.structural_similarity(scaled, other_scaled, data_range=1.0))
    return {
        "rows": rows, "columns": columns,
        "map": map_.ravel().tolist(), "other": other.ravel().tolist(),
        "guide": guide.ravel().tolist(),
        "mask": mask.ravel().tolist(),
        "smoothed": ndimage.gaussian_filter(map_.astype(float), 1.7).ravel().tolist(),
        "otsu": float(filters.threshold_otsu(map_.astype(float))),
        "twoMeans": float(two_means(map_)),
        "guided": guided(guide, other, 2, 0.01).ravel().tolist(),
        "rankCorrelation": float(stats.spearmanr(map_.ravel(), other.ravel()).statistic),
        "rankCorrelationTies": float(
            stats.spearmanr(mask.ravel(), other.ravel().round(1)).statistic),
        "rounded": other.round(1).ravel().tolist(),
        "structuralSimilarity": similarity,
        "four": components(mask, ndimage.generate_binary_structure(2, 1)),
        "eight": components(mask, ndimage.generate_binary_structure(2, 2)),
    }


def main():
    cases = [case(9, 13, 1), case(16, 7, 2), case(5, 20, 3), case(24, 24, 4)]
    references = {
        "versions": f"numpy {numpy.__version__}, scipy {scipy.__version__}, "
        f"scikit-image {skimage.__version__}",
        "cases": cases,
    }
    (HERE / "mask-references.json").write_text(json.dumps(references) + "\n")


main()
