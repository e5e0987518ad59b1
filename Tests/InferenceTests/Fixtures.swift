import Foundation
import Inference
import Testing

/// What scripts/setup fetches for the tests.
enum Fetched {
  private static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: ".semblance")

  static let runtimes = [folder.appending(path: "runtime")]
  static let efficientNet = folder.appending(
    path: "models/efficientnet-lite0/efficientnet-lite0.onnx")

  static let remedy: Comment = "run scripts/setup --for test"

  static var hasRuntimes: Bool {
    RuntimeKind.allCases.allSatisfy { kind in
      // A runtime that is not there is what is asked about.
      (try? InferenceRuntime.find(kind, in: runtimes)) != nil
    }
  }

  static var hasEfficientNet: Bool {
    hasRuntimes && FileManager.default.fileExists(atPath: efficientNet.path)
  }
}

func reference(_ name: String) throws -> URL {
  try #require(Bundle.module.resourceURL).appending(path: "References").appending(path: name)
}

/// Outputs of Python's onnxruntime, by image.
struct ReferenceOutputs: Decodable {
  let embedding: [[Float]]
  let logits: [[Float]]

  static func read(_ name: String) throws -> ReferenceOutputs {
    try JSONDecoder().decode(ReferenceOutputs.self, from: Data(contentsOf: reference(name)))
  }
}

func openTiny(_ kind: RuntimeKind, threads: Int = 1) throws -> InferenceSession {
  let runtime = try InferenceRuntime.find(kind, in: Fetched.runtimes)
  return try InferenceSession(model: reference("tiny.onnx"), runtime: runtime, threads: threads)
}

extension Tensor {
  /// The numbers that make-references.py makes: exact in Float, in [-1, 1).
  static func pattern(_ shape: [Int]) -> Tensor {
    let values = (0..<shape.reduce(1, *)).map { Float($0 * 7919 % 256 - 128) / 128 }
    return Tensor(shape: shape, values: values)
  }

  /// One image of a batch, as a batch of one.
  func image(_ index: Int) -> Tensor {
    let count = values.count / shape[0]
    let slice = values[(index * count)..<((index + 1) * count)]
    return Tensor(shape: [1] + shape.dropFirst(), values: Array(slice))
  }
}

/// The largest difference of two lists of the same length; infinite where the lengths differ.
func largestDifference(_ a: [Float], _ b: [Float]) -> Float {
  a.count == b.count ? zip(a, b).map { abs($0 - $1) }.max() ?? 0 : .infinity
}

/// Runs the body with a folder that is gone afterwards.
func withTemporaryFolder(_ body: (URL) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory
    .appending(path: "inference-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  // Nothing can be done about a folder that stays.
  defer { try? FileManager.default.removeItem(at: folder) }
  try body(folder)
}

/// Writes a file, and the folders that it lies in.
@discardableResult
func write(_ data: Data, to file: URL) throws -> URL {
  try FileManager.default.createDirectory(
    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
  try data.write(to: file)
  return file
}
