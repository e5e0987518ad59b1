import Foundation
public import LinearAlgebra

extension Matrix<Float> {
  /// Smoothed by a Gaussian along rows and columns; what is beyond the edges mirrors what is before them,
  /// edge included.
  ///
  /// The same numbers as `scipy.ndimage.gaussian_filter`: the kernel ends at four deviations, sums are in
  /// double precision.
  /// - Parameter deviation: in pixels, ≥ 0; 0 leaves the map as it is.
  /// - Complexity: O(pixels · deviation).
  public func smoothed(deviation: Double) -> Matrix<Float> {
    precondition(deviation >= 0 && deviation.isFinite, "a deviation of \(deviation)")
    let kernel = Self.gaussian(deviation)
    guard kernel.count > 1, !elements.isEmpty else { return self }
    return convolvedColumns(with: kernel).convolvedRows(with: kernel)
  }

  /// Weights from the centre outwards; the whole kernel sums to 1.
  private static func gaussian(_ deviation: Double) -> [Double] {
    let radius = Int(4 * deviation + 0.5)
    guard radius > 0 else { return [1] }
    let weights = (0...radius).map { exp(-0.5 * Double($0 * $0) / (deviation * deviation)) }
    let sum = 2 * weights.reduce(0, +) - 1
    return weights.map { $0 / sum }
  }

  private func convolvedRows(with kernel: [Double]) -> Matrix<Float> {
    let radius = kernel.count - 1
    let places = (-radius..<columns + radius).map { Self.mirrored($0, columns) }
    var sums = [Double](repeating: 0, count: columns)
    var elements: [Float] = []
    elements.reserveCapacity(rows * columns)
    for row in 0..<rows {
      let line = self.row(row)
      let padded = places.map { Double(line[line.startIndex + $0]) }
      Self.convolve(padded.span, kernel, into: &sums)
      elements += sums.map(Float.init)
    }
    return Matrix(rows: rows, columns: columns, elements: elements)
  }

  private func convolvedColumns(with kernel: [Double]) -> Matrix<Float> {
    transposed.convolvedRows(with: kernel).transposed
  }

  /// Step by step over the whole line, which the compiler makes several sums at once of.
  ///
  /// - Parameter line: with a radius of the kernel on both sides of what is summed.
  private static func convolve(_ line: Span<Double>, _ kernel: [Double], into sums: inout [Double])
  {
    let (radius, count) = (kernel.count - 1, sums.count)
    var sums = sums.mutableSpan
    for place in 0..<count { sums[place] = kernel[0] * line[radius + place] }
    for step in 1...radius {
      let weight = kernel[step]
      let before = line.extracting((radius - step)..<(radius - step + count))
      let after = line.extracting((radius + step)..<(radius + step + count))
      for place in 0..<count { sums[place] += weight * (before[place] + after[place]) }
    }
  }

  /// A place of … 1 0 | 0 1 … n−1 | n−1 n−2 …
  private static func mirrored(_ place: Int, _ count: Int) -> Int {
    let period = 2 * count
    let turned = ((place % period) + period) % period
    return turned < count ? turned : period - 1 - turned
  }
}
