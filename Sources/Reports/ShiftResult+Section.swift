import Analyses
import Figures
import Foundation
import Statistics

extension ShiftResult {
  func section(_ context: ReportContext) -> Section {
    Section(
      AnalysisHeading.shift.text(encoder: encoder),
      warnings.blocks + [
        .paragraph(verdict), .table(table), .figure(figure(context)), .paragraph(limits),
      ] + (measures ?? []).blocks + contextBlocks(context) + driverBlocks(context)
        + strataBlocks(context) + matchedBlocks(context))
  }

  /// Ids of the samples whose pictures the section shows.
  var picturedSamples: [String] { drivers?.picturedSamples ?? [] }

  private func contextBlocks(_ context: ReportContext) -> [Block] {
    let counts = ComparedCounts(reference: n, candidate: m)
    return self.context?.blocks(context, encoder: encoder, unit: unit, of: counts) ?? []
  }

  private func driverBlocks(_ context: ReportContext) -> [Block] {
    drivers?.blocks(context, encoder: encoder, names: (reference, candidate)) ?? []
  }

  var verdict: String {
    let size =
      "The squared maximum mean discrepancy between \(reference) and \(candidate) is "
      + "\(mmd2Unbiased.significant) (\(interval.name) \(interval.text)), p = \(pValue.significant) "
      + "from \(permutations.counting("permutation")) of \(unit)s"
    return ([size + ": " + reading + "."] + [detectable, equivalence].compactMap { $0 })
      .joined(separator: " ")
  }

  private var reading: String {
    if pValue <= 0.05 {
      return "the two sets differ by more than chance explains at the 5 % level"
    }
    return context?.detectable == nil
      ? "these data do not show a difference at the 5 % level, which is no proof that there is none"
      : "no shift was detected at the 5 % level"
  }

  /// What "no shift detected" is worth.
  private var detectable: String? {
    guard pValue > 0.05, let detectable = context?.detectable else { return nil }
    return
      "A shift of MMD² = \(detectable.mmd2.significant), in whatever direction, is found by this "
      + "test with a probability of at least about \(detectable.power.percent); smaller ones may be "
      + "there and not be seen."
  }

  private var equivalence: String? {
    guard let equivalence = context?.equivalence else { return nil }
    let claim =
      "equivalen\(equivalence.isEquivalent ? "t" : "ce") within the margin of "
      + "\(equivalence.margin.significant) that was set"
    guard let bound = equivalence.upperBound?.significant else {
      return "\(claim.capitalizingFirst) cannot be shown with so few \(unit)s."
    }
    return equivalence.isEquivalent
      ? "As this encoder and kernel see them, the sets are \(claim): the upper 95 % bound of MMD², "
        + "\(bound), lies below it."
      : "\(claim.capitalizingFirst) is not shown: the upper 95 % bound of MMD², \(bound), is not below it."
  }

  private var table: Table {
    Table(
      [.text("Quantity"), .number("Value")],
      [
        ["\(reference): images / units", "\(n.grouped) / \(unitsReference.grouped)"],
        ["\(candidate): images / units", "\(m.grouped) / \(unitsCandidate.grouped)"],
        ["MMD², unbiased", mmd2Unbiased.significant],
        ["\(interval.name) (\(interval.method))", interval.text],
        ["MMD², biased", mmd2Biased.significant],
        ["p", pValue.significant],
        ["smallest p that is possible", smallestPValue.significant],
        ["\(normalInterval.name) (\(normalInterval.method))", normalInterval.text],
        ["kernel", kernel.text],
        ["bandwidth σ", bandwidth?.significant ?? "none"],
        ["rows scaled to length 1", normalized ? "yes" : "no"],
        ["compute_diff", computeDiff.significant],
      ], caption: "The test and the interval")
  }

  private var limits: String {
    "compute_diff is the biased estimate at σ = 1 on the rows as given, kept for comparison with "
      + "earlier work: on rows of length 1 it cannot exceed 2(1 − e⁻²) ≈ 1.7293, and on long rows "
      + "far apart it tends to 1/n + 1/m whatever the shift. "
      + "Estimator: Gretton et al., JMLR 13 (2012), eq. 3."
  }

  private func figure(_ context: ReportContext) -> NamedFigure {
    let row = IntervalRow(
      name: "\(reference) – \(candidate)", estimate: mmd2Unbiased, low: interval.low,
      high: interval.high)
    let chart = IntervalPlot(
      title: "Distribution shift", xLabel: "squared MMD (unbiased, \(interval.name))", rows: [row],
      reference: 0)
    return NamedFigure(
      name: context.figureName("shift-interval", encoder: encoder),
      figure: chart.figure(context.theme),
      caption: "Squared MMD with its \(interval.name); 0 is no difference.",
      alternative: "Squared MMD \(mmd2Unbiased.significant), interval \(interval.text)")
  }
}

extension ShiftKernel {
  var text: String {
    switch self {
    case .gaussian: "Gaussian, exp(−d²/2σ²)"
    case .gaussians: "sum of Gaussians with σ·{¼, ½, 1, 2, 4}"
    case .laplace: "Laplace, exp(−d/σ)"
    case .linear: "linear, x·y"
    case .polynomial: "polynomial, (x·y/d + 1)³"
    case .energy: "energy distance, −d"
    }
  }
}
