import Inference
import Testing

/// Numbers of the embedding lie between 0 and 6, logits between -5 and 15. ONNX Runtime equals the
/// reference to the bit on the machine that made it; other processors and OpenVINO add products in
/// another order, which moves numbers by about 1e-5.
private let tolerance: Float = 1e-4

@Suite(.enabled(if: Fetched.hasEfficientNet, Fetched.remedy))
struct EfficientNetTests {
  @Test(arguments: RuntimeKind.allCases)
  func outputsEqualThoseOfPythonsRuntime(kind: RuntimeKind) throws {
    let expected = try ReferenceOutputs.read("efficientnet-lite0.json")
    let runtime = try InferenceRuntime.find(kind, in: Fetched.runtimes)
    var session = try InferenceSession(model: Fetched.efficientNet, runtime: runtime, threads: 1)
    let image = Tensor.pattern([1, 3, 224, 224])
    let embedding = try session.run(image, output: "embedding")
    let logits = try session.run(image, output: "logits")
    #expect(embedding.shape == [1, 1280])
    #expect(logits.shape == [1, 1000])
    for (found, expected) in [(embedding, expected.embedding), (logits, expected.logits)] {
      let reference = expected.flatMap(\.self)
      let difference = largestDifference(Array(found.values.prefix(reference.count)), reference)
      #expect(difference < tolerance)
    }
  }
}
