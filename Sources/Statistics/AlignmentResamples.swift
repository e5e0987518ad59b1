public import LinearAlgebra

/// Intervals of debiased centred kernel alignment by the distinct-row bootstrap.
///
/// Whole units are drawn with replacement, as many as there are, and each resample gives the unbiased
/// criterion of Hilbert and Schmidt of every pair of kernels as a U-statistic over *distinct* rows, each
/// weighted by how often its unit was drawn. Two copies of one row are never a pair: they would be alike
/// by every kernel, and the naive bootstrap would put any two kernels near each other. Pairs of rows of
/// one unit are left out as well.
public struct AlignmentResamples: Sendable {
  /// Of pairs i < j of kernels in order: (0, 1), (0, 2), …; each by resample, those without a value left
  /// out.
  private let values: [[Double]]
  /// Of the rows as they are.
  private let estimates: [Double?]
  private let units: Int

  /// - Parameters:
  ///   - kernels: shape (n, n) each, of the same items, any diagonal; symmetric.
  ///   - units: one a row, numbers from 0; all different where rows are independent.
  ///   - resamples: ≥ 1.
  /// - Complexity: O(n²·resamples) for each pair, O(n²) memory a kernel.
  ///   Source: Song et al., JMLR 13 (2012), equation 5, with weights.
  public init(
    _ kernels: [Matrix<Double>], units: [Int], resamples: Int, seed: UInt64,
    progress: WorkProgress = { _, _ in }
  ) {
    precondition(kernels.allSatisfy { $0.rows == units.count && $0.columns == units.count })
    let draws = DrawnUnits(drawing: units, resamples: resamples, seed: seed)
    self.units = draws.units
    let criteria = WeightedCriteria(kernels.map { $0.hiding(units) }, draws)
    let total = kernels.count * (kernels.count + 1) / 2
    var own: [[Double]] = []
    for place in kernels.indices {
      own.append(criteria.values(place, place))
      progress(place + 1, total)
    }
    var (values, estimates) = ([[Double]](), [Double?]())
    for i in kernels.indices {
      for j in kernels.indices.dropFirst(i + 1) {
        let both = criteria.values(i, j)
        let ratios = both.indices.map { ratio(both[$0], own[i][$0], own[j][$0]) }
        // The first draw is every unit once.
        estimates.append(ratios[0])
        values.append(ratios.dropFirst().compactMap(\.self))
        progress(kernels.count + values.count, total)
      }
    }
    (self.values, self.estimates) = (values, estimates)
  }

  /// Around an estimate: percentiles of the resamples' differences from the rows' own value.
  ///
  /// - Parameters:
  ///   - pair: in the order of pairs i < j.
  ///   - estimate: of all items, of which the rows here may be some.
  ///   - allUnits: of all items; differences shrink by √(units here/all units).
  /// - Returns: within [−1, 1]; nil for fewer than ten units, whose resamples say little.
  public func interval(
    of pair: Int, around estimate: Double, allUnits: Int, level: Double = 0.95
  ) -> Interval? {
    guard units >= 10, let own = estimates[pair], !values[pair].isEmpty else { return nil }
    let shrinking = (Double(units) / Double(max(units, allUnits))).squareRoot()
    let differences = values[pair].map { shrinking * ($0 - own) }.sorted()
    func bound(_ probability: Double) -> Double {
      max(-1, min(1, estimate + quantile(probability, ofSorted: differences)))
    }
    return Interval(
      low: bound((1 - level) / 2), high: bound((1 + level) / 2), level: level,
      method: "distinct-row bootstrap, percentile")
  }

  /// The debiased alignment of the rows here; nil where a kernel has none.
  func estimate(of pair: Int) -> Double? { estimates[pair] }
}

private func ratio(_ both: Double, _ a: Double, _ b: Double) -> Double? {
  guard a > 0, b > 0, both.isFinite else { return nil }
  return max(-1, min(1, both / (a * b).squareRoot()))
}

/// How often each row comes in each draw; the first draw takes every unit once.
private struct DrawnUnits {
  /// Shape (draws, n).
  let weights: Matrix<Double>
  let unitOfRow: [Int]
  let units: Int

