import Foundation

/// A kernel density estimate of points in a plane.
///
/// The kernel is a Gaussian whose covariance is that of the points times n^(−1/3), Scott's rule in two
/// dimensions, as SciPy's `gaussian_kde` has it.
/// Source: Scott, "Multivariate Density Estimation" (1992), section 6.3.
public struct PlaneDensity: Sendable {
  /// Points in the coordinates in which the kernel is the standard normal one.
  private let points: [(x: Double, y: Double)]
  /// Of the kernel's covariance L·Lᵀ, lower triangular.
  private let l11: Double
  private let l21: Double
  private let l22: Double
  /// Standard deviations of the kernel along x and y.
  public let bandwidth: (x: Double, y: Double)
  /// What the density takes in beyond the points, to fall near 0: three bandwidths a side.
  public let x: ClosedRange<Double>
  public let y: ClosedRange<Double>

  /// - Parameter x: and y, one number a point, finite.
  /// - Returns: nil for fewer than three points, and for points on a line, which have no density.
  public init?(x: [Double], y: [Double]) {
    precondition(x.count == y.count, "\(x.count) x and \(y.count) y")
    let n = Double(x.count)
    guard n >= 3, let lowX = x.min(), let highX = x.max(), let lowY = y.min(), let highY = y.max()
    else { return nil }
    let (meanX, meanY) = (x.reduce(0, +) / n, y.reduce(0, +) / n)
    let factor = pow(n, -1 / 3.0) / (n - 1)
    let xx = x.reduce(0) { $0 + ($1 - meanX) * ($1 - meanX) } * factor
    let yy = y.reduce(0) { $0 + ($1 - meanY) * ($1 - meanY) } * factor
    let xy = zip(x, y).reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) } * factor
    guard xx > 0, yy > 0, xx * yy - xy * xy > 1e-12 * xx * yy else { return nil }
    l11 = xx.squareRoot()
    l21 = xy / xx.squareRoot()
    l22 = (yy - xy * xy / xx).squareRoot()
    bandwidth = (xx.squareRoot(), yy.squareRoot())
    self.x = (lowX - 3 * bandwidth.x)...(highX + 3 * bandwidth.x)
    self.y = (lowY - 3 * bandwidth.y)...(highY + 3 * bandwidth.y)
    points = zip(x, y).map { [l11, l21, l22] in
      ($0 / l11, ($1 - l21 * $0 / l11) / l22)
    }
  }

  /// The density at a point; integrates to 1.
  public func value(_ x: Double, _ y: Double) -> Double {
    let u = x / l11
    let v = (y - l21 * u) / l22
    var sum = 0.0
    for point in points {
      let square = (u - point.x) * (u - point.x) + (v - point.y) * (v - point.y)
      // exp(−32) of the peak is nothing to see.
      if square < 64 { sum += exp(-square / 2) }
    }
    return sum / (2 * .pi * l11 * l22 * Double(points.count))
  }

  /// Densities on a grid, a row of x for each y.
  public func values(x: [Double], y: [Double]) -> [Double] {
    mapOnAllCores(y.count) { row in x.map { value($0, y[row]) } }.flatMap { $0 }
  }

  /// The density above which so large a share of the points lies: contours at it bound the smallest
  /// region that holds them. Source: Hyndman, The American Statistician 50 (1996).
  ///
  /// - Parameter shares: each in (0, 1).
  public func levels(holding shares: [Double]) -> [Double] {
    let heights = mapOnAllCores(points.count) { index in
      let (u, v) = points[index]
      return value(u * l11, v * l22 + l21 * u)
    }.sorted()
    return shares.map { quantile(1 - $0, ofSorted: heights) }
  }
}
