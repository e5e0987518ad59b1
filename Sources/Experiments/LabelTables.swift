public import Analyses
import Datasets
import Embeddings
import Foundation

/// Results about labels as tables, one row an item.
public enum LabelTables {
  /// `label` is empty where people are to decide; `best_label` never is.
  public static func text(_ suggestions: [LabelSuggestion]) -> String {
    table(
      [
        "id", "label", "confidence", "best_label", "second_label", "second_confidence",
        "neighbours",
      ],
      suggestions.map { suggestion in
        [
          suggestion.id.inTable, suggestion.isAbstained ? "" : suggestion.label,
          "\(suggestion.confidence)", suggestion.label, suggestion.secondLabel ?? "",
          suggestion.secondConfidence.map { "\($0)" } ?? "",
          suggestion.neighbors.map { "\($0.id.inTable) (\($0.label), \(rounded($0.cosine)))" }
            .joined(separator: "; "),
        ]
      })
  }

  /// In order of suspicion.
  public static func text(_ suspects: [LabelSuspect]) -> String {
    table(
      [
        "id", "label", "suggested_label", "score", "suspected_by", "self_confidence",
        "normalized_margin", "neighbor_share", "cluster_share",
      ],
      suspects.map { suspect in
        let numbers = [
          suspect.selfConfidence, suspect.normalizedMargin, suspect.neighborShare,
          suspect.clusterShare,
        ]
        return [
          suspect.id.inTable, suspect.given, suspect.suggested, "\(suspect.score)",
          suspect.methods.map(\.rawValue).joined(separator: " "),
        ] + numbers.map { $0.map { "\($0)" } ?? "" }
      })
  }

  /// In order of choice.
  public static func text(_ selection: LabelSelection) -> String {
    table(
      ["id", "rank", "score", "label", "second_label"],
      selection.items.enumerated().map { index, item in
        [
          item.id.inTable, "\(index + 1)", item.score.map { "\($0)" } ?? "", item.label ?? "",
          item.secondLabel ?? "",
        ]
      })
  }

  /// Of all inputs one after the other.
  public static func text(_ inputs: [FilteredItems]) -> String {
    table(
      ["id", "score", "wanted"],
      inputs.flatMap { input in
        input.ids.indices.map { row in
          [
            input.ids[row].inTable, input.scores[row].map { "\($0)" } ?? "",
            input.isWanted[row].map { $0 ? "yes" : "no" } ?? "",
          ]
        }
      })
  }

  private static func table(_ heading: [String], _ rows: [[String]]) -> String {
    DelimitedText.text(of: [heading] + rows)
  }

  private static func rounded(_ cosine: Double) -> String { String(format: "%.3f", cosine) }
}

extension SampleID {
  /// The name, or the row's number alone.
  var inTable: String {
    switch self {
    case .name(let name): name
    case .row(let row): "\(row)"
    }
  }
}
