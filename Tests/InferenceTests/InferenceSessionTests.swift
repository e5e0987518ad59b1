import Foundation
import Inference
import Testing

/// The tiny network has 27 products a number, of size up to 2: single rounding errors add up to
/// well below 1e-5. A wrong pad, axis or sign moves its numbers by more than 0.01.
let tinyTolerance: Float = 1e-5

@Suite(.enabled(if: Fetched.hasRuntimes, Fetched.remedy))
struct InferenceSessionTests {
  @Test(arguments: RuntimeKind.allCases)
  func outputsEqualThoseOfPythonsRuntime(kind: RuntimeKind) throws {
    let expected = try ReferenceOutputs.read("tiny.json")
    var session = try openTiny(kind)
    let images = Tensor.pattern([4, 3, 8, 8])
    let embedding = try session.run(images, output: "embedding")
    let logits = try session.run(images, named: "image", output: "logits")
    #expect(embedding.shape == [4, 5])
    #expect(logits.shape == [4, 2])
    #expect(largestDifference(embedding.values, expected.embedding.flatMap(\.self)) < tinyTolerance)
    #expect(largestDifference(logits.values, expected.logits.flatMap(\.self)) < tinyTolerance)
  }

  @Test(arguments: RuntimeKind.allCases)
  func oneRunGivesSeveralOutputsInTheOrderAskedFor(kind: RuntimeKind) throws {
    var session = try openTiny(kind)
    let images = Tensor.pattern([4, 3, 8, 8])
    let (embedding, logits) = (
      try session.run(images, output: "embedding"), try session.run(images, output: "logits")
    )
    let given = ["image": InputTensor.floats(images)]
    #expect(try session.run(given, outputs: ["logits", "embedding"]) == [logits, embedding])
    #expect(try session.run(given, outputs: ["embedding"]) == [embedding])
    #expect(throws: InferenceError.self) {
      try session.run(given, outputs: ["logits", "nothing"])
    }
    // Its elements are integers.
    #expect(throws: InferenceError.self) { try session.run(given, outputs: ["logits", "class"]) }
    #expect(try session.run(given, outputs: ["logits"]) == [logits])
  }

  @Test(arguments: RuntimeKind.allCases)
  func aModelSaysWhatItTakesAndGives(kind: RuntimeKind) throws {
    let session = try openTiny(kind)
    #expect(session.inputs == [TensorDescription(name: "image", shape: [nil, 3, 8, 8])])
    #expect(session.outputs.map(\.name) == ["embedding", "logits", "class"])
    #expect(session.outputs.map(\.shape) == [[nil, 5], [nil, 2], [nil]])
    #expect(session.runtime.kind == kind)
  }

  @Test(arguments: RuntimeKind.allCases)
  func batchesOfEverySizeGiveTheSameRows(kind: RuntimeKind) throws {
    var session = try openTiny(kind)
    let images = Tensor.pattern([4, 3, 8, 8])
    let together = try session.run(images, output: "embedding").values
    var apart: [Float] = []
    for index in 0..<4 {
      apart += try session.run(images.image(index), output: "embedding").values
    }
    #expect(largestDifference(together, apart) < tinyTolerance)
  }

  @Test(arguments: RuntimeKind.allCases)
  func earlierRunsLeaveNoTrace(kind: RuntimeKind) throws {
    var session = try openTiny(kind)
    let image = Tensor.pattern([1, 3, 8, 8])
    let first = try session.run(image, output: "embedding")
    _ = try session.run(Tensor.pattern([3, 3, 8, 8]), output: "logits")
    let again = try session.run(image, output: "embedding")
    #expect(first == again)
  }

  @Test(arguments: RuntimeKind.allCases)
  func anEmptyBatchGivesNoRowsOrAReason(kind: RuntimeKind) throws {
    var session = try openTiny(kind)
    let none = Tensor(shape: [0, 3, 8, 8], values: [])
    do throws(InferenceError) {
      let result = try session.run(none, output: "embedding")
      #expect(result.shape == [0, 5])
    } catch {
      guard case .runFailed = error else { throw error }
    }
    let one = try session.run(Tensor.pattern([1, 3, 8, 8]), output: "embedding")
    #expect(one.shape == [1, 5])
  }

  @Test(arguments: RuntimeKind.allCases)
  func sessionsRunBesideEachOther(kind: RuntimeKind) async throws {
    let expected = try ReferenceOutputs.read("tiny.json").embedding.flatMap(\.self)
    try await withThrowingTaskGroup(of: Float.self) { group in
      for _ in 0..<4 {
        group.addTask {
          var session = try openTiny(kind)
          var worst: Float = 0
          for _ in 0..<25 {
            let found = try session.run(Tensor.pattern([4, 3, 8, 8]), output: "embedding")
            worst = max(worst, largestDifference(found.values, expected))
          }
          return worst
        }
      }
      for try await worst in group { #expect(worst < tinyTolerance) }
    }
  }

  @Test(arguments: RuntimeKind.allCases)
  func aSessionMovesBetweenThreads(kind: RuntimeKind) async throws {
    actor Worker {
      var session: InferenceSession
      init(_ session: consuming InferenceSession) { self.session = session }
      func embed(_ tensor: Tensor) throws(InferenceError) -> Tensor {
        try session.run(tensor, output: "embedding")
      }
    }
    let worker = Worker(try openTiny(kind))
    let shapes = try await (0..<3).asyncMap { _ in
      try await worker.embed(Tensor.pattern([2, 3, 8, 8])).shape
    }
    #expect(shapes == [[2, 5], [2, 5], [2, 5]])
  }

  @Test(arguments: RuntimeKind.allCases)
  func twoThreadsGiveTheSameNumbers(kind: RuntimeKind) throws {
    var one = try openTiny(kind, threads: 1)
    var two = try openTiny(kind, threads: 2)
    let images = Tensor.pattern([4, 3, 8, 8])
    let difference = largestDifference(
      try one.run(images, output: "logits").values, try two.run(images, output: "logits").values)
    #expect(difference < tinyTolerance)
  }

  /// The network gives the mean of (i, i², 1) over the numbers i whose mask is 1.
  @Test(arguments: RuntimeKind.allCases)
  func severalInputsOfIntegersAreTaken(kind: RuntimeKind) throws {
    let runtime = try InferenceRuntime.find(kind, in: Fetched.runtimes)
    let model = try reference("words.onnx")
    var session = try InferenceSession(model: model, runtime: runtime, threads: 1)
    #expect(session.inputs.map(\.element) == [.int64, .int32])
    let given: [String: InputTensor] = [
      "ids": .integers(shape: [2, 3], values: [1, 2, 9, 4, 0, 8]),
      "mask": .integers(shape: [2, 3], values: [1, 1, 0, 0, 0, 1]),
    ]
    let found = try session.run(given)
    #expect(found.shape == [2, 3] && found.values == [1.5, 2.5, 1, 8, 64, 1])
    // Another length, and others than the model takes.
    let longer = try session.run([
      "ids": .integers(shape: [1, 4], values: [3, 3, 3, 7]),
      "mask": .integers(shape: [1, 4], values: [1, 1, 1, 1]),
    ])
    #expect(longer.values == [4, 19, 1])
    for wrong: [String: InputTensor] in [
      ["ids": .integers(shape: [1, 1], values: [1])],
      given.merging(["other": .integers(shape: [1], values: [1])]) { first, _ in first },
      given.merging(["mask": .integers(shape: [6], values: [1, 1, 1, 1, 1, 1])]) { $1 },
      given.merging(["mask": .floats(Tensor(shape: [2, 3], values: [1, 1, 1, 1, 1, 1]))]) { $1 },
      given.merging(["mask": .integers(shape: [2, 3], values: [1, 1, 1, 1, 1, 1 << 40])]) { $1 },
    ] {
      #expect(throws: InferenceError.self) { try session.run(wrong) }
    }
  }
}

extension Range<Int> {
  fileprivate func asyncMap<T>(_ transform: (Int) async throws -> T) async rethrows -> [T] {
    var results: [T] = []
    for index in self { results.append(try await transform(index)) }
    return results
  }
}
