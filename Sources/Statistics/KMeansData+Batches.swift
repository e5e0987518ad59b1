import LinearAlgebra

extension KMeansData {
  /// Mini-batch k-means: every batch moves each center to the mean of all rows that batches have
  /// brought it. At the end all rows go to the nearest center.
  ///
  /// Ends when the smoothed mean squared distance within batches has not fallen for ten of them, or
  /// at the limit of iterations. Seeds come from a sample of three batches, or of twenty rows a cluster.
  func searchByBatches(of size: Int, seed: UInt64, restart: Int) -> KMeansSearch {
    var generator = SeededGenerator(seed: seed, stream: "k-means batches", index: restart)
    let sample = generator.choose(
      min(rows.count, max(20 * settings.clusters, 3 * size)), of: rows.count)
    var centers = projected(
      points.choosing(sample).seeds(settings.clusters, seed: seed, restart: restart))
    var sizes = [Double](repeating: 0, count: settings.clusters)
    var watch = BatchWatch(share: min(1, 2 * Double(size) / Double(rows.count + 1)))
    while watch.batches < settings.iterationLimit, !watch.isSettled {
      let batch = points.choosing(generator.choose(size, of: rows.count))
      let nearest = batch.nearest(to: centers)
      watch.note(nearest.reaches.reduce(0) { $0 + $1 * $1 } / Double(size))
      centers = projected(moved(centers, to: batch, nearest.centers, &sizes))
    }
    let nearest = points.nearest(to: centers)
    return KMeansSearch(
      centers: centers, nearest: nearest,
      inertia: points.squaredDistances(to: nearest.centers, of: centers).reduce(0, +),
      sums: KMeansSums(clusters: settings.clusters, dimension: rows.mean.count),
      iterations: watch.batches, converged: watch.isSettled, batch: size)
  }

  /// - Parameter sizes: rows that each center has been brought so far.
  private func moved(
    _ centers: Matrix<Double>, to batch: SketchedRows, _ members: [Int], _ sizes: inout [Double]
  ) -> Matrix<Double> {
    let dimension = centers.columns
    var sums = [Double](repeating: 0, count: centers.elements.count)
    for cluster in sizes.indices {
      for column in 0..<dimension {
        sums[cluster * dimension + column] = centers[cluster, column] * sizes[cluster]
      }
    }
    for (place, cluster) in members.enumerated() {
      rows.add(batch.row(at: place), times: 1, to: &sums, from: cluster * dimension)
      sizes[cluster] += 1
    }
    for cluster in sizes.indices {
      for place in (cluster * dimension)..<((cluster + 1) * dimension) {
        sums[place] = sizes[cluster] > 0 ? sums[place] / sizes[cluster] : centers.elements[place]
      }
    }
    return Matrix(rows: centers.rows, columns: dimension, elements: sums)
  }
}

/// Whether batches still bring their rows nearer to the centers.
private struct BatchWatch {
  /// Weight of the latest batch in the smoothed mean.
  let share: Double
  private(set) var batches = 0
  private var smoothed = Double.infinity
  private var least = Double.infinity
  private var withoutFall = 0

  /// Batches without a fall after which the search ends.
  private static let patience = 10

  init(share: Double) { self.share = share }

  var isSettled: Bool { withoutFall >= Self.patience }

  mutating func note(_ mean: Double) {
    batches += 1
    smoothed = smoothed.isFinite ? smoothed + share * (mean - smoothed) : mean
    withoutFall = smoothed < least ? 0 : withoutFall + 1
    least = min(least, smoothed)
  }
}
