import Benchmark
import Embeddings
import Images

/// From pixels to what an encoder takes.
func resizing() {
  for (side, newSide) in [(300, 224), (28, 256)] {
    Benchmark("resize bicubic \(side) → \(newSide)", configuration: .picture) {
      benchmark in
      let photograph = Pictures.photograph(side: side)
      benchmark.startMeasurement()
      blackHole(photograph.resized(width: newSide, height: newSide, filter: .bicubic))
    }
  }
  for side in [28, 300] {
    Benchmark(
      "tensor of EfficientNet-Lite0 from \(side) × \(side)", configuration: .picture
    ) { benchmark in
      let photograph = Pictures.photograph(side: side)
      let preprocessing = Preprocessing(
        resize: .shortSide(256), filter: .bicubic, size: 224, mean: [127, 127, 127],
        deviation: [128, 128, 128])
      benchmark.startMeasurement()
      blackHole(preprocessing.tensor(of: photograph))
    }
  }
}
