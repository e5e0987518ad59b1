import Benchmark
import Images

/// From the bytes of a file to pixels and their digest.
func decoding() {
  for side in [28, 300] {
    Benchmark("decode PNG \(side) × \(side)", configuration: .picture) { benchmark in
      let bytes = try Pictures.photograph(side: side).encodedPNG()
      benchmark.startMeasurement()
      blackHole(try decodeImage(bytes))
    }
    Benchmark("decode JPEG \(side) × \(side)", configuration: .picture) { benchmark in
      let bytes = try Pictures.jpeg(Pictures.photograph(side: side))
      benchmark.startMeasurement()
      blackHole(try decodeImage(bytes))
    }
  }
  Benchmark("digest 300 × 300", configuration: .picture) { benchmark in
    let photograph = Pictures.photograph(side: 300)
    benchmark.startMeasurement()
    blackHole(photograph.digest)
  }
}
