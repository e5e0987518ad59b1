import Benchmark
import LinearAlgebra
import Statistics

/// Whether two samples differ.
func samples() {
  for count in [100, 500] {
    Benchmark("shiftTest \(count) + \(count) × 128, 999 permutations and resamples") { benchmark in
      let (x, y) = twoSamples(of: count, dimension: 128)
      benchmark.startMeasurement()
      blackHole(try shiftTest(x, y, settings: ShiftSettings(seed: 1)))
    }
  }
  Benchmark("computeDiff 2000 + 2000 × 128") { benchmark in
    let (x, y) = twoSamples(of: 2_000, dimension: 128)
    benchmark.startMeasurement()
    blackHole(computeDiff(x, y))
  }
}

private func twoSamples(of count: Int, dimension: Int) -> (Matrix<Double>, Matrix<Double>) {
  (
    Rows.clustered(count, dimension: dimension).converted(),
    Rows.clustered(count, dimension: dimension, stream: "other").converted()
  )
}
