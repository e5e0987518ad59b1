import LinearAlgebra

/// Sums of the kernel (x·y/d + 1)³ over pairs of rows of different units, for many weightings of the
/// rows at once, strip by strip: no matrix of all pairs exists.
struct PolynomialKernel: Sendable {
  private let samples: TwoSamples

  init(_ samples: TwoSamples) { self.samples = samples }

  /// Of one weighting w of the rows.
  struct Sums: Sendable {
    /// wᵀKw, each pair in both orders.
    var within = 0.0
    /// wᵀK1.
    var withAll = 0.0
  }

  /// The largest value that the kernel can have on these rows.
  var size: Double {
    let squares = (0..<samples.count).map {
      Double.innerProduct(samples.rows.row($0), samples.rows.row($0))
    }
    return cube((squares.max() ?? 0) / Double(samples.rows.columns) + 1)
  }

  /// Ordered pairs of rows of different units that a weighting of zeros and ones holds.
  func pairs(_ weights: [Double]) -> Double {
    var ofUnit = [Double](repeating: 0, count: samples.unitCount)
    for (unit, weight) in zip(samples.units, weights) { ofUnit[unit] += weight }
    let all = ofUnit.reduce(0, +)
    return all * all - ofUnit.reduce(0) { $0 + $1 * $1 }
  }

  /// - Parameter weights: one for each row of the samples, of each weighting.
  func sums(_ weights: [[Double]], _ progress: @escaping WorkProgress = { _, _ in }) -> [Sums] {
    let flat = weights.flatMap { $0 }
    let strips = Tile.split(0..<samples.count, by: 256)
    progress(0, strips.count)
    return foldOnAllCores(
      strips.count, each: Buffers(),
      into: (sums: [Sums](repeating: Sums(), count: weights.count), done: 0)
    ) { buffers, strip in
      sums(of: flat, weights.count, strips[strip], &buffers)
    } combine: { result, part in
      for k in part.indices {
        result.sums[k].within += part[k].within
        result.sums[k].withAll += part[k].withAll
      }
      result.done += 1
      progress(result.done, strips.count)
    }.sums
  }

  private struct Buffers: Sendable {
    var kernel: [Double] = []
    var products: [Double] = []
  }

  private func sums(
    of weights: [Double], _ count: Int, _ strip: Range<Int>, _ buffers: inout Buffers
  ) -> [Sums] {
    let rowSums = fill(&buffers.kernel, strip)
    let width = strip.count
    if buffers.products.count < count * width {
      buffers.products = Array(repeating: 0, count: count * width)
    }
    Matrix<Double>.innerProducts(
      of: weights, rows: count, with: buffers.kernel, rows: width, length: samples.count,
      into: &buffers.products)
    return (0..<count).map { k in
      var sums = Sums()
      for i in 0..<width {
        let weight = weights[k * samples.count + strip.lowerBound + i]
        sums.within += weight * buffers.products[k * width + i]
        sums.withAll += weight * rowSums[i]
      }
      return sums
    }
  }

  /// The kernel of some rows with all, row-major, 0 within a unit.
  ///
  /// - Returns: the sum of each row.
  private func fill(_ kernel: inout [Double], _ strip: Range<Int>) -> [Double] {
    let all = samples.count
    if kernel.count < strip.count * all { kernel = Array(repeating: 0, count: strip.count * all) }
    samples.rows.innerProducts(of: strip, with: samples.rows, of: 0..<all, into: &kernel)
    let (scale, units) = (1 / Double(samples.rows.columns), samples.units)
    return strip.map { row in
      let (start, unit) = ((row - strip.lowerBound) * all, units[row])
      var sum = 0.0
      for j in 0..<all {
        let value = units[j] == unit ? 0 : cube(kernel[start + j] * scale + 1)
        kernel[start + j] = value
        sum += value
      }
      return sum
    }
  }

  /// The unbiased squared discrepancy of every labelling.
  func discrepancies(_ labels: UnitRelabellings, _ progress: @escaping WorkProgress) -> [Double] {
    Tile.split(0..<labels.count, by: 2_000).flatMap { part in
      let weights = part.map { index in labels.isX(index).map { $0 ? 1.0 : 0 } }
      let all = Array(repeating: 1.0, count: samples.count)
      let sums = sums(weights + [all], progress)
      return zip(weights, sums).map { discrepancy($0, $1, whole: sums[part.count].within) }
    }
  }

  /// A labelling that leaves a side one unit has no pair there; it counts against a shift.
  private func discrepancy(_ weights: [Double], _ x: Sums, whole: Double) -> Double {
    let (n, others) = (weights.reduce(0, +), weights.map { 1 - $0 })
    let m = Double(weights.count) - n
    let (pairsX, pairsY) = (pairs(weights), pairs(others))
    guard pairsX > 0, pairsY > 0 else { return .infinity }
    let withinY = whole - 2 * x.withAll + x.within
    return x.within / pairsX + withinY / pairsY - 2 * (x.withAll - x.within) / (n * m)
  }
}

private func cube(_ value: Double) -> Double { value * value * value }
