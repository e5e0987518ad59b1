import Foundation
import LinearAlgebra

/// How t-SNE moves points; the defaults are those of scikit-learn 1.7.
public struct StochasticNeighborSettings: Sendable, Hashable {
  /// Steps in all, of which the first `exaggeratedSteps` exaggerate; ≥ 1.
  public var steps: Int
  /// By how much affinities are too large at first.
  public var exaggeration = 12.0
  public var exaggeratedSteps = 250
  /// A cell of the quadtree acts as one point where it is seen under this angle at most; 0…0.7.
  public var angle = 0.5

  public init(steps: Int = 1_000) {
    precondition(steps >= 1)
    self.steps = steps
  }
}

/// Points of the plane, one a row, that t-SNE found.
public struct StochasticNeighborEmbedding: Sendable, Equatable {
  public let points: [SIMD2<Double>]
  /// The divergence of Kullback and Leibler of the affinities in the plane from those of the rows, in
  /// nats, ≥ 0 up to the approximation of far points.
  public let divergence: Double
  /// Steps taken: fewer than asked for where the divergence no longer falls.
  public let steps: Int
}

/// t-distributed stochastic neighbour embedding.
///
/// Gradient descent with momentum .5 and then .8, gains, early exaggeration and a learning rate of
/// max(n/48, 50), as scikit-learn; repulsion after Barnes and Hut. Points do not depend on the number
/// of threads.
///
/// - Parameters:
///   - affinities: as `perplexityAffinities` gives them.
///   - start: one point a row, no two equal.
///   - progress: is told of steps.
/// - Complexity: O(n·log n) a step. Source: van der Maaten and Hinton, JMLR 9 (2008); van der Maaten,
///   JMLR 15 (2014).
public func stochasticNeighborEmbedding(
  _ affinities: WeightedGraph, from start: [SIMD2<Double>],
  settings: StochasticNeighborSettings = StochasticNeighborSettings(),
  progress: WorkProgress = { _, _ in }
) -> StochasticNeighborEmbedding {
  precondition(start.count == affinities.count, "\(start.count) points, \(affinities.count) rows")
  // Once for all steps, and not for each.
  return BLAS.atOneThread { _ in
    var descent = NeighborDescent(affinities, start, settings)
    descent.run(through: min(settings.exaggeratedSteps, settings.steps), .exaggerated, progress)
    descent.run(through: settings.steps, .plain, progress)
    return StochasticNeighborEmbedding(
      points: descent.points, divergence: descent.divergence, steps: descent.steps)
  }
}

/// The gradient of the divergence, one vector a point.
///
/// - Parameters:
///   - angle: 0 for the exact one.
///   - measures: whether the divergence itself is wanted, which takes a logarithm a link.
func divergenceGradient(
  _ affinities: WeightedGraph, at points: [SIMD2<Double>], exaggeration: Double = 1,
  angle: Double, measures: Bool = true
) -> (gradient: [SIMD2<Double>], divergence: Double?) {
  let tree = QuadTree(points)
  let blocks = Tile.split(points.indices, by: 512)
  let forces = mapOnAllCores(blocks.count) { number in
    blocks[number].map { place in
      let push = tree.repulsion(at: place, squaredAngle: angle * angle)
      let row = tree.order[place]
      return PointForces(
        pull: exaggeration * affinities.attraction(of: row, points), push: push.force,
        total: push.total, divergence: measures ? affinities.divergence(of: row, points) : 0)
    }
  }.flatMap { $0 }
  let total = forces.reduce(0) { $0 + $1.total }
  var gradient = [SIMD2<Double>](repeating: .zero, count: points.count)
  for (place, force) in forces.enumerated() {
    gradient[tree.order[place]] = 4 * (force.pull - force.push / total)
  }
  return (
    gradient, measures ? forces.reduce(0) { $0 + $1.divergence } + log(total) : nil
  )
}

private struct PointForces: Sendable {
  let pull: SIMD2<Double>
  let push: SIMD2<Double>
  /// Σ 1/(1 + d²) over other points.
  let total: Double
  /// Σ p·(log p + log(1 + d²)), the divergence less the logarithm of all totals.
  let divergence: Double
}

extension WeightedGraph {
  fileprivate func attraction(of row: Int, _ points: [SIMD2<Double>]) -> SIMD2<Double> {
    let point = points[row]
    var force = SIMD2<Double>.zero
    for link in starts[row]..<starts[row + 1] {
      let offset = point - points[Int(neighbors[link])]
      force += weights[link] / (1 + offset.x * offset.x + offset.y * offset.y) * offset
    }
    return force
  }

  fileprivate func divergence(of row: Int, _ points: [SIMD2<Double>]) -> Double {
    (starts[row]..<starts[row + 1]).reduce(0) { sum, link in
      guard weights[link] > 0 else { return sum }
      let offset = points[row] - points[Int(neighbors[link])]
      return sum + weights[link] * log(weights[link] * (1 + (offset * offset).sum()))
    }
  }
}

/// Gradient descent with gains.
private struct NeighborDescent {
  enum Phase { case exaggerated, plain }

  let affinities: WeightedGraph
  let settings: StochasticNeighborSettings
  private(set) var points: [SIMD2<Double>]
  private(set) var steps = 0
  private(set) var divergence = Double.infinity

  private static let checkEvery = 50
  private static let patience = 300

  init(
    _ affinities: WeightedGraph, _ start: [SIMD2<Double>], _ settings: StochasticNeighborSettings
  ) {
    (self.affinities, points, self.settings) = (affinities, start, settings)
  }

  private var rate: Double {
    max(Double(points.count) / settings.exaggeration / 4, 50)
  }

  mutating func run(through last: Int, _ phase: Phase, _ progress: WorkProgress) {
    var gains = [SIMD2<Double>](repeating: .one, count: points.count)
    var moves = [SIMD2<Double>](repeating: .zero, count: points.count)
    var (best, bestStep) = (Double.infinity, steps)
    while steps < last {
      let isChecked = phase == .plain && (steps + 1).isMultiple(of: Self.checkEvery)
      let found = divergenceGradient(
        affinities, at: points, exaggeration: phase == .exaggerated ? settings.exaggeration : 1,
        angle: settings.angle, measures: isChecked)
      move(found.gradient, &gains, &moves, momentum: phase == .exaggerated ? 0.5 : 0.8)
      steps += 1
      progress(steps, settings.steps)
      guard let divergence = found.divergence else { continue }
      if divergence < best { (best, bestStep) = (divergence, steps) }
      let length = found.gradient.reduce(0) { $0 + ($1 * $1).sum() }.squareRoot()
      if steps - bestStep > Self.patience || length <= 1e-7 { break }
    }
    divergence = divergenceGradient(affinities, at: points, angle: settings.angle).divergence ?? 0
  }

  private mutating func move(
    _ gradient: [SIMD2<Double>], _ gains: inout [SIMD2<Double>], _ moves: inout [SIMD2<Double>],
    momentum: Double
  ) {
    for i in points.indices {
      let isTurning = moves[i] * gradient[i] .< 0
      gains[i] = (0.8 * gains[i]).replacing(with: gains[i] + 0.2, where: isTurning)
      gains[i] = pointwiseMax(gains[i], SIMD2(repeating: 0.01))
      moves[i] = momentum * moves[i] - rate * gains[i] * gradient[i]
      points[i] += moves[i]
    }
  }
}
