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
    var result = self
    for row in 0..<rows {
      let line = Array(self.row(row))
      for column in 0..<columns {
        result[row, column] = Self.sum(of: kernel, columns, at: column) { Double(line[$0]) }
      }
    }
    return result
  }

  private func convolvedColumns(with kernel: [Double]) -> Matrix<Float> {
    transposed.convolvedRows(with: kernel).transposed
  }

  /// - Parameter value: at a place within the line.
  private static func sum(
    of kernel: [Double], _ count: Int, at place: Int, _ value: (Int) -> Double
  ) -> Float {
    var sum = kernel[0] * value(place)
    for step in 1..<kernel.count {
      sum +=
        kernel[step] * (value(mirrored(place - step, count)) + value(mirrored(place + step, count)))
    }
    return Float(sum)
  }

  /// A place of … 1 0 | 0 1 … n−1 | n−1 n−2 …
  private static func mirrored(_ place: Int, _ count: Int) -> Int {
    let period = 2 * count
    let turned = ((place % period) + period) % period
    return turned < count ? turned : period - 1 - turned
  }
}