  init(drawing unitOfRow: [Int], resamples: Int, seed: UInt64) {
    let units = (unitOfRow.max() ?? -1) + 1
    let draws = (0...resamples).map { index -> [Double] in
      guard index > 0 else { return Array(repeating: 1, count: units) }
      var generator = SeededGenerator(seed: seed, stream: "alignment.bootstrap", index: index)
      var counts = [Double](repeating: 0, count: units)
      for _ in 0..<units { counts[generator.uniform(below: units)] += 1 }
      return counts
    }
    self.init(draws, unitOfRow)
  }

  /// - Parameter draws: of each how often each unit comes.
  init(_ draws: [[Double]], _ unitOfRow: [Int]) {
    weights = Matrix(
      rows: draws.count, columns: unitOfRow.count,
      elements: draws.flatMap { draw in unitOfRow.map { draw[$0] } })
    (self.unitOfRow, units) = (unitOfRow, draws.first?.count ?? 0)
  }
}

/// The unbiased criterion of every pair i ≤ j of kernels in order, in each draw.
func weightedCriteria(
  _ kernels: [Matrix<Double>], units: [Int], draws: [[Double]]
) -> [[Double]] {
  let criteria = WeightedCriteria(kernels.map { $0.hiding(units) }, DrawnUnits(draws, units))
  return kernels.indices.flatMap { i in
    kernels.indices.dropFirst(i).map { criteria.values(i, $0) }
  }
}

/// The unbiased criterion of pairs of kernels in every draw.
private struct WeightedCriteria {
  /// With 0 for pairs of one unit.
  let kernels: [Matrix<Double>]
  let draws: DrawnUnits
  /// Kw of each kernel, shape (draws, n).
  let sums: [Matrix<Double>]
  /// The same of a kernel that is 1 for all pairs that count.
  let ones: Matrix<Double>
  let onesOfSquares: Matrix<Double>

  init(_ kernels: [Matrix<Double>], _ draws: DrawnUnits) {
    (self.kernels, self.draws) = (kernels, draws)
    sums = kernels.map { products(draws.weights, $0) }
    ones = draws.weights.sumsOverOthers(draws.unitOfRow)
    onesOfSquares = draws.weights.squared.sumsOverOthers(draws.unitOfRow)
  }

  func values(_ i: Int, _ j: Int) -> [Double] {
    let both = kernels[i].timesElements(of: kernels[j])
    let weighted = products(draws.weights, both)
    let squared = products(draws.weights.squared, both)
    return (0..<draws.weights.rows).map { draw in
      let weights = draws.weights.row(draw)
      let sums = WeightedSumsOfPairs(
        weights, k: self.sums[i].row(draw), l: self.sums[j].row(draw),
        both: weighted.row(draw), bothOfSquares: squared.row(draw))
      let counts = WeightedSumsOfPairs(
        weights, k: ones.row(draw), l: ones.row(draw), both: ones.row(draw),
        bothOfSquares: onesOfSquares.row(draw))
      return sums.criterion(over: counts)
    }
  }
}

/// Sums of K and L over pairs, triples and quadruples of distinct rows, weighted by the product of the
/// rows' weights.
private struct WeightedSumsOfPairs {
  /// Σ K_ij L_ij.
  let pairs: Double
  /// Σ K_ij L_iq.
  let triples: Double
  /// Σ K_ij L_qr.
  let quadruples: Double

  /// - Parameters:
  ///   - w: of each row.
  ///   - k: Kw.
  ///   - l: Lw.
  ///   - both: (K∘L)w.
  ///   - bothOfSquares: (K∘L)w², with squares by element.
  init(
    _ w: ArraySlice<Double>, k: ArraySlice<Double>, l: ArraySlice<Double>,
    both: ArraySlice<Double>, bothOfSquares: ArraySlice<Double>
  ) {
    var (pairs, triples, sumOfK, sumOfL, shared, twice) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    for place in 0..<w.count {
      let weight = w[w.startIndex + place]
      guard weight > 0 else { continue }
      let (ki, li) = (k[k.startIndex + place], l[l.startIndex + place])
      let squares = bothOfSquares[bothOfSquares.startIndex + place]
      pairs += weight * both[both.startIndex + place]
      triples += weight * (ki * li - squares)
      sumOfK += weight * ki
      sumOfL += weight * li
      shared += weight * weight * ki * li
      twice += weight * weight * squares
    }
    (self.pairs, self.triples) = (pairs, triples)
    // Less those of which one row, or both, are in both pairs.
    quadruples = sumOfK * sumOfL - 4 * shared + 2 * twice
  }

