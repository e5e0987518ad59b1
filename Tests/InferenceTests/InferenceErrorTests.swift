import Foundation
import Inference
import Testing

@Suite(.enabled(if: Fetched.hasRuntimes, Fetched.remedy))
struct InferenceErrorTests {
  private func failure(of body: () throws(InferenceError) -> Void) -> InferenceError? {
    do throws(InferenceError) {
      try body()
      return nil
    } catch {
      return error
    }
  }

  private func failureOfOpening(_ model: URL, _ kind: RuntimeKind) throws -> InferenceError? {
    let runtime = try InferenceRuntime.find(kind, in: Fetched.runtimes)
    return failure { () throws(InferenceError) in
      _ = try InferenceSession(model: model, runtime: runtime, threads: 1)
    }
  }

  @Test(arguments: RuntimeKind.allCases)
  func aWrongShapeIsRefusedAndTheSessionStaysUsable(kind: RuntimeKind) throws {
    var session = try openTiny(kind)
    for shape in [[1, 3, 8, 9], [1, 1, 8, 8], [3, 8, 8], [1, 1, 3, 8, 8]] {
      #expect(throws: InferenceError.self) {
        try session.run(Tensor.pattern(shape), output: "embedding")
      }
    }
    let image = Tensor.pattern([1, 3, 8, 8])
    #expect(try session.run(image, output: "embedding").shape == [1, 5])
  }

  @Test func aWrongShapeIsNamedWithTheExpectedOne() throws {
    let input = TensorDescription(name: "image", shape: [nil, 3, 8, 8])
    let error = InferenceError.wrongShape(model: "tiny.onnx", input: input, found: [1, 2])
    #expect(
      error.description == """
        tiny.onnx: a tensor of shape (1, 2) was given where the model takes image (any, 3, 8, 8); \
        prepare the images for this model
        """)
  }

  @Test(arguments: RuntimeKind.allCases)
  func aWrongNameIsAnsweredWithTheRightOnes(kind: RuntimeKind) throws {
    var session = try openTiny(kind)
    let path = try reference("tiny.onnx").path
    let outputs = ["embedding", "logits", "class"]
    #expect(throws: InferenceError.unknownTensor(model: path, found: "x", expected: ["image"])) {
      try session.run(Tensor.pattern([1, 3, 8, 8]), named: "x", output: "logits")
    }
    #expect(throws: InferenceError.unknownTensor(model: path, found: "x", expected: outputs)) {
      try session.run(Tensor.pattern([1, 3, 8, 8]), output: "x")
    }
  }

  @Test(arguments: RuntimeKind.allCases)
  func oneOfSeveralOutputsMustBeNamed(kind: RuntimeKind) throws {
    var session = try openTiny(kind)
    let path = try reference("tiny.onnx").path
    let outputs = ["embedding", "logits", "class"]
    #expect(throws: InferenceError.unknownTensor(model: path, found: nil, expected: outputs)) {
      try session.run(Tensor.pattern([1, 3, 8, 8]))
    }
  }

  @Test(arguments: RuntimeKind.allCases)
  func integersAreNotHandedOutAsFloats(kind: RuntimeKind) throws {
    var session = try openTiny(kind)
    let error = #expect(throws: InferenceError.self) {
      try session.run(Tensor.pattern([1, 3, 8, 8]), output: "class")
    }
    #expect(error?.description.contains("\"class\" does not hold 32-bit floating point") == true)
  }

  @Test(arguments: RuntimeKind.allCases)
  func aModelOfTwoInputsIsNotRunOnOne(kind: RuntimeKind) throws {
    let runtime = try InferenceRuntime.find(kind, in: Fetched.runtimes)
    let model = try reference("two-inputs.onnx")
    var session = try InferenceSession(model: model, runtime: runtime, threads: 1)
    let error = #expect(throws: InferenceError.self) {
      try session.run(Tensor(shape: [2], values: [1, 2]), named: "a")
    }
    #expect(error?.description.contains("it takes 2 inputs and one was given") == true)
  }

  @Test(arguments: RuntimeKind.allCases)
  func aMissingFileAndAFolderAreNotModels(kind: RuntimeKind) throws {
    try withTemporaryFolder { folder in
      let missing = folder.appending(path: "none.onnx")
      let failures = try [missing, folder].map { try failureOfOpening($0, kind) }
      #expect(failures == [missing, folder].map { .modelMissing(path: $0.path) })
    }
  }

  @Test(arguments: RuntimeKind.allCases)
  func aBrokenFileIsNamedWithAReasonOnOneLine(kind: RuntimeKind) throws {
    let whole = try Data(contentsOf: reference("tiny.onnx"))
    try withTemporaryFolder { folder in
      for content in [Data(), Data("not a model".utf8), whole.prefix(whole.count / 2)] {
        let file = try write(content, to: folder.appending(path: "broken.onnx"))
        let failure = try failureOfOpening(file, kind)
        let error = try #require(failure, "\(content.count) bytes")
        guard case .modelUnusable(file.path, kind, _) = error else { throw error }
        #expect(!error.description.contains("\n"))
      }
    }
  }

  @Test func notesOnTheLibrarysCodeAreLeftOutOfMessages() {
    let reason = """
      Exception from src/inference/src/cpp/core.cpp:84:
      Check 'a' failed at src/b.cpp:563:
      Model can't be parsed
      """
    let error = InferenceError.modelUnusable(path: "x.onnx", runtime: .openVINO, reason: reason)
    #expect(
      error.description == """
        x.onnx: OpenVINO cannot use this as an ONNX model (Model can't be parsed); fetch or export \
        the model again
        """)
  }
}
