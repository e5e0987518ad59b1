import Analyses
import Embeddings
import Figures
import Statistics

extension LabelVote {
  /// How good suggestions from neighbours are.
  func blocks(_ context: ReportContext, _ result: LabelsResult) -> [Block] {
    [
      .paragraph(method(result)), .paragraph(verdict),
      .figure(curveFigure(context, result)), .figure(reliabilityFigure(context, result)),
      .table(table),
    ]
  }

  private func method(_ result: LabelsResult) -> String {
    "Suggestions: the \(neighbors) nearest images by cosine vote for their labels with weights "
      + "exp(cosine/\(temperature)); the confidence is the favourite's share of the votes. Each image was "
      + "judged by \(result.unit == "image" ? "other images" : "images of other \(result.unit)s") only, so these numbers hold for further images of the "
      + "same kind, and for no others."
  }

  private var verdict: String {
    let all =
      "Of \(judged.counting("image")) \(accuracy.percent) are suggested their own label "
      + "(\(interval.name) \(interval.percentText), \(interval.method)). "
    let calibration =
      " The confidence differs from the accuracy by \(expectedCalibrationError.percent) on average "
      + "(expected calibration error); on the whole it is "
      + (calibrationBias > 0 ? "too high" : "too low") + " by \(abs(calibrationBias).percent)."
    return all + choice + calibration
  }

  private var choice: String {
    guard let confidence, let chosen else {
      return requiredAccuracy.map { "No confidence reaches an accuracy of \($0.percent)." }
        ?? "No image reaches the confidence that was given."
    }
    let reason =
      requiredAccuracy.map { "the least that keeps \($0.percent) right" } ?? "as it was given"
    return "With a confidence of at least \(confidence.significant), \(reason), "
      + "\(chosen.coverage.percent) of them are suggested a label, of which \(chosen.accuracy.percent) "
      + "are right (\(chosen.interval.name) \(chosen.interval.percentText)); the others are left to people."
  }

  private func curveFigure(_ context: ReportContext, _ result: LabelsResult) -> NamedFigure {
    let series = LineSeries(
      name: requiredAccuracy == nil ? "" : "accuracy", x: curve.map { 100 * $0.coverage },
      y: curve.map { 100 * $0.accuracy },
      low: curve.map { 100 * $0.interval.low }, high: curve.map { 100 * $0.interval.high })
    let required = requiredAccuracy.map { accuracy in
      LineSeries(
        name: "required", x: [curve.first, curve.last].compactMap { $0.map { 100 * $0.coverage } },
        y: curve.isEmpty ? [] : [100 * accuracy, 100 * accuracy], style: .reference)
    }
    let marker = chosen.map {
      Marker(x: 100 * $0.coverage, label: "confidence ≥ \($0.confidence.significant)")
    }
    let chart = LineChart(
      title: "Accuracy of suggestions by coverage", xLabel: "suggested a label, % of images",
      yLabel: "right, %", series: [series] + [required].compactMap(\.self),
      markers: [marker].compactMap(\.self), yLimits: coverageLimits)
    return NamedFigure(
      name: context.figureName("labels-coverage", encoder: result.encoder),
      figure: chart.figure(context.theme),
      caption: "Right suggestions when only the most confident part is kept; the band is the 95 % "
        + "interval.",
      alternative:
        "Accuracy of suggestions by coverage, from \(curve.first.map { $0.accuracy.percent } ?? "–") "
        + "to \(accuracy.percent)")
  }

  /// Of accuracies in percent, with room above all for the marker's label.
  private var coverageLimits: ClosedRange<Double>? {
    let shown =
      curve.flatMap { [$0.interval.low, $0.interval.high] }
      + [requiredAccuracy]
      .compactMap(\.self)
    guard let low = shown.min(), let high = shown.max() else { return nil }
    let span = max(high - low, 0.02)
    return (100 * (low - 0.06 * span))...(100 * (high + 0.14 * span))
  }

