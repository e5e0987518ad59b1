import Analyses
import Figures
import Statistics

extension ShiftContext {
  /// How large the estimate is, what halves of one set show, and what this test can see.
  func blocks(_ context: ReportContext, encoder: String?, unit: String, of whole: ComparedCounts)
    -> [Block]
  {
    [.table(sizes)] + checkBlocks(unit)
      + (powerCurve.isEmpty ? [] : [.figure(powerFigure(context, encoder, unit))])
      + [
        .paragraph(
          ([subsampleNote(whole, unit)].compactMap { $0 } + definitions).joined(separator: " "))
      ]
  }

  // MARK: Sizes

  private var sizes: Table {
    Table(
      [.text("In context"), .number("Value")],
      [
        ["MMD, √max(0, MMD²)", mmd.significant],
        ["normalised MMD²", normalizedMmd2?.significant ?? "undefined"],
      ] + detectableRows + equivalenceRows, caption: "The estimate in context")
  }

  private var detectableRows: [[String]] {
    guard let detectable else {
      return [["smallest MMD² that can be detected", "too few units to detect any"]]
    }
    let power = "\((100 * detectable.power).formatted(digits: 0)) % power"
    return [
      ["MMD² above which this test rejects", detectable.criticalValue.significant],
      ["smallest MMD² detected at \(power), in any direction", detectable.mmd2.significant],
    ]
      + [
        detectable.alongObserved.map {
          ["the same in the direction observed", $0.significant]
        },
        detectable.mixtureShare.map {
          ["the same as a share of units like the candidate's among others", $0.percent]
        },
      ].compactMap { $0 }
  }

  private var equivalenceRows: [[String]] {
    guard let equivalence else { return [] }
    return [
      [
        "equivalent within \(equivalence.margin.significant)",
        equivalence.isEquivalent ? "yes" : "not shown",
      ],
      ["upper 95 % bound of MMD²", equivalence.upperBound?.significant ?? "none: too few units"],
    ]
  }

  // MARK: Self-check

  private func checkBlocks(_ unit: String) -> [Block] {
    guard !selfChecks.isEmpty else {
      return [
        .paragraph(
          "Neither set has the four \(unit)s that halves of two need, so the test could not be checked "
            + "on halves of one set.")
      ]
    }
    return [.table(checkTable(unit))]
  }

  private func checkTable(_ unit: String) -> Table {
    let hasImages = selfChecks.contains { $0.rejectedByImages != nil }
    return Table(
      [
        .text("Halves of"), .number("\(unit.capitalizingFirst)s"),
        .number("Rejected, \(unit)s permuted"),
      ] + (hasImages ? [.number("Rejected, images permuted")] : []) + [
        .number("Spread of MMD²"), .number("Observed / spread"),
      ],
      selfChecks.map { check in
        [check.name, check.units.grouped, check.rejected?.text ?? "too few \(unit)s"]
          + (hasImages ? [check.rejectedByImages?.text ?? "–"] : [])
          + [check.spread.significant, check.ratio?.significant ?? "undefined"]
      }, caption: "The test on random halves of each set")
  }

  // MARK: Power

  private func powerFigure(
    _ context: ReportContext, _ encoder: String?, _ unit: String
  ) -> NamedFigure {
    let rates = powerCurve.map(\.rejected)
    let chart = LineChart(
      title: "Power by sample size", xLabel: "\(unit)s of each set", yLabel: "share rejected",
      series: [
        LineSeries(
          name: "", x: powerCurve.map { Double($0.units) }, y: rates.map(\.rate),
          low: rates.map(\.interval.low), high: rates.map(\.interval.high))
      ], axes: .logarithmicX, yLimits: 0...1)
    let tests = rates.first?.tests ?? 0
    return NamedFigure(
      name: context.figureName("shift-power", encoder: encoder),
      figure: chart.figure(context.theme),
      caption:
        "Share of \(tests.grouped) random samples of these sets that the test rejects at the "
        + "\(level.wholePercent) level, by \(unit)s drawn of each, with 95 % intervals (Wilson). "
        + "Samples share \(unit)s, the more the closer they come to all.",
      alternative: "Power: "
        + powerCurve.map { "\($0.units) \(unit)s \($0.rejected.rate.percent)" }
        .joined(separator: ", "))
  }

  // MARK: Words

  /// Where not all items were used.
  private func subsampleNote(_ whole: ComparedCounts, _ unit: String) -> String? {
    guard sample.reference < whole.reference || sample.candidate < whole.candidate else {
      return nil
    }
    return "MMD is that of all images; the rest was computed on \(sample.reference.grouped) and "
      + "\(sample.candidate.grouped) of them, drawn at random"
      + (unit == "image" ? "" : " by whole \(unit)s")
      + ": spread and power are those of such samples, and the detectable MMD² was scaled to all by "
      + "1/n + 1/m of the \(unit)s."
  }

  private var definitions: [String] {
    [
      "Normalised MMD² is MMD²/(‖μx‖² + ‖μy‖²), the squared norms of the mean embeddings estimated "
        + "without bias: 0 for equal distributions, 1 for sets that have nothing in common."
    ] + (selfChecks.isEmpty ? [] : [checkDefinition])
      + (detectable == nil ? [] : [detectableDefinition])
  }

  private var checkDefinition: String {
    let tests = selfChecks.compactMap { $0.rejected ?? $0.rejectedByImages }.first?.tests
    return "Self-check: \(tests.map(\.grouped) ?? "random") random halves of one set by unit, of "
      + "which the test should reject about \(level.wholePercent); the spread is the root mean square "
      + "of their MMD², each half having half the units."
  }

  private var detectableDefinition: String {
    "The smallest detectable MMD² combines the permutation null with the variance of the estimate "
      + "under a shift; \"in any direction\" takes the direction in which these sets vary most by "
      + "themselves."
  }
}

/// Items that a test compared.
struct ComparedCounts {
  let reference: Int
  let candidate: Int
}

extension RejectionRate {
  /// "6.0 % [2.8 %, 12.5 %]".
  var text: String { "\(rate.percent) \(interval.percentText)" }
}

extension Double {
  /// "5 %".
  fileprivate var wholePercent: String { "\((100 * self).formatted(digits: 0)) %" }
}
