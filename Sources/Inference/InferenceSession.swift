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
  /// - Parameters:
  ///   - threads: of one run, at least 1.
  ///   - inputShape: the only one that the model's input will be given, where that is known; runs
  ///     are some percent faster for it.
  ///   - output: the only one that will be asked for, where that is known; nothing is computed for
  ///     the others, and `outputs` leaves them out.
  /// - Throws: `modelMissing` or `modelUnusable`.
  public init(
    model: URL, runtime: InferenceRuntime, threads: Int, inputShape: [Int] = [],
    output: String? = nil
  ) throws(InferenceError) {
    precondition(threads >= 1, "\(threads) threads")
    precondition(inputShape.count <= INFERENCE_RANK_LIMIT, "\(inputShape.count) axes")
    let file = ModelFile(path: model.path)
    guard file.exists else { throw .modelMissing(path: file.path) }
    if let problem = file.problem {
      throw .modelUnusable(path: file.path, runtime: runtime.kind, reason: problem)
    }
    let handle = try Self.open(
      file.path, output.flatMap { SingleOutputModel(file: model, output: $0)?.content }, runtime,
      threads, inputShape)
    self.handle = handle
    self.model = file.path
    self.runtime = runtime
    inputs = Self.descriptions(handle, INFERENCE_INPUT)
    outputs = Self.descriptions(handle, INFERENCE_OUTPUT)
  }

  deinit { inference_close(handle) }

  /// Runs a model of one input once.
  ///
  /// - Parameters:
  ///   - input: of the shape that `inputs` says.
  ///   - named: the input's name, checked where it is given.
  ///   - output: the output to hand back; may be left out where the model has one.
  /// - Throws: `unknownTensor`, `wrongShape` or `runFailed`; the session stays usable.
  public mutating func run(
    _ input: Tensor, named: String? = nil, output: String? = nil
  ) throws(InferenceError) -> Tensor {
    let inputIndex = try index(of: named, in: inputs)
    let outputIndex = try index(of: output, in: outputs)
    // Checked here because OpenVINO does not.
    let description = inputs[inputIndex]
    guard description.accepts(input.shape), input.shape.count <= INFERENCE_RANK_LIMIT else {
      throw .wrongShape(model: model, input: description, found: input.shape)
    }
    // OpenVINO would run with whatever the memory of the others holds.
    guard inputs.count == 1 else {
      let reason = "it takes \(inputs.count) inputs and one was given"
      throw .runFailed(model: model, runtime: runtime.kind, reason: reason)
    }
    return try run(input, inputIndex, outputIndex)
  }

  private mutating func run(
    _ input: Tensor, _ inputIndex: Int, _ outputIndex: Int
  ) throws(InferenceError) -> Tensor {
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

  private static func open(
    _ path: String, _ content: Data?, _ runtime: InferenceRuntime, _ threads: Int,
    _ inputShape: [Int]
  ) throws(InferenceError) -> inference_session {
    var handle = inference_session()
    let problem = unsafe (content ?? Data()).withUnsafeBytes { bytes in
      unsafe path.withCString { file in
        let model = unsafe inference_model(
          path: file, content: content == nil ? nil : bytes.baseAddress, size: bytes.count)
        return unsafe inference_open(
          runtime.kind.library, runtime.path, model, Int32(clamping: threads),
          inference_shape(inputShape), &handle)
      }
    }
    if let problem = unsafe LibraryProblem(problem) {
      throw .modelUnusable(path: path, runtime: runtime.kind, reason: problem.text)
    }
    return handle
  }

  private static func descriptions(
    _ handle: inference_session, _ direction: inference_direction
  ) -> [TensorDescription] {
    (0..<inference_port_count(handle, direction)).map {
      unsafe TensorDescription(inference_port_at(handle, direction, $0))
    }
  }
}