  func criterion(over counts: WeightedSumsOfPairs) -> Double {
    guard counts.pairs > 0, counts.triples > 0, counts.quadruples > 0 else { return .nan }
    return pairs / counts.pairs + quadruples / counts.quadruples
      - 2 * triples / counts.triples
  }
}

/// W·K for symmetric K, some draws at a time: the same bits on any number of cores.
private func products(_ weights: Matrix<Double>, _ kernel: Matrix<Double>) -> Matrix<Double> {
  let blocks = Tile.split(0..<weights.rows, by: 64)
  let parts = mapOnAllCores(blocks.count) { number in
    var sums = [Double](repeating: 0, count: blocks[number].count * kernel.rows)
    weights.innerProducts(of: blocks[number], with: kernel, of: 0..<kernel.rows, into: &sums)
    return sums
  }
  return Matrix(rows: weights.rows, columns: kernel.rows, elements: parts.flatMap { $0 })
}

extension Matrix<Double> {
  fileprivate var squared: Matrix {
    Matrix(rows: rows, columns: columns, elements: elements.map { $0 * $0 })
  }

  fileprivate func timesElements(of other: Matrix) -> Matrix {
    Matrix(
      rows: rows, columns: columns, elements: zip(elements, other.elements).map { $0 * $1 })
  }

  /// With 0 for pairs of rows of one unit, and of a row with itself.
  fileprivate func hiding(_ units: [Int]) -> Matrix {
    var hidden = self
    for (_, rows) in Dictionary(grouping: units.indices, by: { units[$0] }) {
      for i in rows { for j in rows { hidden[i, j] = 0 } }
    }
    return hidden
  }

  /// Of each row of weights, for each place the sum over places of other units.
  fileprivate func sumsOverOthers(_ units: [Int]) -> Matrix {
    var sums = Matrix(rows: rows, columns: columns)
    for draw in 0..<rows {
      var total = 0.0
      var ofUnit: [Int: Double] = [:]
      for (place, weight) in row(draw).enumerated() {
        total += weight
        ofUnit[units[place], default: 0] += weight
      }
      for place in 0..<columns { sums[draw, place] = total - (ofUnit[units[place]] ?? 0) }
    }
    return sums
  }
}

/// The linear kernel of rows less their mean, scaled so that its trace is n; shape (n, n).
///
/// - Throws: `StatisticsError` for NaN, and rows without variance.
public func linearKernel(
  _ rows: StoredRows, name: String
) throws(StatisticsError) -> Matrix<Double> {
  try rows.requireFinite(name)
  let centred = rows.rows(0..<rows.count, minus: rows.columnMeans)
  let largest = centred.elements.reduce(0) { max($0, abs($1)) }
  guard largest > 0, !rows.areAllEqual else { throw .noVariance(of: name) }
  let squares = centred.elements.reduce(0) { $0 + ($1 / largest) * ($1 / largest) }
  let scale = (Double(rows.count) / squares).squareRoot() / largest
  let scaled = Matrix(
    rows: centred.rows, columns: centred.columns, elements: centred.elements.map { $0 * scale })
  let blocks = Tile.split(0..<rows.count, by: 256)
  let parts = mapOnAllCores(blocks.count) { number in
    var products = [Double](repeating: 0, count: blocks[number].count * rows.count)
    scaled.innerProducts(of: blocks[number], with: scaled, of: 0..<rows.count, into: &products)
    return products
  }
  return Matrix(rows: rows.count, columns: rows.count, elements: parts.flatMap { $0 })
}
