import CInference

/// A library that runs models.
public enum RuntimeKind: String, Sendable, Codable, CaseIterable, CustomStringConvertible {
  case openVINO = "openvino"
  case onnxRuntime = "onnxruntime"

  /// The name that the library's makers write, e.g. "OpenVINO".
  public var description: String {
    switch self {
    case .openVINO: "OpenVINO"
    case .onnxRuntime: "ONNX Runtime"
    }
  }

  /// The environment variable that may hold the full path of the library.
  public var environmentVariable: String {
    switch self {
    case .openVINO: "SEMBLANCE_OPENVINO"
    case .onnxRuntime: "SEMBLANCE_ONNXRUNTIME"
    }
  }

  /// How the library's file name starts; a version follows.
  var filePrefix: String {
    switch self {
    case .openVINO: "libopenvino_c.so"
    case .onnxRuntime: "libonnxruntime.so"
    }
  }

  /// Where the library lies below a folder of Python packages.
  var packageFolder: String {
    switch self {
    case .openVINO: "openvino/libs"
    case .onnxRuntime: "onnxruntime/capi"
    }
  }

  var library: inference_library {
    switch self {
    case .openVINO: INFERENCE_OPENVINO
    case .onnxRuntime: INFERENCE_ONNXRUNTIME
    }
  }
}
