import Benchmark
import Images
import LinearAlgebra
import Statistics

/// The paths that a user waits for, at sizes that finish in seconds.
let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .init(
    metrics: [.wallClock, .cpuTotal, .peakMemoryResident], warmupIterations: 1,
    maxDuration: .seconds(5), maxIterations: 20)
  statistics()
  images()
}

private func statistics() {
  Benchmark("similarPairs within 10,000 × 512") { benchmark in
    let rows = UnitRows(Rows.clustered(10_000, dimension: 512))
    benchmark.startMeasurement()
    blackHole(similarPairs(within: rows, threshold: 0.98))
  }
  Benchmark("nearestRows k = 10, 1,000 in 10,000 × 512") { benchmark in
    let rows = UnitRows(Rows.clustered(10_000, dimension: 512))
    let queries = UnitRows(Rows.clustered(1_000, dimension: 512, stream: "queries"))
    benchmark.startMeasurement()
    blackHole(nearestRows(of: queries, in: rows, count: 10))
  }
  Benchmark("shiftTest 500 + 500 × 128, 999 + 999") { benchmark in
    let x: Matrix<Double> = Rows.clustered(500, dimension: 128).converted()
    let y: Matrix<Double> = Rows.clustered(500, dimension: 128, stream: "other").converted()
    benchmark.startMeasurement()
    blackHole(try shiftTest(x, y, settings: ShiftSettings(seed: 1)))
  }
  Benchmark("kMeans k = 20, one start, 10,000 × 128") { benchmark in
    let rows = Rows.clustered(10_000, dimension: 128)
    benchmark.startMeasurement()
    blackHole(try kMeans(rows, settings: KMeansSettings(clusters: 20, restarts: 1), seed: 1))
  }
  Benchmark("PrincipalComponents 20 of 10,000 × 512") { benchmark in
    let rows = Rows.clustered(10_000, dimension: 512)
    benchmark.startMeasurement()
    blackHole(try PrincipalComponents(of: rows, count: 20))
  }
  Benchmark("linearCKA 10,000 × 512 and × 256") { benchmark in
    let x = Rows.clustered(10_000, dimension: 512)
    let y = Rows.clustered(10_000, dimension: 256, stream: "other")
    benchmark.startMeasurement()
    blackHole(try linearCKA(x, y))
  }
}

private func images() {
  let photo = Image(
    width: 300, height: 300, channels: 3,
    samples: (0..<270_000).map { UInt8(truncatingIfNeeded: $0 * 31 / 7 + $0 / 900) })
  let small = Image(
    width: 28, height: 28, channels: 3, samples: (0..<2_352).map { UInt8($0 * 5 % 256) })

  Benchmark("decode PNG 300 × 300 RGB") { benchmark in
    let bytes = try photo.encodedPNG()
    benchmark.startMeasurement()
    blackHole(try decodeImage(bytes))
  }
  Benchmark("resize bicubic 300 → 256") { benchmark in
    blackHole(photo.resized(width: 256, height: 256, filter: .bicubic))
  }
  Benchmark("resize bicubic 28 → 256") { benchmark in
    blackHole(small.resized(width: 256, height: 256, filter: .bicubic))
  }
  Benchmark("digest of 300 × 300 RGB") { benchmark in
    blackHole(photo.digest)
  }
}
