public import Analyses
public import Figures
public import Statistics

extension EncoderDetections {
  /// Detection rate against size: a row of panels a shift, a column a share of what is affected, a line
  /// a test with its Wilson interval; the dashed line is the level.
  public func figure(level: Double) -> Figure {
    let fractions = Set(conditions.compactMap(\.fraction)).sorted()
    let columns = fractions.isEmpty ? [nil] : fractions.map(Optional.some)
    let names = conditions.map(\.alteration).reduce(into: [String]()) {
      if $0.last != $1 { $0.append($1) }
    }
    return SmallMultiples(
      title: "How often shifts are found (\(encoder))", xLabel: "images in each sample",
      yLabel: "share of samples in which a shift is found",
      columns: columns.map { $0.map { "\(($0 * 100).shortText) % affected" } ?? "" },
      rows: names.map { name in
        let members = conditions.filter { $0.alteration == name }
        return SmallMultiples.Row(
          name: name,
          panels: columns.enumerated().map { place, fraction in
            let condition = members.first {
              $0.fraction == fraction || ($0.fraction == nil && place == 0)
            }
            return condition.map(lines)
          })
      }, reference: level
    ).figure()
  }

  private func lines(_ condition: ShiftCondition) -> [LineSeries] {
    tests.map { test in
      let found = sizes.compactMap { rate(of: condition, n: $0, test) }
      return LineSeries(
        name: test.title, x: found.map { Double($0.n) }, y: found.map(\.rate),
        low: found.map(\.interval.low), high: found.map(\.interval.high))
    }
  }
}

extension ShiftDetector {
  /// As in tables.
  public var title: String {
    switch self {
    case .mmd: "MMD"
    case .energy: "energy distance"
    case .ks: "KS"
    case .classifier: "classifier"
    }
  }
}

extension Double {
  /// Without digits that say nothing: "50", "2.5".
  fileprivate var shortText: String {
    self == rounded() ? formatted(digits: 0) : significant
  }
}
