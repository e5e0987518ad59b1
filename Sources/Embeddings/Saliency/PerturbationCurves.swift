public import Images
import LinearAlgebra
import Statistics

/// How the match of a picture goes as its pixels are hidden, and as they are shown, in the order of a map.
///
/// A good map makes the match fall fast when its highest places are hidden first, and rise fast when they are
/// shown first. Source: Petsiuk, Das and Saenko (2018), section 4.3.
public struct PerturbationCurves: Sendable, Codable, Hashable {
  /// Cosines with 0, 1/n, … n/n of the pixels hidden under the mean colour.
  public let deletion: [Double]
  /// Cosines with so many shown of what else is blurred.
  public let insertion: [Double]

  /// - Parameters:
  ///   - deletion: at least two values.
  ///   - insertion: as many.
  public init(deletion: [Double], insertion: [Double]) {
    precondition(
      deletion.count == insertion.count && deletion.count > 1, "\(deletion.count) values")
    (self.deletion, self.insertion) = (deletion, insertion)
  }

  /// The mean height of the curve, by trapezoids; the lower, the better the map.
  public var deletionArea: Double { Self.area(deletion) }
  /// The higher, the better the map.
  public var insertionArea: Double { Self.area(insertion) }

  static func area(_ curve: [Double]) -> Double {
    let steps = zip(curve, curve.dropFirst()).map { ($0 + $1) / 2 }
    return steps.reduce(0, +) / Double(steps.count)
  }
}

/// Judges maps by what becomes of the match.
public struct PerturbationCheck: Sendable {
  private let encoder: any Encoder
  private let steps: Int
  private let side: Int

  /// - Parameters:
  ///   - steps: of each curve, ≥ 1.
  ///   - side: pictures are made small to this longer side first.
  public init(_ encoder: any Encoder, steps: Int = 16, side: Int = 384) {
    (self.encoder, self.steps, self.side) = (encoder, steps, side)
  }

  /// - Parameter map: of the image's size. Of equal values the pixel above and to the left comes first.
  public func curves(
    of map: SaliencyMap, on image: Image, query: [Float]
  ) async throws -> PerturbationCurves {
    let small = image.fitting(side)
    let ranks = map.resized(width: small.width, height: small.height).values.ranksFromTop
    return try await curves(ranks, small, try MatchProbe(encoder, query: query))
  }

  /// The curves of a map that has the same shapes at other places: it is moved around the edges of the picture.
  /// What it gets is what a map gets for its shapes alone.
  public func movedCurves(
    of map: SaliencyMap, on image: Image, query: [Float], seed: UInt64, number: Int
  ) async throws -> PerturbationCurves {
    var generator = SeededGenerator(seed: seed, stream: "saliency.moved", index: number)
    // By a quarter to three quarters of each side, so that it never stays where it was.
    func distance(_ side: Int) -> Int { side / 4 + generator.uniform(below: max(1, side / 2)) }
    let (dx, dy) = (distance(map.width), distance(map.height))
    let moved = SaliencyMap(values: map.values.movedAround(rows: dy, columns: dx))
    return try await curves(of: moved, on: image, query: query)
  }

  /// The cosine of a whole picture with a query, as the curves begin.
  public func match(of image: Image, query: [Float]) async throws -> Double {
    let small = image.fitting(side)
    return try await MatchProbe(encoder, query: query).cosines(1) { _ in small }[0]
  }

  private func curves(
    _ ranks: [Int], _ image: Image, _ probe: MatchProbe
  ) async throws -> PerturbationCurves {
    let (grey, blurred) = (Veil.mean.image(of: image), Veil.blurred.image(of: image))
    let steps = steps
    let cosines = try await probe.cosines(2 * (steps + 1)) { number in
      let hides = number <= steps
      let limit = (hides ? number : number - steps - 1) * ranks.count / steps
      let shares: [Float] = ranks.map { ($0 < limit) == hides ? 0 : 1 }
      return image.faded(into: hides ? grey : blurred, keeping: shares)
    }
    return PerturbationCurves(
      deletion: Array(cosines[0...steps]), insertion: Array(cosines[(steps + 1)...]))
  }
}

extension Matrix<Float> {
  /// Of each element its place when all are sorted, the greatest first.
  fileprivate var ranksFromTop: [Int] {
    let order = elements.indices.sorted {
      elements[$0] == elements[$1] ? $0 < $1 : elements[$0] > elements[$1]
    }
    var ranks = [Int](repeating: 0, count: order.count)
    for (rank, place) in order.enumerated() { ranks[place] = rank }
    return ranks
  }

  /// Moved down and to the right; what leaves on one side comes in on the other.
  fileprivate func movedAround(rows down: Int, columns right: Int) -> Matrix<Float> {
    var moved = self
    for row in 0..<rows {
      for column in 0..<columns {
        moved[(row + down) % rows, (column + right) % columns] = self[row, column]
      }
    }
    return moved
  }
}
