import Benchmark

/// The paths that a user waits for, at sizes that finish in seconds.
let benchmarks: @Sendable () -> Void = {
  // A global variable of the benchmark library, set before anything else runs.
  unsafe Benchmark.defaultConfiguration = .init(
    metrics: [.wallClock, .cpuTotal, .peakMemoryResident], warmupIterations: 1,
    maxDuration: .seconds(5), maxIterations: 20)
  pairs()
  samples()
  structure()
  decoding()
  resizing()
  running()
}

extension Benchmark.Configuration {
  /// For paths of one thread that take less than the 10 ms in which CPU time is counted.
  static var picture: Self {
    .init(
      metrics: [.wallClock, .peakMemoryResident], warmupIterations: 1, maxDuration: .seconds(5),
      maxIterations: 200)
  }
}
