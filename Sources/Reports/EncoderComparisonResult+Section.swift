import Analyses
import Embeddings
import Figures
import Statistics

extension EncoderComparisonResult {
  func section(_ context: ReportContext) -> Section {
    Section(
      AnalysisHeading.encoders.rawValue,
      warnings.blocks + [.paragraph(summary)] + (tasks?.blocks(encoders, context) ?? [])
        + (robustness?.blocks(context) ?? []) + (costs?.blocks(encoders) ?? []) + alignmentBlocks)
  }

  private var summary: String {
    "\(encoders.count.counting("encoder")) on the same \(items.counting("image")), joined by id."
      + (tasks == nil ? " Without labels that differ there is nothing to foretell." : "")
  }

  private var alignmentBlocks: [Block] {
    guard !pairs.isEmpty else { return [] }
    return [
      .paragraph(
        "Centred kernel alignment (linear; debiased after Song et al., JMLR 13 (2012)): 1 is the same "
          + "representation up to rotation and scale, 0 is unrelated."),
      .table(alignmentTable),
    ]
  }

  private var alignmentTable: Table {
    Table(
      [.text("a"), .text("b"), .number("CKA, debiased"), .number("CKA, biased")],
      pairs.map {
        [$0.a, $0.b, $0.ckaDebiased.formatted(digits: 4), $0.ckaBiased.formatted(digits: 4)]
      })
  }

  /// Ids of the samples whose pictures the section shows.
  var picturedSamples: [String] {
    (tasks?.classes ?? []).flatMap { $0.onlyA.shown + $0.onlyB.shown }.map(\.id.description)
  }
}
