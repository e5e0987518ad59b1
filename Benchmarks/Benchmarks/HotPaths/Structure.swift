import Benchmark
import Statistics

/// How a collection is built, and how alike two views of it are.
func structure() {
  for count in [1_000, 10_000] {
    Benchmark("kMeans k = 20, one start, \(count) × 128") { benchmark in
      let rows = Rows.clustered(count, dimension: 128)
      benchmark.startMeasurement()
      blackHole(try kMeans(rows, settings: KMeansSettings(clusters: 20, restarts: 1), seed: 1))
    }
  }
  for (count, dimension) in [(200, 1_280), (10_000, 512)] {
    Benchmark("PrincipalComponents 20 of \(count) × \(dimension)") { benchmark in
      let rows = Rows.clustered(count, dimension: dimension)
      benchmark.startMeasurement()
      blackHole(try PrincipalComponents(of: rows, count: 20))
    }
  }
  for count in [500, 10_000] {
    Benchmark("linearCKA \(count) × 512 and × 256") { benchmark in
      let x = Rows.clustered(count, dimension: 512)
      let y = Rows.clustered(count, dimension: 256, stream: "other")
      benchmark.startMeasurement()
      blackHole(try linearCKA(x, y))
    }
  }
}
