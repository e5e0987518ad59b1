import Foundation
import Testing

@testable import Inference

@Suite struct PermutedModelTests {
  private func reversed(_ file: URL) throws -> PermutedModel {
    try PermutedModel(file: file) { _, count in (0..<count).reversed() }
  }

  @Test func theSameOrderIsTheSameModelAndTwoReversalsToo() throws {
    let file = try reference("tiny.onnx")
    let content = try Data(contentsOf: file)
    let same = try PermutedModel(file: file) { _, count in Array(0..<count) }
    // Filters, weights and bias.
    #expect(same.content == content && same.tensors == 3)
    try withTemporaryFolder { folder in
      let once = try reversed(file).content
      #expect(once != content && once.count == content.count)
      let place = try write(once, to: folder.appending(path: "once.onnx"))
      #expect(try reversed(place).content == content)
    }
  }

  @Test func tensorsAreNumberedWithTheirSizes() throws {
    var sizes: [Int] = []
    _ = try PermutedModel(file: reference("tiny.onnx")) { tensor, count in
      #expect(tensor == sizes.count)
      sizes.append(count)
      return Array(0..<count)
    }
    #expect(sizes == [5 * 3 * 3 * 3, 5 * 2, 2])
  }

  @Test(.enabled(if: Fetched.hasRuntimes, Fetched.remedy), arguments: RuntimeKind.allCases)
  func aPermutedModelRunsAndGivesOtherNumbers(kind: RuntimeKind) throws {
    let runtime = try InferenceRuntime.find(kind, in: Fetched.runtimes)
    try withTemporaryFolder { folder in
      let content = try reversed(reference("tiny.onnx")).content
      let file = try write(content, to: folder.appending(path: "permuted.onnx"))
      var permuted = try InferenceSession(model: file, runtime: runtime, threads: 1)
      var trained = try openTiny(kind)
      let image = Tensor.pattern([1, 3, 8, 8])
      let found = try permuted.run(image, output: "embedding")
      let known = try trained.run(image, output: "embedding")
      #expect(found.shape == known.shape && found != known)
    }
  }

  @Test func whatHasNoWeightsIsRefused() throws {
    try withTemporaryFolder { folder in
      let nothing = try write(Data(), to: folder.appending(path: "nothing.onnx"))
      let error = #expect(throws: InferenceError.self) { try reversed(nothing) }
      #expect(error.map { "\($0)" }?.contains("no weights") == true)
      #expect(throws: InferenceError.modelMissing(path: folder.appending(path: "x").path)) {
        try reversed(folder.appending(path: "x"))
      }
    }
    // A sum of its two inputs.
    #expect(throws: InferenceError.self) { try reversed(reference("two-inputs.onnx")) }
  }

  @Test func aModelWhoseWeightsLieElsewhereIsRefused() throws {
    func field(_ number: UInt8, _ payload: [UInt8]) -> [UInt8] {
      [number << 3 | 2, UInt8(payload.count)] + payload
    }
    try withTemporaryFolder { folder in
      let file = try write(
        Data(field(7, field(5, [14 << 3, 1]))), to: folder.appending(path: "beside.onnx"))
      let error = #expect(throws: InferenceError.self) { try reversed(file) }
      #expect(error.map { "\($0)" }?.contains("beside") == true)
    }
  }
}
