import Embeddings

/// Something suspicious but valid, shown at the terminal and in the report with its remedy.
public struct AnalysisWarning: Sendable, Codable, Hashable {
  public let finding: String
  public let remedy: String

  public init(_ finding: String, remedy: String) {
    self.finding = finding
    self.remedy = remedy
  }

  /// Warns of labels and groups that are known of some items only, and so are not used.
  static func gaps(of sets: [EmbeddedItems]) -> [AnalysisWarning] {
    sets.flatMap(\.gaps).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// Warns of zero vectors, if there are any.
  static func zeroVectors(in sets: [EmbeddedItems]) -> [AnalysisWarning] {
    let found = sets.filter { !$0.zeroVectors.isEmpty }.map { items in
      let shown = items.zeroVectors.prefix(3).map(\.description).joined(separator: ", ")
      return AnalysisWarning(
        "\(items.name): \(items.zeroVectors.count) zero vectors have no cosine and are left out "
          + "(\(shown)\(items.zeroVectors.count > 3 ? ", …" : ""))",
        remedy: "look for blank images or an encoder that failed on them")
    }
    return found.enumerated().filter { !found[..<$0.offset].contains($0.element) }.map(\.element)
  }
}
