/// Why a model could not be run.
public enum InferenceError: Error, Sendable, Equatable, CustomStringConvertible {
  /// No library was found; `tried` has what was found and could not be loaded, with the reasons.
  case runtimeNotFound(RuntimeKind?, searched: [String], tried: [String])
  case modelMissing(path: String)
  case modelUnusable(path: String, runtime: RuntimeKind, reason: String)
  /// The model has no input or output of this name, or none was named where there are several.
  case unknownTensor(model: String, found: String?, expected: [String])
  case wrongShape(model: String, input: TensorDescription, found: [Int])
  case runFailed(model: String, runtime: RuntimeKind, reason: String)
  case modelNotPermuted(path: String, reason: String)

  public var description: String {
    switch self {
    case .runtimeNotFound(let kind, let searched, let tried):
      Self.missingRuntime(kind, searched: searched, tried: tried)
    case .modelMissing(let path):
      "\(path): there is no such model file; run scripts/setup or correct the path"
    case .modelUnusable(let path, let runtime, let reason):
      "\(path): \(runtime) cannot use this as an ONNX model (\(Self.line(reason))); "
        + "fetch or export the model again"
    case .unknownTensor(let model, let found, let expected):
      Self.unknownName(model, found: found, expected: expected)
    case .wrongShape(let model, let input, let found):
      "\(model): a tensor of shape (\(found.map(String.init).joined(separator: ", "))) was given "
        + "where the model takes \(input); prepare the images for this model"
    case .runFailed(let model, let runtime, let reason):
      "\(model): \(runtime) failed to run the model (\(Self.line(reason))); "
        + "try the other runtime or fewer images at once"
    case .modelNotPermuted(let path, let reason):
      "\(path): its weights cannot be permuted: \(reason); export it as one ONNX file"
    }
  }

  private static func missingRuntime(
    _ kind: RuntimeKind?, searched: [String], tried: [String]
  ) -> String {
    let kinds = kind.map { [$0] } ?? RuntimeKind.allCases
    let names = kinds.map(\.description).joined(separator: " or ")
    let variables = kinds.map(\.environmentVariable).joined(separator: " or ")
    let finding =
      tried.isEmpty
      ? "was not found in \(searched.joined(separator: ", "))"
      : "could not be loaded (\(tried.joined(separator: "; ")))"
    return "\(names) \(finding); run scripts/setup or set \(variables) to the library's full path"
  }

  private static func unknownName(_ model: String, found: String?, expected: [String]) -> String {
    let names = expected.map { "\"\($0)\"" }.joined(separator: ", ")
    guard let found else { return "\(model): the model has several tensors; name one of \(names)" }
    return "\(model): the model has no tensor \"\(found)\"; use one of \(names)"
  }

  /// The libraries' messages have line breaks and notes on where in their code they arose; the rest
  /// on one line is enough.
  private static func line(_ reason: String) -> String {
    reason.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      .replacing(#/(Exception from|Check '[^']*' failed at) \S+: /#, with: "")
  }
}
