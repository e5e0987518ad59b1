import Analyses

extension Terminal {
  /// Accuracies with and without leaks, and what limits them.
  static func show(_ effect: LeakageEffect) {
    show()
    table(
      [["accuracy", "all \(effect.items)", "leak-free \(effect.leakFreeItems)", "difference", ""]]
        + effect.accuracies.map { accuracy in
          [
            accuracy.classifier.rawValue, accuracy.all.brief, accuracy.leakFree?.brief ?? "–",
            accuracy.difference?.brief ?? "–", accuracy.interval?.brief ?? "no interval",
          ]
        })
    for remark in effect.remarks { show(remark) }
  }
}
