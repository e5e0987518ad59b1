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
      + [Finding(subject: "images", isFound: true, detail: "PNG (libpng), JPEG (libjpeg-turbo)")]
      + ModelCard.known.map { Self.weights($0, installation) } + Self.datasets(installation)
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
        + "\(Int(productRate())) GFLOP/s in float32")
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

  private static func weights(_ card: ModelCard, _ installation: Installation) -> Finding {
    let file = installation.models.appending(path: card.file)
    let subject = "weights: \(card.name)"
    guard let data = try? Data(contentsOf: file, options: .mappedIfSafe) else {
      return Finding(
        subject: subject, isFound: false, detail: "not at \(file.path); run scripts/setup")
    }
    guard ContentDigest(sha256Of: data).hex == card.sha256 else {
      return Finding(
        subject: subject, isFound: false,
        detail: "\(file.path) is not the file the card names; delete it and run scripts/setup")
    }
    return Finding(subject: subject, isFound: true, detail: "\(file.path), sha256 verified")
  }

  private static func datasets(_ installation: Installation) -> [Finding] {
    let places = [
      (
        "fashion-mnist", URL(filePath: "/usr/share/datasets/fashion-mnist"),
        "apt-get install dataset-fashion-mnist"
      ),
      ("solar cells", installation.datasets.appending(path: "elpv"), "run scripts/setup"),
    ]
    return places.map { name, place, remedy in
      let isFound = FileManager.default.fileExists(atPath: place.path)
      return Finding(
        subject: "data set: \(name)", isFound: isFound,
        detail: isFound ? place.path : "not at \(place.path); \(remedy)")
    }
  }
}
