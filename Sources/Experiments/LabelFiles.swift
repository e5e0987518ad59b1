import Analyses
import Embeddings
import Foundation

/// What a run writes of labels beside its report: all suggestions and all suspects, what to label next,
/// and the filter, as the commands write them.
struct LabelFiles: Sendable {
  private let answers: LabelAnswers

  init(_ answers: LabelAnswers) { self.answers = answers }

  /// - Parameter folder: is there.
  func write(to folder: URL) throws {
    for (name, text) in tables {
      try WholeFile.write(text, to: folder.appending(path: name))
    }
    if let filter = answers.filter {
      try LabelFilterFile.write(filter, to: folder.appending(path: "filter.json"))
    }
  }

  /// By the names of their files; those that would have a row.
  private var tables: [(name: String, text: String)] {
    let (suggestions, suspects) = (answers.result.suggestions, answers.result.audit?.suspects)
    var tables: [(String, String)] = []
    if let suggestions, !suggestions.isEmpty {
      tables.append(("suggestions.csv", LabelTables.text(suggestions)))
    }
    if let suspects, !suspects.isEmpty {
      tables.append(("suspects.csv", LabelTables.text(suspects)))
    }
    return tables
      + (answers.result.selections ?? []).map { selection in
        ("next-\(selection.strategy.rawValue).csv", LabelTables.text(selection))
      }
  }

  /// Whether there is anything to write.
  var isEmpty: Bool { tables.isEmpty && answers.filter == nil }
}
