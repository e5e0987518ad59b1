import LinearAlgebra

/// How a join finds its candidates; either way, all pairs are found.
enum JoinMethod: Sendable {
  /// All inner products in float, by tiles.
  case products
  /// Pairs whose folds are close.
  case folded(FoldMethod)

  /// The method that costs least by what a sample of the rows shows.
  ///
  /// - Parameter radii: of each of some rows of x, up to which distance of directions rows of y are
  ///   wanted.
  static func cheapest(
    _ x: UnitRows, _ y: UnitRows, radii: (_ rowsOfX: UnitRows) -> [Double]
  ) -> JoinMethod {
    let work = Double(x.count) * Double(y.count) * Double(x.dimension)
    guard work > 2e8, min(x.count, y.count) >= 64 else { return .products }
    // Products this small are slower on several threads.
    return BLAS.atOneThread { _ in
      let sample = JoinSample(x, y)
      return sample.cheapest(radii: radii(sample.x))
    }
  }

  /// The same for one radius of all rows.
  static func cheapest(_ x: UnitRows, _ y: UnitRows, radius: Double) -> JoinMethod {
    cheapest(x, y) { Array(repeating: radius, count: $0.count) }
  }
}

/// Rows drawn from two sets (or twice from one), on which methods are tried.
private struct JoinSample {
  let x: UnitRows
  private let y: UnitRows
  private let basis: FoldBasis
  private let pairs: Double
  private let rows: Double

  /// Rows of each set that are compared with one another.
  private static let compared = 512
  /// Rows on which the directions are found.
  private static let learned = 2_048

  init(_ x: UnitRows, _ y: UnitRows) {
    var generator = SeededGenerator(seed: 0, stream: "join sample")
    func sample(_ rows: UnitRows, _ count: Int) -> Matrix<Float> {
      rows.unit(selecting: generator.choose(min(count, rows.count), of: rows.count))
    }
    basis = FoldBasis(
      of: sample(x, Self.learned / 2).stacked(above: sample(y, Self.learned / 2)),
      count: JoinCost.widths.last.map { $0 - 1 } ?? 0)
    self.x = UnitRows(sample(x, Self.compared))
    self.y = UnitRows(sample(y, Self.compared))
    pairs = Double(x.count) * Double(y.count)
    rows = Double(x.count + y.count)
  }

  func cheapest(radii: [Double]) -> JoinMethod {
    var best = (
      method: JoinMethod.products, cost: pairs * JoinCost.product(dimension: x.dimension)
    )
    for fold in folds {
      for isBytes in JoinCost.hasBytes ? [true, false] : [false] {
        guard !isBytes || fold.width <= PointBlock.largestDimensionOfBytes else { continue }
        let (method, share) = trial(of: fold, radii: radii, isBytes: isBytes)
        let cost =
          pairs
          * (JoinCost.comparison(width: fold.width, isBytes: isBytes)
            + share * JoinCost.verification(dimension: x.dimension))
          + rows * JoinCost.folding(dimension: x.dimension, width: fold.width)
        if cost < best.cost { best = (.folded(method), cost) }
      }
    }
    return best.method
  }

  private var folds: [Fold] {
    let narrow = JoinCost.widths.filter { $0 < x.dimension && $0 <= basis.largestWidth }
    return narrow.map {
      centered(basis.fold(width: $0)) { basis.fold(width: $0.width, restCenter: $1) }
    }
      + [basis.whole]
  }

  /// The fold with its last coordinate moved to lie around zero, so that bytes resolve it.
  private func centered(_ fold: Fold, _ moved: (Fold, Double) -> Fold) -> Fold {
    let (points, _) = fold.points(of: x, 0..<x.count)
    let last = (0..<points.rows).map { Double(points[$0, fold.width - 1]) }
    return moved(fold, last.reduce(0, +) / Double(max(1, last.count)))
  }

  /// The method, and the share of pairs that survive it.
  private func trial(of fold: Fold, radii: [Double], isBytes: Bool) -> (FoldMethod, Double) {
    let (p, errorsOfP) = fold.points(of: x, 0..<x.count)
    let (q, errorsOfQ) = fold.points(of: y, 0..<y.count)
    let largest = max(
      p.elements.reduce(0) { max($0, abs($1)) }, q.elements.reduce(0) { max($0, abs($1)) })
    let precision: PointBlock.Precision =
      isBytes ? .bytes(step: max(Double(largest) * 1.1 / 127, 1e-6)) : .floats
    let block = PointBlock(p, errors: errorsOfP, precision: precision)
    let other = PointBlock(q, errors: errorsOfQ, precision: precision)
    var places = PlaceList()
    block.findClose(
      0..<x.count, within: radii, to: other, into: &places)
    return (
      FoldMethod(fold: fold, precision: precision),
      Double(places.count) / Double(x.count * y.count)
    )
  }
}

/// What the parts of a join cost on one core, in nanoseconds. Only ratios matter, and only for speed.
enum JoinCost {
  /// Widths of folds that are tried, besides the whole row.
  static let widths = [32, 64, 128]

  /// Whether products of bytes are faster than of floats.
  static var hasBytes: Bool { InstructionSet.best >= .vnni }

  static func product(dimension: Int) -> Double { 0.3 + 0.012 * Double(dimension) }

  static func comparison(width: Int, isBytes: Bool) -> Double {
    // Bytes are stored in multiples of 64.
    let numbers = Double(isBytes ? (width + 63) / 64 * 64 : width)
    switch (InstructionSet.best, isBytes) {
    case (.amx, true): return 0.04 + 0.0005 * numbers
    case (_, true): return 0.03 + 0.003 * numbers
    case (.scalar, false): return 0.1 + 0.1 * numbers
    case (.avx2, false): return 0.05 + 0.025 * numbers
    case (_, false): return 0.04 + 0.012 * numbers
    }
  }

  static func verification(dimension: Int) -> Double { 40 + 0.1 * Double(dimension) }

  static func folding(dimension: Int, width: Int) -> Double {
    Double(dimension) * (0.4 + 0.015 * Double(width)) + 4 * Double(width)
  }
}
