import Foundation

/// Where the points of a map start: the first two principal components, which keep the large
/// structure (Kobak and Linderman, Nature Biotechnology 39 (2021)), and a little noise, so that equal
/// rows part and a lacking component is made up for.
///
/// - Parameters:
///   - components: one pair a row; the second is 0 where there is only one.
///   - spread: what is made 1: the standard deviation of the first, or the largest number.
///   - noise: standard deviation of the noise, which is normal, beside a spread of 1.
///   - seed: of the noise.
/// - Returns: nil where all rows are equal.
public func mapStart(
  _ components: [SIMD2<Double>], spread: MapSpread, noise: Double = 1e-2, seed: UInt64,
  stream: String
) -> [SIMD2<Double>]? {
  let size =
    switch spread {
    case .deviation(let wanted): components.deviationOfX / wanted
    case .largest(let wanted):
      components.reduce(0) { max($0, abs($1.x), abs($1.y)) } / wanted
    }
  guard size > 0 else { return nil }
  let width = noise * components.deviationOfX / size
  var generator = SeededGenerator(seed: seed, stream: stream)
  return components.map { point in
    let radius = width * (-2 * log(1 - generator.uniformFraction())).squareRoot()
    let angle = 2 * Double.pi * generator.uniformFraction()
    return point / size + radius * SIMD2(cos(angle), sin(angle))
  }
}

/// How far apart points start.
public enum MapSpread: Sendable {
  /// Standard deviation of x, as t-SNE starts (10⁻⁴).
  case deviation(Double)
  /// Largest magnitude of x or y, as UMAP starts (10).
  case largest(Double)
}

extension [SIMD2<Double>] {
  fileprivate var deviationOfX: Double {
    guard !isEmpty else { return 0 }
    let mean = reduce(0) { $0 + $1.x } / Double(count)
    return (reduce(0) { $0 + ($1.x - mean) * ($1.x - mean) } / Double(count)).squareRoot()
  }
}
