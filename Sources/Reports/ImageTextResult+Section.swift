import Analyses
import Embeddings
import Figures
import Statistics

extension ImageTextResult {
  func section(_ context: ReportContext) -> Section {
    Section(
      AnalysisHeading.imageText.text(encoder: encoder),
      warnings.blocks + (pairs == 0 ? [] : [.paragraph(summary)]) + alignmentBlocks
        + (retrieval.allSatisfy(\.recalls.isEmpty)
          ? []
          : [.paragraph(retrievalText), .table(retrievalTable)] + labelBlocks
            + [.figure(recallFigure(context))])
        + (matrix?.blocks(context, encoder: encoder) ?? []) + (losses?.blocks ?? [])
        + (falseNegatives?.blocks(context, encoder: encoder) ?? [])
        + (zeroShot?.blocks(context, encoder: encoder) ?? []))
  }

  var picturedSamples: [String] {
    (falseNegatives?.examples ?? []).flatMap { [$0.a.description, $0.b.description] }
  }

  private var summary: String {
    let left = withoutText == 0 ? "" : " \(withoutText.counting("image")) had no text."
    return "\(pairs.counting("image")) of \(units.counting(unit)) with "
      + "\(distinctTexts.counting("different text")), embedded by \(encoder ?? "given vectors") and "
      + "\(textEncoder)\(model); vectors are compared by cosine.\(left)"
  }

  /// " (weights a423af3ed0125dc2, vocabulary …)".
  private var model: String {
    guard let weights = textModel.weights else { return "" }
    let facts = ["weights \(weights.prefix(16))", textModel.preprocessing, textModel.output ?? ""]
    return " (\(facts.filter { !$0.isEmpty }.joined(separator: ", ")))"
  }

  // MARK: Alignment

  private var alignmentBlocks: [Block] {
    if let alignment { return alignment.blocks }
    guard let use = alignmentFile else { return [] }
    return [
      .paragraph(
        "Both were brought into one space by the maps of \(use.file); "
          + "\(use.text)\(seen(use.textsSeen ?? 0)).")
    ]
  }

  // MARK: Retrieval

  private var retrievalText: String {
    "Each pair is a query among all \(pairs.grouped). R@k is the share of queries with a match among the "
      + "first k; every item with the same text is a match, and items that tie with it count as before it. "
      + "Intervals are \(unit) bootstraps that draw queries and what is searched among. Chance is a random "
      + "order."
  }

  private var retrievalTable: Table {
    Table(
      [
        .text("Found"), .number("k"), .number("R@k"), .number("95 % interval"), .number("Chance"),
        .number("Median rank"), .number("MRR"),
      ],
      retrieval.flatMap { direction in
        direction.recalls.enumerated().map { place, recall in
          [
            direction.direction.rawValue, "\(recall.k)", recall.value.percent,
            recall.interval?.percentText ?? "–", recall.chance.percent,
          ]
            + (place == 0
              ? [
                direction.medianRank.formatted(digits: 1),
                direction.meanReciprocalRank.formatted(digits: 3),
              ] : ["", ""])
        }
      }, caption: "Retrieval both ways")
  }

  /// Nothing where no labels are known.
  private var labelBlocks: [Block] {
    let rows = retrieval.flatMap { direction in
      direction.recalls.compactMap { $0.labelCells(direction.direction) }
    }
    guard !rows.isEmpty else { return [] }
    return [
      .paragraph(
        "By label is what somebody reaches who knows each item's label and nothing else; over label is "
          + "what the encoders add to that, with the interval and p of the paired difference."),
      .table(
        Table(
          [
            .text("Found"), .number("k"), .number("By label"), .number("Over label"),
            .number("95 % interval"), .number("p"),
          ], rows, caption: "What retrieval adds to knowing labels")),
    ]
  }

  private func recallFigure(_ context: ReportContext) -> NamedFigure {
    let rows = retrieval.flatMap { direction in
      direction.recalls.map { recall -> IntervalRow in
        var row = IntervalRow(
          name: "\(direction.direction.rawValue), k = \(recall.k)", estimate: recall.value,
          low: recall.interval?.low ?? .nan, high: recall.interval?.high ?? .nan)
        row.comparisons = [recall.chance] + [recall.byLabel].compactMap(\.self)
        return row
      }
    }
    let hasLabels = retrieval.contains { $0.recalls.contains { $0.byLabel != nil } }
    let chart = IntervalPlot(title: "Recall at k", xLabel: "share of queries", rows: rows)
    return NamedFigure(
      name: context.figureName("text-recall", encoder: encoder),
      figure: chart.figure(context.theme),
      caption: "Recall at k with 95 % intervals; triangles are chance"
        + (hasLabels ? ", squares what labels alone reach." : "."),
      alternative: "Recall at k both ways")
  }
}

