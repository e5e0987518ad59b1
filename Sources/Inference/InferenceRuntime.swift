import CInference
public import Foundation

/// A library that runs models, found on this machine and able to be loaded.
public struct InferenceRuntime: Sendable, Equatable, Codable {
  public let kind: RuntimeKind
  /// As the library says it, e.g. "1.31.1" or "2026.4.1-22982-0123456789a".
  public let version: String
  /// Full path of the library file.
  public let path: String

  /// Finds and loads a library.
  ///
  /// Looked for in this order, the first that can be loaded is taken: the file named by
  /// `SEMBLANCE_OPENVINO` or `SEMBLANCE_ONNXRUNTIME`; the given folders; the Python environment in
  /// use (`VIRTUAL_ENV`, `CONDA_PREFIX`); the system's library folders. A set variable is a wish:
  /// when its file cannot be loaded, nothing else is taken in its stead.
  ///
  /// - Parameters:
  ///   - kind: nil for OpenVINO or else ONNX Runtime; of those whose variable is set, if one is.
  ///   - folders: folders that hold the library itself or Python packages with it.
  /// - Throws: `runtimeNotFound`, with the places searched.
  public static func find(
    _ kind: RuntimeKind? = nil, in folders: [URL]
  ) throws(InferenceError) -> InferenceRuntime {
    try find(kind, in: folders, environment: ProcessInfo.processInfo.environment)
  }

  static func find(
    _ kind: RuntimeKind?, in folders: [URL], environment: [String: String]
  ) throws(InferenceError) -> InferenceRuntime {
    var searched: [String] = []
    var tried: [String] = []
    for kind in kind.map({ [$0] }) ?? preferred(environment) {
      let search = LibrarySearch(kind: kind, folders: folders, environment: environment)
      searched += search.places.filter { !searched.contains($0) }
      for path in search.candidates {
        switch load(kind, path) {
        case .success(let runtime): return runtime
        case .failure(let reason): tried.append("\(path): \(reason.text)")
        }
      }
    }
    throw .runtimeNotFound(kind, searched: searched, tried: tried)
  }

  private static func preferred(_ environment: [String: String]) -> [RuntimeKind] {
    let wished = RuntimeKind.allCases.filter { environment[$0.environmentVariable] != nil }
    return wished.isEmpty ? RuntimeKind.allCases : wished
  }

  private static func load(
    _ kind: RuntimeKind, _ path: String
  ) -> Result<InferenceRuntime, LibraryProblem> {
    var version: UnsafeMutablePointer<CChar>?
    let problem = unsafe inference_version(kind.library, path, &version)
    if let reason = unsafe LibraryProblem(problem) { return .failure(reason) }
    let text = unsafe LibraryProblem(version)?.text ?? ""
    return .success(InferenceRuntime(kind: kind, version: text, path: path))
  }
}
