import Analyses
import Embeddings
import Figures
import Statistics

/// Rows of a table of labels beyond which the record is better read.
private let listedLabels = 30

extension EncoderClasses {
  /// Where one encoder beats the other, and examples of both ways.
  func blocks(_ context: ReportContext) -> [Block] {
    let grids = [(onlyA, a, b), (onlyB, b, a)].filter { !$0.0.shown.isEmpty }
    let pictures =
      context.hasPictures
      ? grids.map { Block.figure(grid($0.0, right: $0.1, wrong: $0.2, context)) }
      : []
    return [.paragraph(summary)] + note + [.table(table)] + pictures
  }

  private var summary: String {
    "Label by label, \(a) against \(b) (\(task)): \(onlyA.count.counting("image")) only \(a) foretells, "
      + "\(onlyB.count.grouped) only \(b)."
  }

  private var note: [Block] {
    classes.count > listedLabels
      ? [
        .paragraph("The \(listedLabels) labels that differ most of \(classes.count.grouped).")
      ] : []
  }

  private var table: Table {
    let order = classes.indices.sorted {
      (-abs(classes[$0].difference), $0) < (-abs(classes[$1].difference), $1)
    }
    return Table(
      [
        .text("Label"), .number("n"), .number("Recall of \(a)"), .number("Recall of \(b)"),
        .number("Difference"), .number("95 % interval"), .number("p"), .number("p (Holm)"),
      ],
      order.prefix(listedLabels).map { classes[$0] }.map { row in
        [
          row.label, row.items.grouped, row.recallA.percent, row.recallB.percent,
          row.difference.formatted(digits: 4), row.interval?.fourDigits ?? "–",
          row.pValue.significant, row.adjustedPValue.significant,
        ]
      }, caption: "Recall by class")
  }

  private func grid(
    _ examples: Examples, right: String, wrong: String, _ context: ReportContext
  ) -> NamedFigure {
    let answers = examples.shown.map { example in
      (label: example.label, answer: example.wrong.map { "→ \($0)" } ?? "→ no answer")
    }
    let names = ShortNames(examples.shown.map(\.id.description))
    let chart = ImageGrid(
      title: "Right by \(right), wrong by \(wrong)",
      subtitle: "label, and → what \(wrong) says instead",
      columns: ImageGrid.columns(
        fitting: answers.flatMap { [$0.label, $0.answer] }, context.theme),
      groups: zip(examples.shown, answers).map { example, texts in
        let id = example.id.description
        return GridGroup(
          caption: texts.label, note: texts.answer,
          cells: [
            GridCell(
              image: context.picture(id, side: 0), caption: names.name(id, within: 13),
              frame: .neutral)
          ])
      })
    return NamedFigure(
      name: context.figureName("encoders-right-\(right)-wrong-\(wrong)", encoder: nil),
      figure: chart.figure(context.theme),
      caption:
        "\(examples.shown.count.grouped) of \(examples.count.counting("image")) that \(right) "
        + "foretells and \(wrong) does not, drawn at random; above each its label and, behind the "
        + "arrow, what \(wrong) says instead.",
      alternative: "Picture grid of \(examples.shown.count.counting("image"))")
  }
}
