import Foundation

/// How UMAP moves points.
public struct UniformManifoldSettings: Sendable, Hashable {
  /// Distance below which points of the plane are as near as can be; in [0, 3).
  public var leastDistance: Double
  /// Passes over all links; nil for 500, and 200 above 10,000 rows.
  public var epochs: Int?
  /// Points that are pushed away for each that is pulled.
  public var negativeSamples = 5

  public init(leastDistance: Double = 0.1, epochs: Int? = nil) {
    precondition((0..<3).contains(leastDistance) && epochs ?? 1 >= 1)
    (self.leastDistance, self.epochs) = (leastDistance, epochs)
  }

  /// Passes for so many rows.
  public func epochs(for rows: Int) -> Int { epochs ?? (rows <= 10_000 ? 500 : 200) }
}

/// Points of the plane by uniform manifold approximation and projection.
///
/// Stochastic gradient descent on the cross entropy of memberships, with negative samples, in the order
/// of rows on one core, so that points depend on the seed alone.
///
/// - Parameters:
///   - graph: as `fuzzySimplicialSet` gives it.
///   - start: one point a row, of size about 10.
///   - progress: is told of epochs.
/// - Complexity: O(links·epochs). Source: McInnes, Healy and Melville, arXiv:1802.03426, algorithm 5;
///   step sizes and limits of umap-learn 0.5.
public func uniformManifoldApproximation(
  _ graph: WeightedGraph, from start: [SIMD2<Double>],
  settings: UniformManifoldSettings = UniformManifoldSettings(), seed: UInt64,
  progress: WorkProgress = { _, _ in }
) -> [SIMD2<Double>] {
  precondition(start.count == graph.count, "\(start.count) points, \(graph.count) rows")
  let epochs = settings.epochs(for: graph.count)
  var layout = ManifoldLayout(graph, start, settings, epochs, seed)
  for epoch in 0..<epochs {
    progress(epoch, epochs)
    layout.advance(epoch, of: epochs)
  }
  progress(epochs, epochs)
  return layout.points.map { SIMD2<Double>($0) }
}

private struct ManifoldLayout {
  private(set) var points: [SIMD2<Float>]
  private var links: [Link] = []
  private var generator: SeededGenerator
  private let a: Float
  private let b: Float
  private let negatives: Float

  /// A link is taken whenever its turn comes: the surest in every epoch.
  private struct Link {
    let head: Int32
    let tail: Int32
    /// Epochs from one turn to the next.
    let period: Float
    var turn: Float
    var negativeTurn: Float
  }

  /// No coordinate moves farther in one step of full size.
  private static let limit: Float = 4

  init(
    _ graph: WeightedGraph, _ start: [SIMD2<Double>], _ settings: UniformManifoldSettings,
    _ epochs: Int, _ seed: UInt64
  ) {
    let curve = MembershipCurve(leastDistance: settings.leastDistance)
    (a, b) = (Float(curve.a), Float(curve.b))
    negatives = Float(settings.negativeSamples)
    points = start.map { SIMD2<Float>($0) }
    generator = SeededGenerator(seed: seed, stream: "umap.negatives")
    let largest = graph.weights.max() ?? 0
    for head in 0..<graph.count {
      for link in graph.starts[head]..<graph.starts[head + 1]
      where graph.weights[link] * Double(epochs) >= largest {
        let period = Float(largest / graph.weights[link])
        links.append(
          Link(
            head: Int32(head), tail: graph.neighbors[link], period: period, turn: period,
            negativeTurn: period / negatives))
      }
    }
  }

  mutating func advance(_ epoch: Int, of epochs: Int) {
    let rate = 1 - Float(epoch) / Float(epochs)
    let now = Float(epoch)
    for number in links.indices where links[number].turn <= now {
      let link = links[number]
      let (head, tail) = (Int(link.head), Int(link.tail))
      let pull = rate * attraction(points[head] - points[tail])
      points[head] += pull
      points[tail] -= pull
      let period = link.period / negatives
      let count = max(0, ((now - link.negativeTurn) / period).rounded(.down))
      for _ in 0..<Int(count) {
        let other = generator.uniform(below: points.count)
        if other != head { points[head] += rate * repulsion(points[head] - points[other]) }
      }
      links[number].turn += link.period
      links[number].negativeTurn += count * period
    }
  }

  private func attraction(_ offset: SIMD2<Float>) -> SIMD2<Float> {
    let squared = (offset * offset).sum()
    guard squared > 0 else { return .zero }
    let power = pow(squared, b)
    return limited(-2 * a * b * power / squared / (a * power + 1) * offset)
  }

  private func repulsion(_ offset: SIMD2<Float>) -> SIMD2<Float> {
    let squared = (offset * offset).sum()
    guard squared > 0 else { return .zero }
    return limited(2 * b / ((0.001 + squared) * (a * pow(squared, b) + 1)) * offset)
  }

  private func limited(_ move: SIMD2<Float>) -> SIMD2<Float> {
    pointwiseMax(
      pointwiseMin(move, SIMD2(repeating: Self.limit)), SIMD2(repeating: -Self.limit))
  }
}
