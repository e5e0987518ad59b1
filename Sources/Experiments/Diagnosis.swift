import Embeddings
import Foundation
import Images
import Inference
import LinearAlgebra

/// What is installed, and the remedy for what is not.
public struct Diagnosis: Sendable, Codable {
  public let findings: [Finding]

  public struct Finding: Sendable, Codable {
    public let subject: String
    public let isFound: Bool
    /// What was found, or what to do.
    public let detail: String
  }

  public init(_ installation: Installation) {
    findings =
      [Self.linearAlgebra()] + RuntimeKind.allCases.map { Self.runtime($0, installation) }
      + [Self.pictures()] + Self.models(installation) + Self.datasets(installation)
  }

  /// The libraries that the program is linked with, without which it would not have started.
  private static func pictures() -> Finding {
    let libraries = ImageLibrary.all.map { library in
      let name = library.version.map { "\(library.name) \($0)" } ?? library.name
      return "\(library.formats) (\(name))"
    }
    return Finding(
      subject: "images", isFound: true,
      detail: (libraries + ["BMP (read by the program itself)"]).joined(separator: ", "))
  }

  private static func linearAlgebra() -> Finding {
    guard let library = BLAS.loaded else {
      return Finding(
        subject: "linear algebra", isFound: false, detail: BLAS.problem ?? "not loaded")
    }
    let corrected =
      library.core == library.detectedCore
      ? "" : " (chosen instead of \(library.detectedCore), which the library takes for this CPU)"
    return Finding(
      subject: "linear algebra", isFound: true,
      detail:
        "\(library.configuration); kernel \(library.core)\(corrected), \(BLAS.threads) threads, "
        + "\(Int(productRate())) GFLOP/s in float32; joins by \(InstructionSet.best)")
  }

  /// The best rate of three products of 1,024² matrices, in 10⁹ operations a second.
  private static func productRate() -> Double {
    let side = 1_024
    let matrix = Matrix<Float>(repeating: 1, rows: side, columns: side)
    let times = (0..<3).map { _ in ContinuousClock().measure { _ = matrix.times(matrix) } }
    let best = times.min().map { $0 / .seconds(1) } ?? 1
    return 2 * Double(side * side * side) / best / 1e9
  }

  private static func runtime(_ kind: RuntimeKind, _ installation: Installation) -> Finding {
    let subject = "inference: \(kind.rawValue)"
    do {
      let found = try InferenceRuntime.find(kind, in: [installation.runtimes])
      return Finding(subject: subject, isFound: true, detail: "\(found.version), \(found.path)")
    } catch {
      return Finding(subject: subject, isFound: false, detail: "not found; run scripts/setup")
    }
  }

  /// The standard model, and those others that are there.
  private static func models(_ installation: Installation) -> [Finding] {
    do {
      let library = ModelLibrary(installation)
      let images = try library.models().flatMap { model in
        model.checkpoints.filter { $0.isThere || $0.name == standardModel }
      }
      let texts = try library.textModels().filter(\.isThere).map { model in
        LibraryModel.Checkpoint(
          name: "\(model.card.name) (texts)", file: model.file, sha256: model.card.weights.sha256)
      }
      return (images + texts).map(weights)
    } catch {
      return [Finding(subject: "models", isFound: false, detail: "\(error)")]
    }
  }

  private static let standardModel = "efficientnet-lite0"

  private static func weights(_ checkpoint: LibraryModel.Checkpoint) -> Finding {
    let subject = "weights: \(checkpoint.name)"
    do {
      let digest = try ModelDigest.of(checkpoint.file, model: checkpoint.name)
      guard checkpoint.sha256.map({ $0 == digest }) ?? true else {
        throw EmbeddingError.modelAltered(
          file: checkpoint.file.path, found: digest, expected: checkpoint.sha256 ?? "")
      }
      let judgement = checkpoint.sha256 == nil ? "its card names no sha256" : "sha256 verified"
      return Finding(
        subject: subject, isFound: true, detail: "\(checkpoint.file.path), \(judgement)")
    } catch {
      return Finding(subject: subject, isFound: false, detail: "\(error)")
    }
  }

  private static func datasets(_ installation: Installation) -> [Finding] {
    let places = [
      (
        "fashion-mnist", URL(filePath: "/usr/share/datasets/fashion-mnist"),
        "apt-get install dataset-fashion-mnist"
      ),
      ("solar cells", installation.datasets.appending(path: "elpv"), "run scripts/setup"),
      (
        "stamps", URL(filePath: "/usr/share/tuxpaint/stamps"),
        "apt-get install tuxpaint-stamps-default"
      ),
      ("skull CT", installation.datasets.appending(path: "skull-ct"), "run scripts/setup"),
    ]
    return places.map { name, place, remedy in
      let isFound = FileManager.default.fileExists(atPath: place.path)
      return Finding(
        subject: "data set: \(name)", isFound: isFound,
        detail: isFound ? place.path : "not at \(place.path); \(remedy)")
    }
  }
}
