import Analyses
import Embeddings
import Figures

extension Double {
  /// A cosine below 1 never reads as 1 within six digits.
  var cosineText: String { formatted(digits: self < 1 && self >= 0.99995 ? 6 : 4) }
}

extension EvidencePair {
  var cosineText: String { cosine?.cosineText ?? "none" }

  /// Evidence besides the cosine, which always stands for itself.
  var otherEvidence: String? {
    let others = evidence.filter { $0 != .cosine }.map(\.name)
    return others.isEmpty ? nil : others.joined(separator: ", ")
  }

  /// Bits of 64 in which each hash differs.
  var hashText: String? {
    guard let phashDistance, let dhashDistance else { return nil }
    return "\(phashDistance), \(dhashDistance)"
  }

  /// One label where both agree.
  var labelText: String? {
    labels.map { $0[0] == $0[1] ? $0[0] : $0.joined(separator: " / ") }
  }

  /// Both ids, each of so many characters at most, and told apart.
  func ids(within limit: Int) -> [String] {
    let (first, second) = (a.description, b.description)
    return [
      first.shortened(to: limit, unlike: second), second.shortened(to: limit, unlike: first),
    ]
  }

  /// Two pictures under "1 · cosine 0.9959" and "also file, pixels", each over its part, label and
  /// id.
  func group(number: Int, _ context: ReportContext) -> GridGroup {
    let names = ids(within: 13)
    let cells = [a, b].enumerated().map { side, id in
      GridCell(
        image: context.picture(id.description, side: side), caption: names[side],
        notes: [parts?[side], labels?[side]].compactMap { $0 },
        frame: labelsDiffer ? .conflict : .neutral)
    }
    return GridGroup(
      caption: "\(number) · \(cosine == nil ? "no cosine" : "cosine \(cosineText)")",
      note: otherEvidence.map { "also \($0)" } ?? "no other evidence", cells: cells)
  }
}

extension Evidence {
  fileprivate var name: String {
    switch self {
    case .file: "file"
    case .pixels: "pixels"
    case .phash: "pHash"
    case .dhash: "dHash"
    case .cosine: "cosine"
    }
  }
}
