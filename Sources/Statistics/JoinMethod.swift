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
  /// Rows on which the directions are found, at most; of small sets fewer, since finding them costs
  /// more than it saves.
  private static let learned = 2_048

  init(_ x: UnitRows, _ y: UnitRows) {
    var generator = SeededGenerator(seed: 0, stream: "join sample")
    func sample(_ rows: UnitRows, _ count: Int) -> Matrix<Float> {
      rows.unit(selecting: generator.choose(min(count, rows.count), of: rows.count))
    }
    let learned = min(Self.learned, max(Self.compared, (x.count + y.count) / 32))
    basis = FoldBasis(
      of: sample(x, learned / 2).stacked(above: sample(y, learned / 2)),
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
    // Those that cannot be the cheapest need no trial.
    for candidate in candidates where leastCost(of: candidate) < best.cost {
      let (method, share) = trial(of: candidate, radii: radii)
      let cost =
        leastCost(of: candidate) + pairs * share * JoinCost.verification(dimension: x.dimension)
      if cost < best.cost { best = (.folded(method), cost) }
    }
    return best.method
  }

  private struct Candidate {
    /// Of the fold; the dimension itself stands for none.
    let width: Int
    let isBytes: Bool
  }

  /// By what they cost where they leave nothing to verify.
  private var candidates: [Candidate] {
    let widths = JoinCost.widths.filter { $0 < x.dimension && $0 <= basis.largestWidth }
    let kinds = JoinCost.hasBytes ? [true, false] : [false]
    return (widths + [x.dimension]).flatMap { width in
      kinds.map { Candidate(width: width, isBytes: $0) }
    }
    .filter { !$0.isBytes || $0.width <= PointBlock.largestDimensionOfBytes }
    .sorted { leastCost(of: $0) < leastCost(of: $1) }
  }

  private func leastCost(of candidate: Candidate) -> Double {
    pairs * JoinCost.comparison(width: candidate.width, isBytes: candidate.isBytes)
      + rows * JoinCost.folding(dimension: x.dimension, width: candidate.width)
  }

  private func fold(of candidate: Candidate) -> Fold {
    guard candidate.width < x.dimension else { return basis.whole }
    return centered(basis.fold(width: candidate.width)) {
      basis.fold(width: $0.width, restCenter: $1)
    }
  }

  /// The fold with its last coordinate moved to lie around zero, so that bytes resolve it.
  private func centered(_ fold: Fold, _ moved: (Fold, Double) -> Fold) -> Fold {
    let (points, _) = fold.points(of: x, 0..<x.count)
    let last = (0..<points.rows).map { Double(points[$0, fold.width - 1]) }
    return moved(fold, last.reduce(0, +) / Double(max(1, last.count)))
  }

  /// The method, and the share of pairs that survive it.
  private func trial(of candidate: Candidate, radii: [Double]) -> (FoldMethod, Double) {
    let fold = fold(of: candidate)
    let (p, errorsOfP) = fold.points(of: x, 0..<x.count)
    let (q, errorsOfQ) = fold.points(of: y, 0..<y.count)
    let largest = max(
      p.elements.reduce(0) { max($0, abs($1)) }, q.elements.reduce(0) { max($0, abs($1)) })
    let precision: PointBlock.Precision =
      candidate.isBytes ? .bytes(step: max(Double(largest) * 1.1 / 127, 1e-6)) : .floats
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

  static func verification(dimension: Int) -> Double { 40 + 0.25 * Double(dimension) }

  static func folding(dimension: Int, width: Int) -> Double {
    Double(dimension) * (0.4 + 0.015 * Double(width)) + 4 * Double(width)
  }
}
