import Analyses
import Figures
import Statistics

extension SitesResult {
  func section(_ context: ReportContext) -> Section {
    Section(
      AnalysisHeading.sites.text(encoder: encoder),
      warnings.blocks + [.paragraph(verdict), .paragraph(method), .table(siteTable)]
        + pairFigures(context) + matrixTable
        + pairs.blocks(sides: ("Site", "Other site"), stratum: nil)
        + withinBlocks(context) + restBlocks(context))
  }

  var verdict: String {
    guard let farthest = pairs.tests.max(by: { $0.mmd2Unbiased < $1.mmd2Unbiased }),
      let nearest = pairs.tests.min(by: { $0.mmd2Unbiased < $1.mmd2Unbiased })
    else { return "No two of these \(sites.count) sites could be compared." }
    let found = pairs.tests.significantCount
    let counted =
      "Of \(pairs.tests.count.counting("pair")) of \(sites.count) sites, "
      + "\(found.grouped) \(found == 1 ? "differs" : "differ") by more than chance explains at the 5 % "
      + "level after Holm's correction over all pairs"
    guard pairs.tests.count > 1 else { return counted + "." }
    return counted
      + ". Farthest are \(farthest.reference) and \(farthest.candidate) "
      + "(MMD² \(farthest.mmd2Unbiased.significant) \(farthest.interval.text)), nearest "
      + "\(nearest.reference) and \(nearest.candidate) (\(nearest.mmd2Unbiased.significant) "
      + "\(nearest.interval.text))."
  }

  private var method: String {
    let drawn = sites.contains { $0.drawn < $0.items }
    return
      "All comparisons share one kernel, so that their sizes compare: \(kernel.text)"
      + (bandwidth.map {
        ", with σ = \($0.significant), the median distance between items of all sites unless given"
      } ?? "") + "; "
      + "rows \(normalized ? "scaled to length 1" : "as given"); "
      + "\(permutations.counting("permutation")) of \(unit)s each. "
      + "Holm's p holds for all tests of a table together, Benjamini–Hochberg's (BH) is for "
      + "exploring; MMD is √max(0, MMD²). A pair without a small p may differ by less than these data "
      + "can show: \u{201C}detected at 80 %\u{201D} is the MMD² that its test by itself, at 5 %, finds "
      + "about that often."
      + (drawn
        ? " Of larger sites \(itemLimit.grouped) items, whole units, were drawn with the seed."
        : "")
  }

  private var siteTable: Table {
    Table(
      [.text("Site"), .number("Items"), .number("Units"), .number("Items compared")],
      sites.map { [$0.name, $0.items.grouped, $0.units.grouped, $0.drawn.grouped] },
      caption: "Sites that were compared")
  }

  /// Few enough sites to read as a matrix.
  private var matrixTable: [Block] {
    guard (3...12).contains(sites.count) else { return [] }
    let places = Dictionary(uniqueKeysWithValues: zip(sites.map(\.name), 0...))
    var isSignificant = sites.map { _ in sites.map { _ in false } }
    for test in pairs.tests where test.isSignificant {
      guard let a = places[test.reference], let b = places[test.candidate] else { continue }
      (isSignificant[a][b], isSignificant[b][a]) = (true, true)
    }
    let rows = sites.indices.map { a in
      [sites[a].name]
        + sites.indices.map { b in
          if a == b { return "0" }
          return (mmd2Matrix[a][b]?.significant ?? "–") + (isSignificant[a][b] ? " *" : "")
        }
    }
    return [
      .table(
        Table(
          [.text("MMD²")] + sites.map { .number($0.name) }, rows,
          caption: "MMD² of every two sites")),
      .paragraph("* Holm's p ≤ 0.05."),
    ]
  }

  private func withinBlocks(_ context: ReportContext) -> [Block] {
    guard let within else { return [] }
    let tests = within.comparisons.tests
    let found = tests.significantCount
    let sentence =
      "Within each \(within.column), \(found.grouped) of \(tests.count.counting("comparison")) of sites "
      + "\(found == 1 ? "shows" : "show") a difference after Holm's correction over all of them. What "
      + "remains here is not a difference of how frequent each \(within.column) is."
    return [.paragraph(sentence)]
      + within.comparisons.blocks(sides: ("Site", "Other site"), stratum: within.column)
      + (tests.isEmpty ? [] : [.figure(withinFigure(within, context))])
  }

  private func restBlocks(_ context: ReportContext) -> [Block] {
    guard let rest else { return [] }
    return [
      .paragraph("Each site against all others together, each of these in proportion to its size.")
    ] + rest.blocks(sides: ("Others", "Site"), stratum: nil)
      + (rest.tests.isEmpty ? [] : [.figure(restFigure(rest, context))])
  }
}