extension RetrievalDirection.Recall {
  /// Nil where no labels are known.
  fileprivate func labelCells(_ direction: PairDirection) -> [String]? {
    byLabel.map { value in
      [
        direction.rawValue, "\(k)", value.percent, overLabel?.difference.percent ?? "–",
        overLabel?.interval?.percentText ?? "–", overLabel?.pValue.significant ?? "–",
      ]
    }
  }
}

/// ", but 12 of them have the text of a pair that did".
private func seen(_ texts: Int) -> String {
  texts == 0
    ? ""
    : ", but \(texts.grouped) of those judged \(texts == 1 ? "has" : "have") the text of one that did"
}

extension AlignmentStudy {
  fileprivate var blocks: [Block] {
    let best = candidates.sorted { $1.meanReciprocalRank < $0.meanReciprocalRank }.prefix(5)
    return [
      .paragraph(
        "The encoders were not trained together: linear maps bring both into one space of "
          + "\(dimension.counting("number")). \(candidates.count.grouped) were fitted on "
          + "\(training.counting("pair")), chosen by the mean reciprocal rank both ways of "
          + "\(validation.counting("other pair")), and the best fitted again on both "
          + "(\(rule)). The pairs judged below took no part\(seen(textsSeen)). Chosen: \(chosen.text)."
      ),
      .table(
        Table(
          [.text("Maps"), .number("Mean reciprocal rank")],
          best.map { [$0.method.text, $0.meanReciprocalRank.formatted(digits: 4)] },
          caption: "Maps between the spaces, by what they reach on validation units")),
    ]
  }
}

extension SimilarityTable {
  fileprivate func blocks(_ context: ReportContext, encoder: String?) -> [Block] {
    let panels = [
      ("Cosine of images and texts", cosines, "cosine", "text-matrix"),
      ("Softmax along rows", ofRows, "probability of the text", "text-matrix-rows"),
      ("Softmax along columns", ofColumns, "probability of the image", "text-matrix-columns"),
    ]
    return [
      .paragraph(
        "\(texts.count.counting("pair")), evenly spaced in the order of their labels; images down, texts "
          + "across, pairs dotted. Softmax divides cosines by \(temperature.significant): along a "
          + "row it is the probability of each text for an image, along a column that of each image for a "
          + "text.")
    ]
      + panels.map { title, values, label, name in
        let map = HeatMap(
          title: title, values: values, valueLabel: label,
          range: name == "text-matrix" ? nil : 0...1, rowGroups: groups, scale: .sequential,
          marks: pairMarks)
        return .figure(
          NamedFigure(
            name: context.figureName(name, encoder: encoder), figure: map.figure(context.theme),
            caption: "\(title), \(texts.count.counting("pair")).",
            alternative: "Heat map: \(label), images by texts"))
      }
  }
}

extension SimilarityTable {
  private var pairMarks: [[Bool]] {
    texts.indices.map { row in texts.indices.map { $0 == row } }
  }

  private var groups: [GroupSpan] {
    (labels ?? []).reduce(into: [GroupSpan]()) { spans, label in
      if let last = spans.last, last.name == label {
        spans[spans.count - 1] = GroupSpan(name: label, count: last.count + 1)
      } else {
        spans.append(GroupSpan(name: label, count: 1))
      }
    }
  }
}

extension ImageTextLosses {
  fileprivate var blocks: [Block] {
    let drawn =
      "Losses as measures, less is better: means over \(batches.counting("batch", plural: "batches")) of "
      + "\(batch.counting("pair")), in nats. InfoNCE and semantic matching divide cosines by "
      + "\(temperature.significant) ; DHN-NCE as "
      + ""
      + "published, τ = \(hardNegativeSettings.temperature.significant) and β = "
      + "\(hardNegativeSettings.imageHardness.significant), the sum of both directions. Of equal "
      + "cosines is what an encoder reaches to which all pairs are alike."
    let matching = labelOrigin.map { " Semantic matching takes its targets from \($0.rawValue)." }
    let rows =
      [
        ("InfoNCE", noiseContrastive, noiseContrastiveOfEqual),
        ("DHN-NCE", hardNegatives, hardNegativesOfEqual),
      ] + (semanticMatching.map { [("Semantic matching", $0, noiseContrastiveOfEqual)] } ?? [])
    return [
      .paragraph(drawn + (matching ?? "")),
      .table(
        Table(
          [
            .text("Loss"), .number("Image to text"), .number("Text to image"), .number("Value"),
            .number("Of equal cosines"),
          ],
          rows.map { name, loss, equal in
            [name]
              + [loss.imageToText, loss.textToImage, loss.value, equal]
              .map { $0.formatted(digits: 4) }
          }, caption: "Losses as measures")),
    ]
  }
}
