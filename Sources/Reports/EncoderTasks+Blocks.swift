import Analyses
import Figures
import Statistics

/// Rows of a table of pairs beyond which the record is better read.
private let listedPairs = 45

extension EncoderTasks {
  func blocks(_ encoders: [EncoderScore], _ context: ReportContext) -> [Block] {
    guard let main else { return [] }
    return [.paragraph(method), .table(summaryTable(main, encoders))]
      + intervalBlocks(main, context) + seriesBlocks(main, context)
      + (neighborTable(main).map { [.table($0)] } ?? []) + pairBlocks(main)
      + classes.flatMap { $0.blocks(context) }
  }

  private var method: String {
    let pairs = main?.pairs.isEmpty ?? true
    return
      "Every encoder has the same tasks on the same \(isGrouped ? "images, groups" : "images") and "
      + "folds (\(items.counting("image"))\(isGrouped ? " of \(units.counting("group"))" : ""), "
      + "\(labels.count.counting("label"))). "
      + sentences.joined(separator: " ")
      + " Intervals are percentiles of \(resamples.grouped) resamples of \(isGrouped ? "whole groups" : "images"), expanded for "
      + "their number; what was fitted is taken as given."
      + (pairs
        ? ""
        : " Differences are paired, their p corrected over all pairs of a metric (Holm). Encoders that "
          + "share a letter cannot be told apart at \(level).")
  }

  private var isGrouped: Bool { unit != "image" }

  private var sentences: [String] {
    let ks = neighborCounts.map { "\($0)" }.joined(separator: ", ")
    return [
      ks.isEmpty
        ? nil
        : "k-NN foretells each image's label by its k nearest "
          + "\(isGrouped ? "images of other groups" : "other images") by cosine "
          + "(k = \(ks)), votes weighing exp(cosine / \(VoteWeighting.temperature)) or one each.",
      probe.map { probe in
        "The linear probe is L2-penalised multinomial logistic regression on standardised vectors, "
          + "foretelling each of \(probe.folds) folds of \(Self.share(probe.items, probe.availableItems)) "
          + "from the others, with C of \(probe.grid.count) values chosen by "
          + "\(probe.innerFolds) folds within those."
      },
      retrieval.map { retrieval in
        "Retrieval looks for other images of the same label\(isGrouped ? " and another group" : "") with "
          + "\(Self.share(retrieval.queries, retrieval.availableItems)) as queries"
          + (retrieval.withoutRelevant == 0
            ? "." : ", \(retrieval.withoutRelevant.grouped) of which have none and do not count.")
      },
    ].compactMap { $0 }
  }

  private static func share(_ items: Int, _ all: Int) -> String {
    items == all
      ? "all images"
      : "\(items.grouped) of \(all.grouped) images, drawn in proportion to the labels"
  }

  /// Ascending.
  private var neighborCounts: [Int] {
    let counts = metrics.compactMap { metric -> Int? in
      if case .neighbors(let k, _) = metric.name.task { k } else { nil }
    }
    return Set(counts).sorted()
  }

  // MARK: The summary

  private func summaryTable(_ main: EncoderMetric, _ encoders: [EncoderScore]) -> Table {
    let beside = summaryMetrics.filter { $0.name != main.name }
    return Table(
      [
        .text("Encoder"), .number("Dimension"), .number(main.name.title.capitalizedFirst),
        .number("95 % interval"), .text("Group"),
      ] + beside.map { .number($0.name.title.capitalizedFirst) },
      main.ranking.map { place in
        let score = main.scores[place]
        return [
          score.encoder, encoders[place].dimension.grouped, main.name.text(score.estimate),
          score.interval.map { main.name.text($0) } ?? "–", score.groups.joined(separator: " "),
        ] + beside.map { $0.cell(place) }
      }, caption: "Encoders by task")
  }

  /// One or two of each task.
  private var summaryMetrics: [EncoderMetric] {
    metrics.filter { metric in
      switch (metric.name.task, metric.name.measure) {
      case (.probe, .classes): true
      case (.neighbors(let k, .softmax), .classes(.accuracy)):
        k == (neighborCounts.last { $0 <= 20 } ?? neighborCounts[0])
      case (.retrieval, .retrieval(.meanAveragePrecision)), (.retrieval, .retrieval(.recallAt1)):
        true
      default: false
      }
    }
  }

