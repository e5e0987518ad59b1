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
  ///     the others, and `outputs` leaves them out. A tensor between two nodes becomes the output.
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
    let index = try index(of: named, in: inputs)
    return try run([inputs[index].name: .floats(input)], output: output)
  }

  /// Runs a model once.
  ///
  /// - Parameters:
  ///   - given: every input by its name, of the shape and elements that `inputs` says.
  ///   - output: the output to hand back; may be left out where the model has one.
  /// - Throws: `unknownTensor`, `wrongShape` or `runFailed`; the session stays usable.
  public mutating func run(
    _ given: [String: InputTensor], output: String? = nil
  ) throws(InferenceError) -> Tensor {
    try run(given, places: [try index(of: output, in: outputs)])[0]
  }

  /// Runs a model once for several outputs.
  ///
  /// - Parameter outputs: each once.
  /// - Returns: in the order of the names.
  /// - Throws: `unknownTensor`, `wrongShape` or `runFailed`; the session stays usable.
  public mutating func run(
    _ given: [String: InputTensor], outputs names: [String]
  ) throws(InferenceError) -> [Tensor] {
    precondition(Set(names).count == names.count, "an output twice")
    var places: [Int] = []
    for name in names { places.append(try index(of: name, in: outputs)) }
    return try run(given, places: places)
  }

  private mutating func run(
    _ given: [String: InputTensor], places: [Int]
  ) throws(InferenceError) -> [Tensor] {
    for name in given.keys.sorted() { _ = try index(of: name, in: inputs) }
    // OpenVINO would run with whatever the memory of the others holds.
    let ordered = inputs.compactMap { given[$0.name] }
    guard ordered.count == inputs.count else {
      let count = given.count == 1 ? "one was" : "\(given.count) were"
      throw failure("it takes \(inputs.count) inputs and \(count) given")
    }
    var elements: [GivenElements] = []
    for (tensor, description) in zip(ordered, inputs) {
      elements.append(try self.elements(of: tensor, for: description))
    }
    return try run(zip(ordered.map(\.shape), elements).map { ($0, $1) }, places)
  }

  /// Checked here because OpenVINO does not.
  private func elements(
    of tensor: InputTensor, for description: TensorDescription
  ) throws(InferenceError) -> GivenElements {
    guard description.accepts(tensor.shape), tensor.shape.count <= INFERENCE_RANK_LIMIT else {
      throw .wrongShape(model: model, input: description, found: tensor.shape)
    }
    guard let elements = GivenElements(tensor, as: description.element) else {
      throw failure("\"\(description.name)\" takes other elements than were given")
    }
    return elements
  }

  private mutating func run(
    _ given: [(shape: [Int], elements: GivenElements)], _ places: [Int]
  ) throws(InferenceError) -> [Tensor] {
    var results = unsafe Array(repeating: inference_tensor(), count: places.count)
    let problem = unsafe withInputs(given[...], after: []) { inputs in
      unsafe inputs.withUnsafeBufferPointer { inputs in
        unsafe inference_run(handle, inputs.baseAddress, places, places.count, &results)
      }
    }
    if let problem = unsafe LibraryProblem(problem) { throw failure(problem.text) }
    return unsafe results.map { unsafe Tensor($0) }
  }

  private func failure(_ reason: String) -> InferenceError {
    .runFailed(model: model, runtime: runtime.kind, reason: reason)
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

/// Calls `body` while the elements of all inputs stay where they are.
private func withInputs<Result>(
  _ rest: ArraySlice<(shape: [Int], elements: GivenElements)>, after: [inference_input],
  _ body: ([inference_input]) -> Result
) -> Result {
  guard let next = rest.first else { return unsafe body(after) }
  return unsafe next.elements.withUnsafeBytes { bytes in
    unsafe withInputs(
      rest.dropFirst(), after: after + [inference_input(shape: next.shape, bytes: bytes)], body)
  }
}
