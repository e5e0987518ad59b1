import Analyses
import Embeddings
import Figures

extension FalseNegatives {
  func blocks(_ context: ReportContext, encoder: String?) -> [Block] {
    [
      .paragraph(
        "False negatives: pairs whose text fits the image of another pair as well, among all "
          + "\(pairs.grouped). Training by pairs alone pushes them apart, and retrieval counts them as "
          + "errors unless their texts are equal."),
      .table(
        Table(
          [
            .text("Two pairs fit each other by"), .number("Pairs affected"), .number("Share"),
            .number("Twins"), .number("Per image in a batch"),
          ],
          rules.map { rule in
            let threshold = rule.threshold.map { ", cosine ≥ \($0.significant)" } ?? ""
            let bound = rule.isLowerBound ? "≥ " : ""
            return [
              rule.kind.rawValue + threshold, bound + rule.affected.grouped,
              bound + (Double(rule.affected) / Double(max(1, pairs))).percent,
              bound + rule.twins.grouped,
              bound + "\(rule.perBatch.significant) of \(rule.batch - 1)",
            ]
          }, caption: "Pairs whose texts fit another image as well")),
    ]
      + (examples.isEmpty
        ? []
        : (context.hasPictures ? [.figure(figure(context, encoder: encoder))] : [])
          + [.table(exampleTable)])
  }

  private var exampleTable: Table {
    Table(
      [
        .text("By"), .text("Text"), .text("Other text"), .text("Images"),
        .number("Texts' cosine"), .number("Images' cosine"),
      ],
      examples.map {
        let (a, b) = ($0.a.description, $0.b.description)
        return [
          $0.kind.rawValue, $0.textA, $0.textB,
          "\(a.shortened(to: 24, unlike: b)), \(b.shortened(to: 24, unlike: a))",
          $0.textCosine.formatted(digits: 3), $0.imageCosine.formatted(digits: 3),
        ]
      }, caption: "Examples of such pairs")
  }

  /// Three pairs a row, each over its text.
  private func figure(_ context: ReportContext, encoder: String?) -> NamedFigure {
    let groups = examples.map { example in
      GridGroup(
        caption: example.kind.rawValue,
        note: "images' cosine \(example.imageCosine.formatted(digits: 3))",
        cells: [(example.a, example.textA), (example.b, example.textB)].map { id, text in
          GridCell(image: context.pictures[id.description], caption: text, frame: .neutral)
        })
    }
    return NamedFigure(
      name: context.figureName("text-false-negatives", encoder: encoder),
      figure: ImageGrid(title: "Pairs that fit each other", columns: 6, groups: groups)
        .figure(context.theme),
      caption: "Pairs whose texts fit each other's images, over their texts.",
      alternative: "Picture grid of \(examples.count.counting("pair")) of images")
  }
}
