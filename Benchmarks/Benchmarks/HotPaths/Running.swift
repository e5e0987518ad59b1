import Benchmark
import Foundation
import Inference

/// One picture through the model that scripts/setup fetches, on one thread. The comparison with
/// Python prints what the library itself takes.
func running() {
  let fetched = URL(filePath: #filePath).appending(path: "../../../../.semblance")
    .standardizedFileURL
  for kind in RuntimeKind.allCases {
    Benchmark("run EfficientNet-Lite0, \(kind.rawValue)", configuration: .picture) { benchmark in
      let shape = [1, 3, 224, 224]
      var session = try InferenceSession(
        model: fetched.appending(path: "models/efficientnet-lite0/efficientnet-lite0.onnx"),
        runtime: InferenceRuntime.find(kind, in: [fetched.appending(path: "runtime")]),
        threads: 1, inputShape: shape, output: "embedding")
      let picture = Tensor(
        shape: shape, values: (0..<(3 * 224 * 224)).map { Float($0 * 7919 % 256 - 128) / 128 })
      _ = try session.run(picture)
      benchmark.startMeasurement()
      blackHole(try session.run(picture))
    }
  }
}
