import Foundation
import Testing

@testable import Inference

@Suite(.enabled(if: Fetched.hasRuntimes, Fetched.remedy))
struct SingleOutputModelTests {
  @Test(arguments: RuntimeKind.allCases)
  func theOutputThatIsLeftHasTheSameBits(kind: RuntimeKind) throws {
    var whole = try openTiny(kind)
    let runtime = try InferenceRuntime.find(kind, in: Fetched.runtimes)
    for name in ["embedding", "logits"] {
      var single = try InferenceSession(
        model: reference("tiny.onnx"), runtime: runtime, threads: 1, inputShape: [1, 3, 8, 8],
        output: name)
      #expect(single.outputs.map(\.name) == [name])
      let image = Tensor.pattern([1, 3, 8, 8])
      #expect(try single.run(image) == whole.run(image, output: name))
    }
  }

  @Test(arguments: RuntimeKind.allCases)
  func anOutputThatIsNotThereLeavesTheModelWhole(kind: RuntimeKind) throws {
    let runtime = try InferenceRuntime.find(kind, in: Fetched.runtimes)
    let session = try InferenceSession(
      model: reference("tiny.onnx"), runtime: runtime, threads: 1, output: "nothing")
    #expect(session.outputs.count == 3)
  }

  /// The embedding of the tiny model is the mean of its positive features over places.
  @Test(arguments: RuntimeKind.allCases)
  func aTensorInsideOfAModelIsHandedOut(kind: RuntimeKind) throws {
    let runtime = try InferenceRuntime.find(kind, in: Fetched.runtimes)
    var inside = try InferenceSession(
      model: reference("tiny.onnx"), runtime: runtime, threads: 1, inputShape: [1, 3, 8, 8],
      output: "positive")
    #expect(inside.outputs.map(\.name) == ["positive"])
    let image = Tensor.pattern([1, 3, 8, 8])
    let features = try inside.run(image)
    #expect(features.shape == [1, 5, 4, 4])
    let means = (0..<5).map { channel in
      features.values[(channel * 16)..<(channel * 16 + 16)].reduce(0, +) / 16
    }
    var whole = try openTiny(kind)
    let embedding = try whole.run(image, output: "embedding")
    #expect(largestDifference(means, embedding.values) < 1e-6)
  }

  @Test func aShapeThatDoesNotFitChangesNothing() throws {
    let runtime = try InferenceRuntime.find(.openVINO, in: Fetched.runtimes)
    let session = try InferenceSession(
      model: reference("tiny.onnx"), runtime: runtime, threads: 1, inputShape: [1, 3, 9, 9])
    #expect(session.inputs.map(\.shape) == [[nil, 3, 8, 8]])
  }

  @Test func aDamagedFileIsLeftToTheLibrary() throws {
    let content = try Data(contentsOf: reference("tiny.onnx"))
    try withTemporaryFolder { folder in
      for length in 0..<content.count {
        let file = try write(content.prefix(length), to: folder.appending(path: "cut.onnx"))
        if let model = SingleOutputModel(file: file, output: "logits") {
          // Cut between two fields behind the graph: whole as far as it goes.
          #expect(model.content.count < length)
        }
      }
    }
  }

  @Test func numbersKeptInOtherFilesAreFoundFromThePathOnly() throws {
    func field(_ number: UInt8, _ payload: [UInt8]) -> [UInt8] {
      [number << 3 | 2, UInt8(payload.count)] + payload
    }
    let outputs = ["a", "b"].flatMap { field(12, field(1, Array($0.utf8))) }
    let elsewhere: [UInt8] = field(5, [14 << 3, 1])
    try withTemporaryFolder { folder in
      let inside = try write(
        Data(field(7, outputs)), to: folder.appending(path: "inside.onnx"))
      let beside = try write(
        Data(field(7, elsewhere + outputs)), to: folder.appending(path: "beside.onnx"))
      #expect(
        SingleOutputModel(file: inside, output: "b")?.content
          == Data(field(7, field(12, field(1, Array("b".utf8))))))
      #expect(SingleOutputModel(file: beside, output: "b") == nil)
    }
  }
}
