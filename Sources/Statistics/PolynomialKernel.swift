import LinearAlgebra

/// Sums of the kernel (x·y/d + 1)³ over pairs of rows of different units, for many weightings of the
/// rows at once, strip by strip: no matrix of all pairs exists.
struct PolynomialKernel: Sendable {
  private let samples: TwoSamples

  init(_ samples: TwoSamples) { self.samples = samples }

  /// Ordered pairs of rows of different units that a weighting of zeros and ones holds.
  func pairs(_ weights: [Double]) -> Double {
    var ofUnit = [Double](repeating: 0, count: samples.unitCount)
    for (unit, weight) in zip(samples.units, weights) { ofUnit[unit] += weight }
    let all = ofUnit.reduce(0, +)
    return all * all - ofUnit.reduce(0) { $0 + $1 * $1 }
  }

  /// wᵀKw of each weighting w, every pair in both orders.
  ///
  /// - Parameters:
  ///   - weights: one for each row of the samples, of each weighting.
  ///   - progress: is told of strips of rows.
  func sums(_ weights: [[Double]], _ progress: @escaping WorkProgress) -> [Double] {
    let flat = weights.flatMap { $0 }
    let strips = Tile.split(0..<samples.count, by: 256)
    progress(0, strips.count)
    return foldOnAllCores(
      strips.count, each: Buffers(),
      into: (sums: [Double](repeating: 0, count: weights.count), done: 0)
    ) { buffers, strip in
      sums(of: flat, weights.count, strips[strip], &buffers)
    } combine: { result, part in
      for k in part.indices { result.sums[k] += part[k] }
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
  ) -> [Double] {
    fill(&buffers.kernel, strip)
    let width = strip.count
    if buffers.products.count < count * width {
      buffers.products = Array(repeating: 0, count: count * width)
    }
    Matrix<Double>.innerProducts(
      of: weights, rows: count, with: buffers.kernel, rows: width, length: samples.count,
      into: &buffers.products)
    return (0..<count).map { k in
      let start = k * samples.count + strip.lowerBound
      return (0..<width).reduce(0) { $0 + weights[start + $1] * buffers.products[k * width + $1] }
    }
  }

  /// The kernel of some rows with all, row-major, 0 within a unit.
  private func fill(_ kernel: inout [Double], _ strip: Range<Int>) {
    let all = samples.count
    if kernel.count < strip.count * all { kernel = Array(repeating: 0, count: strip.count * all) }
    samples.rows.innerProducts(of: strip, with: samples.rows, of: 0..<all, into: &kernel)
    let (scale, units) = (1 / Double(samples.rows.columns), samples.units)
    for row in strip {
      let (start, unit) = ((row - strip.lowerBound) * all, units[row])
      for j in 0..<all {
        let base = kernel[start + j] * scale + 1
        kernel[start + j] = units[j] == unit ? 0 : base * base * base
      }
    }
  }
}
