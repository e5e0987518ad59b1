import Datasets

/// What the sub-folders of pictures are called, and what they mean by that.
struct FoundFolders {
  /// From the first below the root; without those at the end that say nothing.
  let levels: [FolderLevel]
  let findings: [SurveyFinding]

  private static let splits: Set<String> = [
    "train", "training", "val", "valid", "validation", "dev", "test", "testing", "holdout",
  ]
  private static let sites = ["site", "hospital", "clinic", "center", "centre", "scanner"]
  private static let groups = ["patient", "subject", "sub", "case", "study", "series", "person"]
  /// More names than that are no labels.
  private static let mostLabels = 200
  /// Share of pictures that have to lie so deep for a level to mean anything.
  private static let share = 0.9

  init(_ samples: [Sample]) {
    let paths = samples.map { $0.id.split(separator: "/").dropLast().map(String.init) }
    var levels: [FolderLevel] = []
    var findings: [SurveyFinding] = []
    for depth in 0..<(paths.map(\.count).max() ?? 0) {
      let names = paths.compactMap { depth < $0.count ? $0[depth] : nil }
      guard Double(names.count) >= Self.share * Double(paths.count) else { break }
      let (level, reason) = Self.meaning(of: names, beside: levels)
      levels.append(level)
      findings.append(SurveyFinding("levels: \(level.rawValue)", "level \(depth + 1): \(reason)"))
    }
    while levels.last == .ignore { levels.removeLast() }
    self.levels = levels
    self.findings = findings
  }

  /// The first level whose folders are all called as patients are, with their names; nil where none is.
  static func patients(_ samples: [Sample]) -> (depth: Int, names: [String])? {
    let paths = samples.map { $0.id.split(separator: "/").dropLast().map(String.init) }
    let deepest = paths.map(\.count).min() ?? 0
    return (0..<deepest).lazy.map { depth in (depth, Set(paths.map { $0[depth] }).sorted()) }
      .first { $0.1.count > 1 && all($0.1, begin: groups) }
  }

  /// - Parameter known: what the levels above mean, each of which is met once.
  private static func meaning(
    of names: [String], beside known: [FolderLevel]
  ) -> (FolderLevel, reason: String) {
    let distinct = Set(names).sorted()
    let words = distinct.prefix(4).joined(separator: ", ") + (distinct.count > 4 ? ", …" : "")
    let found = "\(distinct.count) folder names (\(words))"
    let choices: [(FolderLevel, isMet: Bool, reason: String)] = [
      (.ignore, distinct.count == 1, "all pictures are in \(words)"),
      (
        .split, distinct.allSatisfy { splits.contains($0.lowercased()) },
        "\(found) that name parts of a training"
      ),
      (.site, all(distinct, begin: sites), "\(found) that name places"),
      (
        .group, all(distinct, begin: groups) || distinct.count > mostLabels,
        "\(found) that name patients or are too many for labels"
      ),
      (.label, distinct.count * 2 <= names.count, "\(found), each of two pictures and more"),
      (.group, true, "\(found), most of a single picture or below labels: what belongs together"),
    ]
    let fit = choices.first { $0.isMet && ($0.0 == .ignore || !known.contains($0.0)) }
    return fit.map { ($0.0, $0.reason) } ?? (.ignore, "\(found), as the levels above have")
  }

  /// Whether each name is one of the words with a number or a name of its own behind it.
  private static func all(_ names: [String], begin words: [String]) -> Bool {
    names.allSatisfy { name in
      words.contains { word in
        guard name.lowercased().hasPrefix(word) else { return false }
        return name.dropFirst(word.count).first.map { !$0.isLetter } ?? true
      }
    }
  }
}