  private func intervalBlocks(_ main: EncoderMetric, _ context: ReportContext) -> [Block] {
    let rows = main.ranking.compactMap { place -> IntervalRow? in
      let score = main.scores[place]
      guard let estimate = score.estimate else { return nil }
      let letters = score.groups.isEmpty || main.pairs.isEmpty ? "" : " (\(score.groups.joined()))"
      return IntervalRow(
        name: score.encoder + letters, estimate: estimate, low: score.interval?.low ?? .nan,
        high: score.interval?.high ?? .nan)
    }
    guard !rows.isEmpty else { return [] }
    let chart = IntervalPlot(
      title: "Encoders", xLabel: "\(main.name.title) (95 % interval)", rows: rows)
    return [
      .figure(
        NamedFigure(
          name: context.figureName("encoders-\(main.name)", encoder: nil),
          figure: chart.figure(context.theme),
          caption:
            "\(main.name.title.capitalizedFirst) of each encoder with its interval, best first"
            + (main.pairs.isEmpty
              ? "." : "; encoders that share a letter cannot be told apart."),
          alternative: "\(main.name.title) of " + rows.map(\.name).joined(separator: ", ")))
    ]
  }

  private func neighborTable(_ main: EncoderMetric) -> Table? {
    let shown = metrics.filter { metric in
      if case .neighbors = metric.name.task {
        metric.name.measure == .classes(.accuracy)
      } else {
        false
      }
    }
    guard shown.count > 1 else { return nil }
    return Table(
      [.text("k-NN accuracy")] + shown.map { .number($0.name.task.title) },
      main.ranking.map { place in
        [main.scores[place].encoder] + shown.map { $0.cell(place) }
      }, caption: "Accuracy of k-NN by k")
  }

  private func pairBlocks(_ main: EncoderMetric) -> [Block] {
    guard !main.pairs.isEmpty else { return [] }
    let order = main.pairs.indices.sorted {
      (main.pairs[$0].pValue, -abs(main.pairs[$0].difference), $0)
        < (main.pairs[$1].pValue, -abs(main.pairs[$1].difference), $1)
    }
    let note =
      order.count > listedPairs
      ? [Block.paragraph("The \(listedPairs) with the smallest p of \(order.count.grouped) pairs.")]
      : []
    return note + [
      .table(
        Table(
          [
            .text("a"), .text("b"), .number("\(main.name.title.capitalizedFirst), a − b"),
            .number("95 % interval"), .number("p"), .number("p (Holm)"),
          ],
          order.prefix(listedPairs).map { main.pairs[$0] }.map { pair in
            [
              pair.a, pair.b, pair.difference.formatted(digits: 4),
              pair.interval?.fourDigits ?? "–", pair.pValue.significant,
              pair.adjustedPValue.significant + (pair.adjustedPValue <= level ? " *" : ""),
            ]
          }, caption: "Differences between encoders"))
    ]
  }

  // MARK: A series

  private func seriesBlocks(_ main: EncoderMetric, _ context: ReportContext) -> [Block] {
    guard let series, series.points.count > 1 else { return [] }
    return [
      .paragraph(
        "Best of the series is \(series.best), \(series.beforeBest) (told apart by Holm's p ≤ \(level))."
      ),
      .figure(curve(series, main, context)),
    ]
  }

  private func curve(
    _ series: EncoderSeries, _ main: EncoderMetric, _ context: ReportContext
  ) -> NamedFigure {
    let places = Dictionary(uniqueKeysWithValues: zip(main.scores.map(\.encoder), 0...))
    let scores = series.points.compactMap { places[$0.encoder].map { main.scores[$0] } }
    let line = LineSeries(
      name: "", x: series.points.map(\.step), y: scores.map { $0.estimate ?? .nan },
      low: scores.map { $0.interval?.low ?? .nan }, high: scores.map { $0.interval?.high ?? .nan })
    let marked = series.points.filter { $0.encoder == series.earliest }
    let chart = LineChart(
      title: "Learning curve", xLabel: series.readsSteps ? "step" : "checkpoint",
      yLabel: main.name.title, series: [line],
      markers: marked.map { Marker(x: $0.step, label: "first like the best") })
    return NamedFigure(
      name: context.figureName("encoders-series", encoder: nil),
      figure: chart.figure(context.theme),
      caption:
        "\(main.name.title.capitalizedFirst) over the series with 95 % intervals; the line is the "
        + "first checkpoint that cannot be told apart from the best.",
      alternative: "Curve of \(scores.count) checkpoints")
  }
}

extension EncoderMetric {
  /// "95.3 % ab".
  fileprivate func cell(_ place: Int) -> String {
    let score = scores[place]
    let letters = pairs.isEmpty ? "" : " " + score.groups.joined()
    return name.text(score.estimate) + letters
  }
}

extension EncoderMetricName {
  /// Areas as numbers, shares in percent.
  func text(_ value: Double?) -> String {
    guard let value else { return "–" }
    return measure == .classes(.macroAUC) ? value.formatted(digits: 4) : value.percent
  }

  func text(_ interval: Interval) -> String { "[\(text(interval.low)), \(text(interval.high))]" }
}

extension Interval {
  /// Of a difference of shares.
  var fourDigits: String { "[\(low.formatted(digits: 4)), \(high.formatted(digits: 4))]" }
}

extension String {
  /// "Linear probe", and "5-NN" as it is.
  var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
