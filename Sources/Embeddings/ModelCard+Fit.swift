public import Foundation
import Images
import Inference

extension ModelCard {
  /// Compares a card with what its model says of itself.
  ///
  /// - Returns: the name of the output.
  /// - Throws: `EmbeddingError.modelMismatch` with what was found and expected.
  func fittingOutput(
    of session: borrowing InferenceSession, name: String
  ) throws(EmbeddingError) -> String {
    try checkInput(session.inputs, name)
    return try outputName(session.outputs, name)
  }

  private func checkInput(_ inputs: [TensorDescription], _ name: String) throws(EmbeddingError) {
    let matches = inputs.filter { input == nil || $0.name == input }
    guard inputs.count == 1, let found = matches.first else {
      let wanted = input.map { "one input \"\($0)\"" } ?? "one input"
      throw .modelMismatch(
        name: name, finding: "the model takes \(Self.list(inputs)) where the card expects \(wanted)"
      )
    }
    guard found.accepts(preprocessing.shape) else {
      let wanted = preprocessing.shape.map(String.init).joined(separator: ", ")
      throw .modelMismatch(
        name: name, finding: "the model takes \(found) where the card gives (\(wanted))")
    }
  }

  private func outputName(
    _ outputs: [TensorDescription], _ name: String
  ) throws(EmbeddingError) -> String {
    let match =
      switch output.tensor {
      case .name(let wanted): outputs.first { $0.name == wanted }
      case .index(let index): outputs.indices.contains(index) ? outputs[index] : nil
      }
    guard let match else {
      throw .modelMismatch(
        name: name,
        finding: "the model gives \(Self.list(outputs)) where the card expects "
          + "\"\(output.tensor)\"")
    }
    return match.name
  }

  private static func list(_ tensors: [TensorDescription]) -> String {
    tensors.map(\.description).joined(separator: " and ")
  }
}

/// SHA-256 of model files.
public enum ModelDigest {
  /// Hexadecimal.
  ///
  /// - Throws: `EmbeddingError.modelMissing` or `unreadable`.
  public static func of(_ file: URL, model: String) throws(EmbeddingError) -> String {
    guard FileManager.default.fileExists(atPath: file.path) else {
      throw .modelMissing(name: model, file: file.path)
    }
    // A device or a pipe would never end.
    guard WholeFile.fileType(of: file) == .typeRegular else {
      throw .unreadable(file: file.path, reason: "not a regular file")
    }
    do {
      return ContentDigest(sha256Of: try Data(contentsOf: file, options: .mappedIfSafe)).hex
    } catch {
      throw .unreadable(file: file.path, reason: reason(of: error))
    }
  }
}
