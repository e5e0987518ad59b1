import CInference
public import Foundation

/// A model opened for running: float tensors in, named tensors out.
///
/// A session runs one tensor at a time and has one owner; for several at once, open several. Results
/// are computed in 32-bit precision. They are the same for the same input on the same machine with
/// the same number of threads; between the two libraries they differ by rounding.
public struct InferenceSession: ~Copyable, Sendable {
  public let runtime: InferenceRuntime
  public let inputs: [TensorDescription]
  public let outputs: [TensorDescription]
  private let model: String
  private let handle: inference_session

  /// Opens an ONNX file.
  ///
  /// - Parameter threads: of one run, at least 1.
  /// - Throws: `modelMissing` or `modelUnusable`.
  public init(model: URL, runtime: InferenceRuntime, threads: Int) throws(InferenceError) {
    precondition(threads >= 1, "\(threads) threads")
    let path = model.path
    guard Self.isFile(path) else { throw .modelMissing(path: path) }
    var handle = inference_session()
    let problem = unsafe inference_open(
      runtime.kind.library, runtime.path, path, Int32(clamping: threads), &handle)
    if let problem = unsafe LibraryProblem(problem) {
      throw .modelUnusable(path: path, runtime: runtime.kind, reason: problem.text)
    }
    self.model = path
    self.runtime = runtime
    self.handle = handle
    inputs = Self.descriptions(handle, INFERENCE_INPUT)
    outputs = Self.descriptions(handle, INFERENCE_OUTPUT)
  }

  deinit { inference_close(handle) }

  /// Runs the model once.
  ///
  /// - Parameters:
  ///   - input: of the shape that `inputs` says.
  ///   - named: the input to give it to; may be left out where the model has one.
  ///   - output: the output to hand back; may be left out where the model has one.
  /// - Throws: `unknownTensor`, `wrongShape` or `runFailed`; the session stays usable.
  public mutating func run(
    _ input: Tensor, named: String? = nil, output: String? = nil
  ) throws(InferenceError) -> Tensor {
    let inputIndex = try index(of: named, in: inputs)
    let outputIndex = try index(of: output, in: outputs)
    guard inputs[inputIndex].accepts(input.shape) else {
      throw .wrongShape(model: model, input: inputs[inputIndex], found: input.shape)
    }
    var result = unsafe inference_tensor()
    let problem = unsafe input.values.withUnsafeBufferPointer { values in
      let given = unsafe inference_tensor(input, values: values)
      return unsafe inference_run(handle, inputIndex, given, outputIndex, &result)
    }
    if let problem = unsafe LibraryProblem(problem) {
      throw .runFailed(model: model, runtime: runtime.kind, reason: problem.text)
    }
    return unsafe Tensor(result)
  }

  private func index(
    of name: String?, in descriptions: [TensorDescription]
  ) throws(InferenceError) -> Int {
    let matches = descriptions.indices.filter { name == nil || descriptions[$0].name == name }
    guard matches.count == 1, let index = matches.first else {
      throw .unknownTensor(model: model, found: name, expected: descriptions.map(\.name))
    }
    return index
  }

  private static func isFile(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    let exists = unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    return exists && !isFolder.boolValue
  }

  private static func descriptions(
    _ handle: inference_session, _ direction: inference_direction
  ) -> [TensorDescription] {
    (0..<inference_port_count(handle, direction)).map {
      unsafe TensorDescription(inference_port_at(handle, direction, $0))
    }
  }
}
