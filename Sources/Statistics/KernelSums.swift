import Foundation
import LinearAlgebra

/// Everything a shift test needs of the kernel matrix K, from one pass over its tiles.
///
/// K₀ is K without its diagonal and, with units named, without pairs inside a unit. A column of Z is a
/// labelling (1 for rows labelled x), a column of W the weights of a resample on x, of V on y.
struct KernelSums {
  /// zᵀK₀z for each labelling.
  private var within: [Double]
  /// zᵀK₀1 for each labelling.
  private var withAll: [Double]
  /// 1ᵀK₀1.
  private var all = 0.0
  /// wᵀK₀w, vᵀK₀v and wᵀK₀v for each resample.
  private var resampledX: [Double]
  private var resampledY: [Double]
  private var resampledXY: [Double]
  /// Sums of K with diagonal over x × x, y × y and x × y.
  private var full = (xx: 0.0, yy: 0.0, xy: 0.0)

  private static let blockSize = 512

  init(_ samples: PooledSamples, _ draws: ShiftDraws, bandwidth: Double) {
    within = Array(repeating: 0, count: draws.labels.count)
    withAll = within
    resampledX = Array(repeating: 0, count: draws.weights.count)
    resampledY = resampledX
    resampledXY = resampledX
    let kernel = GaussianTiles(samples, bandwidth: bandwidth)
    let columns = DrawColumns(samples, draws)
    let count = samples.rows.rows
    for start in stride(from: 0, to: count, by: Self.blockSize) {
      let block = start..<min(start + Self.blockSize, count)
      addBlock(block, samples, columns, kernel)
    }
  }

  /// Adds the part of all sums that a block of rows of K contributes.
  private mutating func addBlock(
    _ block: Range<Int>, _ samples: PooledSamples, _ columns: DrawColumns, _ kernel: GaussianTiles
  ) {
    let count = samples.rows.rows
    var products = Matrix<Double>(rows: block.count, columns: columns.width)
    var rowSums = [Double](repeating: 0, count: block.count)
    for start in stride(from: 0, to: count, by: Self.blockSize) {
      let others = start..<min(start + Self.blockSize, count)
      var tile = kernel.tile(block, others)
      addFullSums(tile, block, others, samples)
      kernel.removeOwnPairs(&tile, block, others)
      for i in 0..<block.count { rowSums[i] += tile.row(i).reduce(0, +) }
      let part = tile.times(columns.expanded(others))
      products = products.plus(part)
    }
    addProducts(products, rowSums, columns.expanded(block))
  }

  private mutating func addFullSums(
    _ tile: Matrix<Double>, _ block: Range<Int>, _ others: Range<Int>, _ samples: PooledSamples
  ) {
    for (i, row) in block.enumerated() {
      let values = tile.row(i)
      let boundary = values.startIndex + min(max(samples.n - others.lowerBound, 0), others.count)
      let toX = values[..<boundary].reduce(0, +)
      let toY = values[boundary...].reduce(0, +)
      if row < samples.n {
        full.xx += toX
        full.xy += toY
      } else {
        full.yy += toY
      }
    }
  }

  /// - Parameters:
  ///   - products: K₀ (block) times all columns, shape (block, width).
  ///   - own: the columns' values for the rows of the block, same shape.
  private mutating func addProducts(
    _ products: Matrix<Double>, _ rowSums: [Double], _ own: Matrix<Double>
  ) {
    let (p, b) = (within.count, resampledX.count)
    for i in rowSums.indices {
      all += rowSums[i]
      for c in 0..<p where own[i, c] != 0 {
        within[c] += products[i, c]
        withAll[c] += rowSums[i]
      }
      for c in 0..<b {
        resampledX[c] += own[i, p + c] * products[i, p + c]
        resampledY[c] += own[i, p + b + c] * products[i, p + b + c]
        resampledXY[c] += own[i, p + c] * products[i, p + b + c]
      }
    }
  }

  // MARK: Statistics

  /// The unbiased estimate under each labelling; the first is that of the data.
  func permuted(_ samples: PooledSamples, _ draws: ShiftDraws) -> [Double] {
    draws.labels.indices.map { c in
      let sizes = zip(draws.labels[c], samples.unitSizes)
      let x = PairWeight(sizes.map { $0 ? Double($1) : 0 })
      let y = PairWeight(sizes.map { $0 ? 0 : Double($1) })
      let xx = within[c]
      let xy = withAll[c] - within[c]
      let yy = all - 2 * withAll[c] + within[c]
      return xx / x.pairs + yy / y.pairs - 2 * xy / (x.total * y.total)
    }
  }

