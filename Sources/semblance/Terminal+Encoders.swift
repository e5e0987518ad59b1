import Analyses
import Foundation
import Statistics

/// Rows of a table on the terminal beyond which the file of --json is better read.
private let shownRows = 30

extension Terminal {
  static func show(_ result: EncoderComparisonResult) {
    if let tasks = result.tasks { show(tasks, result.encoders) }
    if let robustness = result.robustness { show(robustness) }
    if let costs = result.costs { show(costs) }
    if let representation = result.representation { show(representation) }
  }

  private static func show(_ tasks: EncoderTasks, _ encoders: [EncoderScore]) {
    guard let main = tasks.main else { return }
    table(
      [["encoder", "dimension", main.name.title, "95 % interval", "group"]]
        + main.ranking.map { place in
          let score = main.scores[place]
          return [
            score.encoder, "\(encoders[place].dimension)", score.estimate?.brief ?? "–",
            score.interval.map(ends) ?? "–", score.groups.joined(separator: " "),
          ]
        })
    show()
    table(
      [["metric"] + main.ranking.map { main.scores[$0].encoder }]
        + tasks.metrics.filter(\.isShown).map { metric in
          [metric.name.description]
            + main.ranking.map { place in
              let score = metric.scores[place]
              let letters = metric.pairs.isEmpty ? "" : " " + score.groups.joined()
              return (score.estimate?.brief ?? "–") + letters
            }
        })
    show(pairs: main)
    if let series = tasks.series { show(series) }
    for classes in tasks.classes.prefix(1) { show(classes) }
  }

  private static func show(pairs metric: EncoderMetric) {
    guard !metric.pairs.isEmpty else { return }
    show()
    let pairs = metric.pairs.enumerated().sorted {
      ($0.element.pValue, $0.offset) < ($1.element.pValue, $1.offset)
    }.prefix(shownRows).map(\.element)
    table(
      [[metric.name.title, "difference", "95 % interval", "p", "p (Holm)"]]
        + pairs.map {
          [
            "\($0.a) – \($0.b)", $0.difference.brief, $0.interval.map(ends) ?? "–", $0.pValue.brief,
            $0.adjustedPValue.brief,
          ]
        })
  }

  private static func show(_ series: EncoderSeries) {
    show()
    show("best of the series: \(series.best), \(series.beforeBest)")
  }

  private static func show(_ classes: EncoderClasses) {
    show()
    let rows = classes.classes.sorted { abs($0.difference) > abs($1.difference) }.prefix(shownRows)
    table(
      [
        [
          "label, \(classes.task)", "n", classes.a, classes.b, "difference", "95 % interval",
          "p (Holm)",
        ]
      ]
        + rows.map {
          [
            $0.label, "\($0.items)", $0.recallA.brief, $0.recallB.brief, $0.difference.brief,
            $0.interval.map(ends) ?? "–", $0.adjustedPValue.brief,
          ]
        })
  }

  private static func show(_ robustness: EncoderRobustness) {
    show()
    table(
      [["copies found, \(robustness.sources) pictures", "share", "95 % interval", "group"]]
        + robustness.encoders.map {
          [
            $0.encoder, $0.found.brief, $0.interval.map(ends) ?? "–",
            $0.groups.joined(separator: " "),
          ]
        })
    show()
    table(
      [["copies found by alteration"] + robustness.encoders.map(\.encoder)]
        + robustness.alterations.map { alteration in
          [alteration.name] + alteration.encoders.map { $0.found.rate.brief }
        })
  }

  private static func show(_ costs: [EncoderCost]) {
    show()
    table(
      [["cost", "images/s", "bytes/vector", "model, MB", "peak memory, MB"]]
        + costs.map {
          [
            $0.encoder, $0.imagesPerSecond.brief, "\($0.vectorBytes)",
            $0.modelBytes.map(megabytes) ?? "–", $0.peakBytes.map(megabytes) ?? "–",
          ]
        })
  }
}

private func megabytes(_ bytes: Int) -> String { String(format: "%.1f", Double(bytes) / 1e6) }

/// Four digits, which tables have room for.
private func ends(_ interval: Interval) -> String {
  String(format: "[%.4f, %.4f]", interval.low, interval.high)
}

extension EncoderMetric {
  /// Of votes the accuracy; files have all.
  fileprivate var isShown: Bool {
    if case .neighbors = name.task { name.measure == .classes(.accuracy) } else { true }
  }
}

extension EncoderComparisonResult {
  /// A heading, then a row a metric and encoder.
  var cells: [[String]] {
    [["metric", "encoder", "dimension", "estimate", "low", "high", "group"]]
      + (tasks?.metrics ?? []).flatMap { metric in
        metric.scores.enumerated().map { place, score in
          [
            metric.name.description, score.encoder, "\(encoders[place].dimension)",
            score.estimate.map { "\($0)" } ?? "", score.interval.map { "\($0.low)" } ?? "",
            score.interval.map { "\($0.high)" } ?? "", score.groups.joined(separator: " "),
          ]
        }
      }
  }
}
