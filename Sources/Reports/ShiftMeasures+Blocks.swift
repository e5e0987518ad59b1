import Analyses
import Statistics

extension [ShiftMeasure] {
  /// All measures in one table, how to read each, and the components that differ most.
  var blocks: [Block] {
    guard !isEmpty else { return [] }
    return [
      .paragraph(
        "Measures beside the discrepancy. Each looks at the same rows in its own way; none is "
          + "corrected for there being several, so that the test above stays the one to decide by."),
      .table(table), .table(readings),
    ] + flatMap(\.componentBlocks) + warnings
  }

  private var table: Table {
    Table(
      [
        .text("Measure"), .number("Estimate"), .number("Without a shift"),
        .number("\(intervalName)"), .number("p"),
      ],
      map { measure in
        [
          measure.kind.name, measure.estimate?.significant ?? "not measured",
          measure.valueWithoutShift?.significant ?? "–", measure.interval?.text ?? "–",
          measure.pValue?.significant ?? "–",
        ]
      }, caption: "Other measures of the same difference")
  }

  /// All intervals have one level.
  private var intervalName: String { lazy.compactMap(\.interval).first?.name ?? "Interval" }

  private var readings: Table {
    Table(
      [.text("Measure"), .text("Of"), .text("How to read it")],
      map { [$0.kind.name, $0.subject, $0.kind.reading] }, caption: "How to read each measure")
  }

  /// Each warning once, with the measures that it is of.
  private var warnings: [Block] {
    var found: [AnalysisWarning] = []
    for warning in flatMap(\.warnings) where !found.contains(warning) { found.append(warning) }
    return found.map { warning in
      let names = filter { $0.warnings.contains(warning) }.map(\.kind.name)
      return .warning(
        finding: "\(names.joined(separator: ", ")): \(warning.finding)", remedy: warning.remedy)
    }
  }
}

extension ShiftMeasure {
  fileprivate var subject: String {
    let units =
      unit == "group"
      ? "; \(unitsReference.grouped) and \(unitsCandidate.grouped) groups" : ""
    let spread =
      spread.map { "; spread over blocks \($0.significant), which is no interval" } ?? ""
    let smallest = smallestPValue.map { "; smallest p possible \($0.significant)" } ?? ""
    return "\(of)\(units)\(smallest)\(spread)"
  }

  /// The components that differ most, where there are any.
  fileprivate var componentBlocks: [Block] {
    guard let components, !components.isEmpty else { return [] }
    let strongest = components.sorted { ($0.pValue, $0.component) < ($1.pValue, $1.component) }
    return [
      .paragraph(
        "The principal components along which the two sets differ most, of "
          + "\(components.count.grouped) tested; adjusted p is p times that number (Bonferroni)."),
      .table(
        Table(
          [
            .number("Component"), .number("Of the variance"), .number("Kolmogorov–Smirnov D"),
            .number("p"), .number("Adjusted p"),
          ],
          strongest.prefix(5).map {
            [
              "\($0.component)", $0.explainedVarianceRatio.percent, $0.statistic.significant,
              $0.pValue.significant, $0.adjustedPValue.significant,
            ]
          }, caption: "Kolmogorov–Smirnov tests by principal component")),
    ]
  }
}

extension ShiftMeasureKind {
  /// One sentence.
  var reading: String {
    switch self {
    case .mmd2Gaussian:
      "Squared discrepancy under exp(−d²/2σ²): 0 for equal distributions, and for no others "
        + "(Gretton et al. 2012)."
    case .mmd2Gaussians:
      "The same under the sum of five such kernels, with σ times ¼, ½, 1, 2 and 4: sees "
        + "differences of several scales at once."
    case .mmd2Linear:
      "Squared distance of the two mean vectors: blind to every other difference."
    case .energyDistance:
      "2E‖X − Y‖ − E‖X − X′‖ − E‖Y − Y′‖, in the units of the rows: 0 for equal distributions, and for "
        + "no others, and without a bandwidth to choose (Székely and Rizzo 2013)."
    case .mmdFuse:
      "Soft maximum of the discrepancies by ten Gaussian and ten Laplace kernels, each over its own "
        + "size: one test that adapts to the scale of the difference; only its p is to be read "
        + "(Biggs, Schrab and Gretton 2023)."
    case .classifierAUC:
      "Chance that a linear classifier, fitted to other units, ranks an image of the first set "
        + "above one of the second: 0.5 is guessing, 1 tells the sets apart; it sees differences "
        + "of means, not of spread alone (Lopez-Paz and Oquab 2017)."
    case .frechetDistance:
      "Distance of two normal distributions with the means and covariances of the sets, the "
        + "formula of FID: 0 for equal ones, but above 0 for finite samples even without a shift, "
        + "so compare only values of equal n (Heusel et al. 2017)."
    case .kernelInceptionDistance:
      "Squared discrepancy under the kernel (x·y/d + 1)³, mean over random blocks of rows: about 0 "
        + "without a shift; on rows of length 1 the kernel is close to a linear one "
        + "(Bińkowski et al. 2018)."
    case .componentKolmogorovSmirnov:
      "Largest difference of the two distribution functions along the component that differs "
        + "most, 0 to 1; p is corrected for the number of components (Bonferroni)."
    case .precision:
      "Share of the second set's images that lie within the k-neighbour ball of some image of the "
        + "first: low where the second holds what the first lacks; outliers of the first make it "
        + "high (Kynkäänniemi et al. 2019)."
    case .recall:
      "Share of the first set's images within the ball of some image of the second: low where the "
        + "second lacks what the first holds."
    case .density:
      "How many balls of the first set hold an image of the second, per k: below 1 where the "
        + "second lies in thin regions of the first, above 1 where it crowds its dense ones "
        + "(Naeem et al. 2020)."
    case .coverage:
      "Share of the first set's images whose ball holds an image of the second: below the value "
        + "without a shift where parts of the first have no counterpart; intervals of these four "
        + "take the balls as given, and are too short to be held against that value."
    }
  }
}