  private func reliabilityFigure(
    _ context: ReportContext, _ result: LabelsResult
  ) -> NamedFigure {
    let bins = LineSeries(
      name: "suggestions", x: reliability.map(\.confidence), y: reliability.map(\.accuracy),
      low: reliability.map(\.interval.low), high: reliability.map(\.interval.high))
    let chart = LineChart(
      title: "Reliability of the confidence", xLabel: "mean confidence",
      yLabel: "part that is right",
      series: [bins, LineSeries(name: "calibrated", x: [0, 1], y: [0, 1], style: .reference)],
      yLimits: -0.03...1.12,
      notes: reliability.map { Marker(x: $0.confidence, label: $0.items.grouped) })
    return NamedFigure(
      name: context.figureName("labels-reliability", encoder: result.encoder),
      figure: chart.figure(context.theme),
      caption:
        "Accuracy of suggestions of about equal confidence, with 95 % intervals and, along the top, "
        + "their number; on the dashed line a confidence is a chance of being right.",
      alternative:
        "Reliability diagram, expected calibration error \(expectedCalibrationError.significant)")
  }

  private var table: Table {
    let worst = labels.sorted { ($0.recall, $0.label) < ($1.recall, $1.label) }.prefix(30)
    return Table(
      [
        .text("Label"), .number("Images"), .number("Suggested right"), .number("95 % interval"),
        .number("Confident"), .number("Right of confident suggestions of it"),
        .text("Mostly mistaken for"),
      ],
      worst.map {
        [
          $0.label, $0.judged.grouped, $0.recall.percent, $0.interval.percentText,
          $0.coverage.percent, $0.precision?.percent ?? "–", $0.mistakenFor ?? "–",
        ]
      }, caption: "Votes of neighbours by label")
  }
}

extension [LabelSuggestion] {
  /// The most confident that are kept.
  func confident(_ count: Int) -> [LabelSuggestion] {
    Array(filter { !$0.isAbstained }.prefix(count))
  }

  /// The least confident of all, first.
  func doubtful(_ count: Int) -> [LabelSuggestion] { suffix(count).reversed() }

  func blocks(_ context: ReportContext, _ result: LabelsResult) -> [Block] {
    let pages =
      result.grid(
        groups(confident(result.top), context), title: "Most confident suggestions",
        subtitle: "suggested label, and the second one",
        name: "labels-confident",
        caption: "The most confident suggestions, with their confidence.", context)
      + result.grid(
        groups(doubtful(result.top), context), title: "Most doubtful images",
        subtitle: "suggested label, and the second one",
        name: "labels-doubtful",
        caption: "The images whose neighbours agree least, with the two labels that they favour.",
        context)
    guard let counts = result.suggestionCounts, !isEmpty else { return [] }
    return [
      .paragraph(
        "\(counts.suggested.counting("image")) of \((counts.suggested + counts.abstained).grouped) without "
          + "a label are suggested one; \(counts.abstained.grouped) are left to people.")
    ] + pages + [.table(table)]
  }

  private func groups(_ shown: [LabelSuggestion], _ context: ReportContext) -> [GridGroup] {
    let names = ShortNames(shown.map(\.id.description))
    return shown.map { suggestion in
      context.labelledCell(
        suggestion.id.description, names,
        suggestion.label, note: suggestion.secondLabel.map { "or \($0)" } ?? "no other label near",
        below: ["confidence \(suggestion.confidence.formatted(digits: 2))"])
    }
  }

  private var table: Table {
    let labels = Dictionary(grouping: self) { $0.label }.sorted { $0.key < $1.key }
    return Table(
      [.text("Suggested label"), .number("Images"), .number("Left to people")],
      labels.prefix(30).map { label, suggestions in
        [
          label, suggestions.count { !$0.isAbstained }.grouped,
          suggestions.count { $0.isAbstained }.grouped,
        ]
      }, caption: "Labels suggested for images without one")
  }
}
