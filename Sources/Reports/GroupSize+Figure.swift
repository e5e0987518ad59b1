import Analyses
import Figures

/// Rows that a chart of sizes has at most before sizes share rows.
private let largestRows = 12

extension [GroupSize] {
  /// Groups of look-alikes by their size, ascending; a row for each size, or for a range where
  /// there are many.
  func figure(_ context: ReportContext, name: String) -> NamedFigure {
    let groups = reduce(0) { $0 + $1.groups }
    let images = reduce(0) { $0 + $1.groups * $1.members }
    let chart = BarChart(
      title: "Groups of look-alikes by size", xLabel: "groups of this size",
      rows: count <= largestRows ? map(\.row) : ranges.map(row))
    return NamedFigure(
      name: name, figure: chart.figure(context.theme),
      caption:
        "\(groups.counting("group")) of look-alikes \(groups == 1 ? "holds" : "hold") \(images.counting("image")); the "
        + "largest has \((last?.members ?? 0).grouped).",
      alternative: "Bar chart of the number of groups by their size")
  }

  /// 2, 3–5, 6–10, 11–20, 21–50 and so on, from the smallest size to the largest.
  private var ranges: [ClosedRange<Int>] {
    var ranges: [ClosedRange<Int>] = []
    var (lower, upper, factor) = (1, 2, 0)
    while lower < (last?.members ?? 0) {
      ranges.append(lower + 1...upper)
      lower = upper
      upper = upper / [2, 5, 10][factor % 3] * [5, 10, 20][factor % 3]
      factor += 1
    }
    return ranges.filter { $0.upperBound >= first?.members ?? 0 }
  }

  private func row(_ range: ClosedRange<Int>) -> BarRow {
    let inside = filter { range.contains($0.members) }
    let groups = inside.reduce(0) { $0 + $1.groups }
    return BarRow(
      name: range.count == 1
        ? range.lowerBound.counting("image")
        : "\(range.lowerBound.grouped)–\(range.upperBound.grouped) images",
      count: groups,
      text: text(groups: groups, images: inside.reduce(0) { $0 + $1.groups * $1.members }))
  }
}

extension GroupSize {
  fileprivate var row: BarRow {
    BarRow(
      name: members.counting("image"), count: groups,
      text: text(groups: groups, images: groups * members))
  }
}

private func text(groups: Int, images: Int) -> String {
  groups == 0 ? "0" : "\(groups.counting("group")), \(images.counting("image"))"
}
