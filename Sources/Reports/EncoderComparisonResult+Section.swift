import Analyses
import Embeddings
import Figures
import Statistics

extension EncoderComparisonResult {
  func section(_ context: ReportContext) -> Section {
    Section(
      AnalysisHeading.encoders.rawValue,
      warnings.blocks + [.paragraph(summary)] + (tasks?.blocks(encoders, context) ?? [])
        + (robustness?.blocks(context) ?? []) + (costs?.blocks(encoders) ?? [])
        + (representation?.blocks(context) ?? []))
  }

  private var summary: String {
    "\(encoders.count.counting("encoder")) on the same \(items.counting("image")), joined by id."
      + (tasks == nil ? " Without labels that differ there is nothing to foretell." : "")
  }

  /// Ids of the samples whose pictures the section shows.
  var picturedSamples: [String] {
    (tasks?.classes ?? []).flatMap { $0.onlyA.shown + $0.onlyB.shown }.map(\.id.description)
  }
}
