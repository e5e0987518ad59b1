import Foundation

/// The membership of two points of UMAP's plane at a distance d: 1/(1 + a·d^(2b)), fitted by least
/// squares to 1 up to a least distance and a falling exponential of length 1 beyond.
///
/// Source: McInnes, Healy and Melville, arXiv:1802.03426, definition 11; umap-learn's `find_ab_params`,
/// whose 300 places from 0 to 3 are taken.
struct MembershipCurve: Sendable, Equatable {
  let a: Double
  let b: Double

  /// - Parameter leastDistance: in [0, 3).
  init(leastDistance: Double) {
    precondition((0..<3).contains(leastDistance), "a least distance of \(leastDistance)")
    let places = (0..<300).map { 3 * Double($0) / 299 }
    let wanted = places.map { $0 < leastDistance ? 1 : exp(leastDistance - $0) }
    var (a, b, damping) = (1.0, 1.0, 1e-3)
    var fit = CurveFit(a, b, places, wanted)
    for _ in 0..<500 {
      let step = fit.step(damping)
      let next = CurveFit(max(a + step.0, 1e-9), max(b + step.1, 1e-9), places, wanted)
      guard next.squares <= fit.squares else {
        damping *= 4
        if damping > 1e12 { break }
        continue
      }
      let moved = abs(next.a - a) + abs(next.b - b)
      (a, b, fit, damping) = (next.a, next.b, next, damping / 4)
      if moved < 1e-13 { break }
    }
    (self.a, self.b) = (a, b)
  }
}

/// Residuals and their derivatives at one curve (Levenberg and Marquardt).
private struct CurveFit {
  let a: Double
  let b: Double
  private(set) var squares = 0.0
  /// Of JᵀJ and Jᵀr.
  private var (aa, ab, bb, ar, br) = (0.0, 0.0, 0.0, 0.0, 0.0)

  init(_ a: Double, _ b: Double, _ places: [Double], _ wanted: [Double]) {
    (self.a, self.b) = (a, b)
    for (x, y) in zip(places, wanted) {
      let power = pow(x, 2 * b)
      let value = 1 / (1 + a * power)
      let residual = y - value
      let byA = -power * value * value
      let byB = x > 0 ? 2 * a * log(x) * byA : 0
      squares += residual * residual
      aa += byA * byA
      ab += byA * byB
      bb += byB * byB
      ar += byA * residual
      br += byB * residual
    }
  }

  func step(_ damping: Double) -> (Double, Double) {
    let (p, q) = (aa * (1 + damping), bb * (1 + damping))
    let determinant = p * q - ab * ab
    guard determinant > 0 else { return (0, 0) }
    return ((q * ar - ab * br) / determinant, (p * br - ab * ar) / determinant)
  }
}
