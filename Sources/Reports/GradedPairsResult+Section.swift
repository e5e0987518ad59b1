import Analyses
import Embeddings
import Figures

/// Pairs of pictures on a page, as of other pairs.
private let picturedPairs = 12
/// Pairs of each grade in the table.
private let tabledPairs = 5

extension GradedPairsResult {
  var picturedSamples: [String] {
    shownPairs.flatMap { [$0.pair.a.description, $0.pair.b.description] }
  }

  func section(_ context: ReportContext) -> Section {
    Section(
      "\(AnalysisHeading.gradedPairs.rawValue): \(place)",
      [.paragraph(summary)] + warnings.blocks + [.table(gradeTable), .table(encoderTable)]
        + (shownPairs.isEmpty || context.pictures.isEmpty ? [] : [.figure(figure(context))])
        + (pairs.isEmpty ? [] : [.table(pairTable)]))
  }

  /// "across train and test".
  private var place: String {
    evaluation.map { "across \(reference) and \($0)" } ?? "within \(reference)"
  }

  private var summary: String {
    let found = isComplete ? pairCount.counting("pair") : "\(pairCount.counting("listed pair"))"
    return "\(found) \(place), each with the encoders that see it: those under which its cosine "
      + "reaches their own threshold. A pair that every encoder sees is harder to doubt than "
      + "one that a single encoder sees. Cosines of different encoders have different scales; their "
      + "mean only orders the pairs of a grade."
  }

  private var gradeTable: Table {
    Table(
      [.text("Seen by"), .number("Pairs"), .number("Share"), .number("Labels differ")],
      grades.map { grade in
        [
          grade.encoders == 0 ? "none, equal pixels" : "\(grade.encoders) of \(encoders.count)",
          grade.pairs.grouped,
          pairCount == 0 ? "–" : (Double(grade.pairs) / Double(pairCount)).percent,
          grade.labelConflicts?.grouped ?? "–",
        ]
      }, caption: "Pairs by the number of encoders that see them")
  }

  private var encoderTable: Table {
    Table(
      [.text("Encoder"), .number("Threshold"), .number("Pairs seen"), .number("Seen by it alone")],
      encoders.map {
        [$0.name, $0.threshold.thresholdText, $0.pairs.grouped, $0.seenAlone.grouped]
      }, caption: "What each encoder sees")
  }

  /// The first pairs of each grade, as many of each.
  private var shownPairs: [GradedPair] {
    first(max(1, picturedPairs / max(1, grades.count { $0.pairs > 0 })))
  }

  private func first(_ count: Int) -> [GradedPair] {
    grades.flatMap { grade in pairs.filter { $0.encoders == grade.encoders }.prefix(count) }
  }

  private func figure(_ context: ReportContext) -> NamedFigure {
    let shown = shownPairs.prefix(picturedPairs)
    let groups = shown.map { graded in
      GridGroup(
        caption: "seen by \(graded.encoders) of \(encoders.count)",
        note: graded.note,
        cells: graded.pair.group(number: 1, context).cells)
    }
    return NamedFigure(
      name: context.figureName(
        evaluation == nil ? "duplicates-by-encoders" : "leakage-by-encoders", encoder: nil),
      figure: ImageGrid(title: "Pairs by encoders", columns: 6, groups: groups)
        .figure(context.theme),
      caption: "The first pairs of each grade, with the cosines of the encoders that see them, in "
        + "the order \(encoders.map(\.name).joined(separator: ", ")).",
      alternative: "Picture grid of \(shown.count.counting("pair")) of images")
  }

  private var pairTable: Table {
    Table(
      [
        .text("Seen by"), .text("First pairs of each grade"), .text("Labels"), .text("Cosines"),
        .text("Other evidence"),
      ],
      first(tabledPairs).map { graded in
        [
          "\(graded.encoders)", graded.pair.ids(within: 34).joined(separator: ", "),
          graded.pair.labelText ?? "–",
          graded.cosines.map { "\($0.encoder) \($0.cosine.cosineText)" }
            .joined(separator: ", "), graded.pair.otherEvidence ?? "none",
        ]
      }, caption: "First pairs of each grade")
  }
}

extension GradedPair {
  /// The cosines in the order of the encoders; of a single one with its name.
  fileprivate var note: String {
    guard cosines.count == 1 else {
      return cosines.isEmpty
        ? "no cosine" : cosines.map(\.cosine.cosineText).joined(separator: ", ")
    }
    return "\(cosines[0].encoder.shortened(to: 16)) \(cosines[0].cosine.cosineText)"
  }
}