  /// The estimate under each resample.
  func resampled(_ samples: PooledSamples, _ draws: ShiftDraws) -> [Double] {
    draws.weights.indices.map { c in
      let weights = zip(draws.weights[c], samples.unitSizes).map { Double($0) * Double($1) }
      let x = PairWeight(Array(weights[samples.unitsX]))
      let y = PairWeight(Array(weights[samples.unitsY]))
      return resampledX[c] / x.pairs + resampledY[c] / y.pairs
        - 2 * resampledXY[c] / (x.total * y.total)
    }
  }

  /// The V-statistic of the data.
  func biased(_ samples: PooledSamples) -> Double {
    let (n, m) = (Double(samples.n), Double(samples.rows.rows - samples.n))
    return max(0, full.xx / (n * n) + full.yy / (m * m) - 2 * full.xy / (n * m))
  }

  /// The size of the terms that the statistic is a difference of.
  func largestTerm(_ samples: PooledSamples) -> Double {
    let (n, m) = (Double(samples.n), Double(samples.rows.rows - samples.n))
    return full.xx / (n * n) + full.yy / (m * m) + 2 * full.xy / (n * m)
  }
}

/// Total weight of one side, and the weight of its pairs of different units.
private struct PairWeight {
  let total: Double
  let pairs: Double

  /// - Parameter units: weight of each unit: its rows times how often it was drawn.
  init(_ units: [Double]) {
    total = units.reduce(0, +)
    pairs = total * total - units.reduce(0) { $0 + $1 * $1 }
  }
}

/// Labellings and weights as columns of a matrix, made for a block of rows at a time.
private struct DrawColumns {
  /// Labellings, then weights on x, then weights on y.
  let width: Int
  private let samples: PooledSamples
  private let labels: Int
  private let weights: Int
  /// For each unit its labels, then its weights.
  private let byUnit: [[UInt8]]

  init(_ samples: PooledSamples, _ draws: ShiftDraws) {
    self.samples = samples
    labels = draws.labels.count
    weights = draws.weights.count
    width = labels + 2 * weights
    byUnit = samples.unitSizes.indices.map { unit in
      draws.labels.map { $0[unit] ? 1 : 0 } + draws.weights.map { $0[unit] }
    }
  }

  /// Shape (block.count, width).
  func expanded(_ block: Range<Int>) -> Matrix<Double> {
    var elements: [Double] = []
    elements.reserveCapacity(block.count * width)
    let absent = [Double](repeating: 0, count: weights)
    for row in block {
      let values = byUnit[samples.unit[row]]
      for label in values[..<labels] { elements.append(Double(label)) }
      if row >= samples.n { elements += absent }
      for weight in values[labels...] { elements.append(Double(weight)) }
      if row < samples.n { elements += absent }
    }
    return Matrix(rows: block.count, columns: width, elements: elements)
  }
}

/// Tiles of the Gaussian kernel matrix of the pooled rows.
private struct GaussianTiles {
  private let samples: PooledSamples
  private let squares: [Double]
  private let factor: Double

  init(_ samples: PooledSamples, bandwidth: Double) {
    self.samples = samples
    squares = (0..<samples.rows.rows).map {
      Double.innerProduct(samples.rows.row($0), samples.rows.row($0))
    }
    factor = -1 / (2 * bandwidth * bandwidth)
  }

  /// exp(−d²/2σ²), exactly 1 on the diagonal. Shape (block.count, others.count).
  func tile(_ block: Range<Int>, _ others: Range<Int>) -> Matrix<Double> {
    var products = [Double](repeating: 0, count: block.count * others.count)
    samples.rows.innerProducts(of: block, with: samples.rows, of: others, into: &products)
    var slot = 0
    for i in block {
      for j in others {
        let squared = i == j ? 0 : max(0, squares[i] + squares[j] - 2 * products[slot])
        products[slot] = exp(factor * squared)
        slot += 1
      }
    }
    return Matrix(rows: block.count, columns: others.count, elements: products)
  }

  /// Sets pairs of a row with itself, or of one named unit, to 0.
  func removeOwnPairs(_ tile: inout Matrix<Double>, _ block: Range<Int>, _ others: Range<Int>) {
    for (i, row) in block.enumerated() {
      guard samples.hasNamedUnits else {
        if others.contains(row) { tile[i, row - others.lowerBound] = 0 }
        continue
      }
      for (j, other) in others.enumerated() where samples.unit[row] == samples.unit[other] {
        tile[i, j] = 0
      }
    }
  }
}
