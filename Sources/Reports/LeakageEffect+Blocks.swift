import Analyses
import Statistics

extension LeakageEffect {
  /// What was compared, the accuracies with and without leaks, and what limits them.
  func blocks(_ evaluation: String) -> [Block] {
    [.paragraph(summary(evaluation)), .table(table)]
      + (remarks.isEmpty ? [] : [.paragraph("Note: \(remarks.joined(separator: "; ")).")])
  }

  private func summary(_ evaluation: String) -> String {
    "What the leaks add to accuracy: each classifier learns from all reference images and is judged "
      + "on \(items.counting("image")) of \(evaluation), and on the "
      + "\(leakFreeItems.grouped) of them that do not leak. \(intervalNote)\(probeNote)"
  }

  /// Nothing where no interval stands.
  private var intervalNote: String {
    guard accuracies.contains(where: { $0.interval != nil }) else { return "" }
    return
      "Intervals draw \(units.counting(unit)) with replacement, \(resamples.grouped) times, and "
      + "take the classifiers as given. "
  }

  private var probeNote: String {
    guard let probe else { return "" }
    return "The linear probe is multinomial logistic regression with an L2 penalty (C = "
      + "\(probe.inversePenalty.significant)) on standardised vectors of "
      + "\(probe.items.counting("reference image"))."
  }

  private var table: Table {
    Table(
      [
        .text("Classifier"), .number("Accuracy, all"), .number("Accuracy, leak-free"),
        .number("Difference"), .number("95 % interval"),
      ],
      accuracies.map {
        [
          $0.classifier.rawValue, $0.all.percent, $0.leakFree?.percent ?? "undefined",
          $0.difference?.points ?? "undefined", $0.interval?.pointsText ?? "–",
        ]
      }, caption: "Accuracy with and without the leaks")
  }
}

extension Double {
  /// "0.53 points": a difference of two percentages.
  fileprivate var points: String { "\((100 * self).formatted(digits: 2)) points" }
}

extension Interval {
  /// "[0.21, 0.90] points".
  var pointsText: String {
    "[\((100 * low).formatted(digits: 2)), \((100 * high).formatted(digits: 2))] points"
  }
}
