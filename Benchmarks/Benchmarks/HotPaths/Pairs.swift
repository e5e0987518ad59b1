import Benchmark
import Statistics

/// Which rows are alike.
func pairs() {
  // Rows of one cluster have cosines about 0.74: at 0.98 there is no pair, at 0.75 every fifth of
  // one cluster is one.
  for (count, threshold) in [(2_000, 0.75), (10_000, 0.75), (10_000, 0.98)] {
    Benchmark("similarPairs within \(count) × 512, cosine ≥ \(threshold)") { benchmark in
      let rows = UnitRows(Rows.clustered(count, dimension: 512))
      benchmark.startMeasurement()
      blackHole(similarPairs(within: rows, threshold: threshold))
    }
  }
  for count in [100, 1_000] {
    Benchmark("nearestRows k = 10, \(count) in 10000 × 512") { benchmark in
      let rows = UnitRows(Rows.clustered(10_000, dimension: 512))
      let queries = UnitRows(Rows.clustered(count, dimension: 512, stream: "queries"))
      benchmark.startMeasurement()
      blackHole(nearestRows(of: queries, in: rows, count: 10))
    }
  }
  Benchmark("cosineHistogram within 5000 × 512") { benchmark in
    let rows = UnitRows(Rows.clustered(5_000, dimension: 512))
    benchmark.startMeasurement()
    blackHole(cosineHistogram(within: rows))
  }
}
