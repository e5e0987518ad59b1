import Analyses
import Statistics

extension [EvidenceCount] {
  /// What the pairs of a section agree in; nothing without pairs.
  var blocks: [Block] {
    guard contains(where: { $0.pairs > 0 }) else { return [] }
    return [
      .table(
        Table(
          [.text("Evidence"), .number("Pairs")],
          map { [$0.evidence.meaning, $0.pairs.grouped] }, caption: "Pairs by kind of evidence"))
    ]
  }
}

extension Evidence {
  fileprivate var meaning: String {
    switch self {
    case .file: "equal files"
    case .pixels: "equal pixels"
    case .phash: "pHash at most 4 of 64 bits apart"
    case .dhash: "dHash at most 4 of 64 bits apart"
    case .cosine: "cosine at or above the threshold"
    }
  }
}

extension ItemRate {
  /// Count, total, rate and interval.
  var cells: [String] {
    [count.grouped, total.grouped, rate.percent, "\(interval.percentText) \(interval.method)"]
  }
}

/// Rows that tables of what groups and labels say share.
enum TruthTable {
  static let unknownGroups = [
    [
      "(a)–(c) groups in two parts, or whose images disagree",
      "not known: groups are not known of every image",
    ]
  ]

  /// Of sets of look-alikes, those with several labels.
  static func conflicts(_ sets: ItemRate?, pairs: Int?) -> [String] {
    let found = sets.map { sets in
      sets.total == 0
        ? "no look-alikes" : sets.text + (pairs.map { "; \($0.counting("pair"))" } ?? "")
    }
    return [
      "(d) sets of look-alikes whose labels differ",
      found ?? "labels are not known of every image",
    ]
  }
}
