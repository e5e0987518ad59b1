import Analyses
import Figures
import Statistics

/// Rows of a table or a figure, beyond which the record is better read.
private let (listedRows, drawnRows) = (60, 40)

extension ShiftComparisons {
  /// A table of the tests, the farthest first where not all have room, and one of those that could not
  /// be made.
  ///
  /// - Parameters:
  ///   - sides: headings of both sets; nil where these are the same in every row.
  ///   - stratum: heading of the value within which was compared.
  func blocks(sides: (String, String)?, stratum: String?) -> [Block] {
    let shown = tests.farthest(listedRows)
    let note =
      shown.count < tests.count
      ? [
        Block.paragraph(
          "The \(shown.count) with the largest MMD² of \(tests.count.grouped) tests; run.json, or the file of "
            + "--json, has all.")
      ] : []
    return (tests.isEmpty ? [] : [.table(table(shown, sides, stratum))]) + note
      + (skipped.isEmpty ? [] : [.table(skippedTable(sides, stratum))])
  }

  private func table(
    _ shown: [ShiftComparison], _ sides: (String, String)?, _ stratum: String?
  ) -> Table {
    let names = [stratum, sides?.0, sides?.1].compactMap { $0 }
    return Table(
      names.map(Table.Column.text)
        + [
          "n / units", "m / units", "MMD²", "95 % interval", "detected at 80 %", "p", "Holm", "BH",
        ]
        .map(Table.Column.number),
      shown.map { test in
        [
          stratum.map { _ in test.stratum ?? "–" }, sides.map { _ in test.reference },
          sides.map { _ in test.candidate },
        ].compactMap { $0 } + [
          "\(test.n.grouped) / \(test.unitsReference.grouped)",
          "\(test.m.grouped) / \(test.unitsCandidate.grouped)", test.mmd2Unbiased.significant,
          test.interval.text, test.detectableMmd2.significant, test.pValue.significant,
          test.holmPValue.significant + (test.isSignificant ? " *" : ""),
          test.benjaminiHochbergPValue.significant,
        ]
      }, caption: "Tests of every pair, with p-values corrected over all")
  }

  private func skippedTable(_ sides: (String, String)?, _ stratum: String?) -> Table {
    Table(
      [stratum, sides?.0, sides?.1].compactMap { $0 }.map(Table.Column.text)
        + [.number("n"), .number("m"), .text("Not compared, because")],
      skipped.prefix(listedRows).map { row in
        [
          stratum.map { _ in row.stratum ?? "–" }, sides.map { _ in row.reference },
          sides.map { _ in row.candidate },
        ].compactMap { $0 } + [row.n.grouped, row.m.grouped, row.reason]
      }, caption: "Pairs that were not compared")
  }

  /// Squared discrepancies with their intervals, the farthest where not all have room.
  ///
  /// - Parameters:
  ///   - first: rows above them.
  ///   - name: of a test.
  func intervals(
    title: String, first: [IntervalRow] = [], name: (ShiftComparison) -> String
  ) -> IntervalPlot {
    IntervalPlot(
      title: title, xLabel: "squared MMD (unbiased, 95 % interval)",
      rows: first
        + tests.farthest(drawnRows).map {
          IntervalRow(
            name: name($0), estimate: $0.mmd2Unbiased, low: $0.interval.low, high: $0.interval.high
          )
        }, reference: 0)
  }
}

extension [ShiftComparison] {
  /// As they are, or the largest discrepancies where there are more.
  fileprivate func farthest(_ limit: Int) -> [ShiftComparison] {
    guard count > limit else { return self }
    return Array(
      enumerated().sorted {
        ($1.element.mmd2Unbiased, $0.offset) < ($0.element.mmd2Unbiased, $1.offset)
      }.prefix(limit).map(\.element))
  }

  var significantCount: Int { count(where: \.isSignificant) }
}
