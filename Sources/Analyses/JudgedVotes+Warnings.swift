import Foundation
import Statistics

extension JudgedVotes {
  /// Units below which an accuracy is hardly known.
  private static let fewUnits = 30

  /// Where no confidence does what was asked for, or few units say that one does.
  func warnings(_ vote: LabelVote) -> [AnalysisWarning] {
    if let required = vote.requiredAccuracy {
      return (vote.chosen.map { fewUnits($0, required) } ?? unreachable(required, vote)).map {
        [$0]
      }
        ?? []
    }
    guard vote.confidence != nil, vote.chosen == nil else { return [] }
    return [
      AnalysisWarning(
        "no item with a label is suggested one with this confidence, so its accuracy is not known",
        remedy: "give a smaller confidence")
    ]
  }

  /// What makes numbers of the vote, and suspects by it, doubtful as a whole.
  func doubts(_ vote: LabelVote) -> [AnalysisWarning] {
    labelled.fewUnits
      + labelled.atRandom(
        "the votes of nearest neighbours", zip(rows, votes).map { ($0, $1.first.label) },
        accuracy: vote.interval)
  }

  private func unreachable(_ required: Double, _ vote: LabelVote) -> AnalysisWarning? {
    let best = vote.curve.map(\.accuracy).max() ?? 0
    return AnalysisWarning(
      "no confidence reaches an accuracy of \(required) among items with a label, the best "
        + "\(String(format: "%.3g", best)); nothing is suggested",
      remedy: "ask for less accuracy, give a confidence, or add items with a label")
  }

  private func fewUnits(_ chosen: CoveragePoint, _ required: Double) -> AnalysisWarning? {
    let units = units(ofAtLeast: chosen.confidence)
    guard units < Self.fewUnits, chosen.interval.low < required else { return nil }
    let among = units == chosen.accepted ? "" : " of \(units) groups"
    let range = String(format: "%.3g and %.3g", chosen.interval.low, chosen.interval.high)
    return AnalysisWarning(
      "the confidence was chosen by \(chosen.accepted) items\(among) only, whose accuracy is known to be "
        + "between \(range) and was to be \(required)",
      remedy: "add items with a label, give a confidence, or look at each suggestion")
  }
}
