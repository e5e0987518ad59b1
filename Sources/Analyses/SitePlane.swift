import LinearAlgebra
import Statistics

/// Points of a scatter plot: more would hide one another.
private let shownItems = 3_000

extension SitePlane {
  /// Finds the plane by all rows given, and places some of them in it.
  ///
  /// - Parameters:
  ///   - sites: named rows, shape (any, d) each; two rows at least in all.
  ///   - items: of all sites.
  init(
    _ sites: [(name: String, rows: Matrix<Double>)], of items: Int, seed: UInt64
  ) throws(AnalysisError) {
    let all = sites.dropFirst().reduce(sites[0].rows) { $0.stacked(above: $1.rows) }
    let names = sites.map(\.name).joined(separator: " and ")
    let principal = try naming(names) { () throws(StatisticsError) in
      // At one thread, whose sums are the same however many there are.
      try BLAS.atOneThread { _ throws(StatisticsError) in
        try PrincipalComponents(of: all, count: min(2, min(all.rows, all.columns)))
      }
    }
    var generator = SeededGenerator(seed: seed, stream: "site plane")
    let shown = Set(generator.choose(min(shownItems, all.rows), of: all.rows))
    var first = 0
    self.sites = sites.map { name, rows in
      let places = (first..<(first + rows.rows)).filter(shown.contains)
      first += rows.rows
      let hasPlane = principal.scores.columns > 1
      return PlacedSite(
        name: name, x: places.map { principal.scores[$0, 0] }.asDrawn,
        y: places.map { hasPlane ? principal.scores[$0, 1] : 0 }.asDrawn)
    }
    explainedVarianceRatio = principal.explainedVarianceRatio
    self.items = items
  }
}
