import Foundation
import Statistics

extension FilterTraining {
  /// A filter that is not shown to accept better than any choice would.
  var warnings: [AnalysisWarning] {
    let share = Double(wantedItems) / Double(wantedItems + unwantedItems)
    guard point.precisionInterval.low <= share else { return [] }
    return [
      AnalysisWarning(
        "of \(point.accepted) accepted items \(String(format: "%.3g", point.precision)) are wanted "
          + "\(String(format: "[%.3g, %.3g]", point.precisionInterval.low, point.precisionInterval.high)), and "
          + "of all \(String(format: "%.3g", share)): at this recall nothing shows that the filter is better "
          + "than taking any item",
        remedy: "require less recall, or try another encoder")
    ]
  }
}
