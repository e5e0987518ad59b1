import Analyses
import Figures
import Statistics

extension SitesResult {
  /// A heat map under its tree and the tree by itself; for two sites, or without a tree, intervals.
  func pairFigures(_ context: ReportContext) -> [Block] {
    guard let tree, sites.count > 2 else {
      return pairs.tests.isEmpty ? [] : [.figure(pairIntervals(context))]
    }
    return [.figure(heatMap(tree, context)), .figure(dendrogram(tree, context))]
  }

  private func heatMap(_ tree: Linkage, _ context: ReportContext) -> NamedFigure {
    let order = tree.order
    let place = Dictionary(uniqueKeysWithValues: zip(order.map { sites[$0].name }, 0...))
    var values = order.map { _ in order.map { _ in 0.0 } }
    var marks = order.map { _ in order.map { _ in false } }
    for test in pairs.tests {
      guard let a = place[test.reference], let b = place[test.candidate] else { continue }
      (values[a][b], values[b][a]) = (test.mmd, test.mmd)
      (marks[a][b], marks[b][a]) = (test.isSignificant, test.isSignificant)
    }
    let high = values.joined().max() ?? 0
    let chart = HeatMap(
      title: "Distance between sites", values: values, valueLabel: "MMD",
      range: 0...(high > 0 ? high : 1),
      rowGroups: order.map { GroupSpan(name: sites[$0].name, count: 1) }, marks: marks,
      tree: tree.drawn.reordered, treeLabel: "mean MMD", digits: 3)
    return NamedFigure(
      name: context.figureName("sites-mmd", encoder: encoder),
      figure: chart.figure(context.theme),
      caption:
        "MMD between \(sites.count) sites, in the order of their tree (average linkage, "
        + "above); a dot is a pair with Holm's p ≤ 0.05, and squares below 0 count as 0.",
      alternative: "Heat map of MMD, largest \(high.significant)")
  }

  private func dendrogram(_ tree: Linkage, _ context: ReportContext) -> NamedFigure {
    let chart = Dendrogram(
      title: "Sites by distance", xLabel: "mean MMD between sites", names: sites.map(\.name),
      tree: tree.drawn)
    let height = tree.merges.last?.height ?? 0
    return NamedFigure(
      name: context.figureName("sites-tree", encoder: encoder),
      figure: chart.figure(context.theme),
      caption: "Sites joined by the mean MMD between them, nearest first (average linkage).",
      alternative: "Dendrogram of \(sites.count) sites, up to \(height.significant)")
  }

  private func pairIntervals(_ context: ReportContext) -> NamedFigure {
    let chart = pairs.intervals(title: "Distance between sites") {
      "\($0.reference) – \($0.candidate)"
    }
    return NamedFigure(
      name: context.figureName("sites-intervals", encoder: encoder),
      figure: chart.figure(context.theme),
      caption: "Squared MMD of pairs of sites; 0 is no difference.",
      alternative: "Intervals of \(pairs.tests.count) pairs")
  }

  func withinFigure(_ within: SitesWithin, _ context: ReportContext) -> NamedFigure {
    let chart = within.comparisons.intervals(title: "Sites within \(within.column)") {
      "\($0.stratum ?? ""): \($0.reference) – \($0.candidate)"
    }
    return NamedFigure(
      name: context.figureName("sites-within-\(within.column)", encoder: encoder),
      figure: chart.figure(context.theme),
      caption:
        "Squared MMD of pairs of sites within each \(within.column), the farthest where not all have "
        + "room; 0 is no difference.",
      alternative: "Intervals of \(chart.rows.count) comparisons within \(within.column)")
  }

  func restFigure(_ rest: ShiftComparisons, _ context: ReportContext) -> NamedFigure {
    let chart = rest.intervals(title: "Each site against all others") { $0.candidate }
    return NamedFigure(
      name: context.figureName("sites-rest", encoder: encoder),
      figure: chart.figure(context.theme),
      caption: "Squared MMD of each site and all others together; 0 is no difference.",
      alternative: "Intervals of \(chart.rows.count) sites against all others")
  }
}
