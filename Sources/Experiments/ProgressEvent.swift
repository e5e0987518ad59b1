/// What a run is doing, for whoever shows it. Only the `semblance` command prints.
public enum ProgressEvent: Sendable, Equatable {
  case started(Phase)
  case advanced(Phase, done: Int, total: Int)
  case finished(Phase, summary: String)
}

/// A step of a run.
public enum Phase: Sendable, Hashable, CustomStringConvertible {
  /// Pictures are encoded while they are read.
  case load(dataset: String)
  case inspect(dataset: String)
  case embed(encoder: String)
  case analyse(question: String, encoder: String?)
  case alter(dataset: String)
  case write(folder: String)
  case copy(store: String)

  public var description: String {
    switch self {
    case .load(let dataset): "read and embed \(dataset)"
    case .inspect(let dataset): "read \(dataset)"
    case .embed(let encoder): "embed with \(encoder)"
    case .analyse(let question, let encoder):
      encoder.map { "\(question) (\($0))" } ?? question
    case .alter(let dataset): "alter and embed pictures of \(dataset)"
    case .write(let folder): "write \(folder)"
    case .copy(let store): "copy vectors of \(store) from its server"
    }
  }
}

/// Called from any task.
public typealias ProgressHandler = @Sendable (ProgressEvent) -> Void
