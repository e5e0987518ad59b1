import Analyses
import Figures
import Statistics

extension EncoderComparisonResult {
  func section(_ context: ReportContext) -> Section {
    Section(
      AnalysisHeading.encoders.rawValue,
      warnings.blocks + [.paragraph(summary), .table(scoreTable)]
        + (rows.isEmpty ? [] : [.figure(accuracyFigure(context))]) + [.table(alignmentTable)])
  }

  private var summary: String {
    "On the same \(items.counting("image")): accuracy of the majority among the "
      + "\(neighbors.counting("nearest neighbour")) by cosine, leaving each image out, and centred kernel "
      + "alignment (linear; debiased after Song et al., JMLR 13 (2012)): 1 is the same "
      + "representation up to rotation and scale, 0 is unrelated. Intervals that overlap do not tell "
      + "encoders apart."
  }

  private var scoreTable: Table {
    Table(
      [.text("Encoder"), .number("Dimension"), .number("k-NN accuracy"), .number("95 % interval")],
      encoders.map {
        [
          $0.name, $0.dimension.grouped, $0.knnAccuracy?.percent ?? "–",
          $0.knnAccuracyInterval?.percentText ?? "–",
        ]
      })
  }

  private var alignmentTable: Table {
    Table(
      [.text("a"), .text("b"), .number("CKA, debiased"), .number("CKA, biased")],
      pairs.map {
        [$0.a, $0.b, $0.ckaDebiased.formatted(digits: 4), $0.ckaBiased.formatted(digits: 4)]
      })
  }

  private var rows: [IntervalRow] {
    encoders.compactMap { score in
      guard let accuracy = score.knnAccuracy, let interval = score.knnAccuracyInterval else {
        return nil
      }
      return IntervalRow(
        name: score.name, estimate: accuracy, low: interval.low, high: interval.high)
    }
  }

  private func accuracyFigure(_ context: ReportContext) -> NamedFigure {
    let chart = IntervalPlot(
      title: "Encoders", xLabel: "\(neighbors)-NN accuracy (95 % Wilson interval)", rows: rows,
      reference: nil)
    return NamedFigure(
      name: context.figureName("encoders-accuracy", encoder: nil),
      figure: chart.figure(context.theme),
      caption: "k-NN accuracy of each encoder with its interval.",
      alternative: "k-NN accuracy of " + encoders.map(\.name).joined(separator: ", "))
  }
}
