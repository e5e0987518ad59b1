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
    let resized = map.resized(width: small.width, height: small.height)
    return try await curves(resized.seenRanks, small, try MatchProbe(encoder, query: query))
  }

  /// The curves of a map that has the same shapes at other places: it is moved around the edges of what the
  /// model sees. What it gets is what a map gets for its shapes alone.
  public func movedCurves(
    of map: SaliencyMap, on image: Image, query: [Float], seed: UInt64, number: Int
  ) async throws -> PerturbationCurves {
    var generator = SeededGenerator(seed: seed, stream: "saliency.moved", index: number)
    // By a quarter to three quarters of each side, so that it never stays where it was.
    func distance(_ side: Int) -> Int { side / 4 + generator.uniform(below: max(1, side / 2)) }
    let (dx, dy) = (distance(map.seenColumns.count), distance(map.seenRows.count))
    return try await curves(of: map.movedAround(rows: dy, columns: dx), on: image, query: query)
  }

  /// The cosine of a whole picture with a query, as the curves begin.
  public func match(of image: Image, query: [Float]) async throws -> Double {
    let small = image.fitting(side)
    return try await MatchProbe(encoder, query: query).cosines(1) { _ in small }[0]
  }

  /// - Parameter ranks: of the pixels that the model sees; nil for others, which are left as they are.
  private func curves(
    _ ranks: [Int?], _ image: Image, _ probe: MatchProbe
  ) async throws -> PerturbationCurves {
    let count = ranks.count { $0 != nil }
    let (grey, blurred) = (Veil.mean.image(of: image), Veil.blurred.image(of: image))
    let steps = steps
    let cosines = try await probe.cosines(2 * (steps + 1)) { number in
      let hides = number <= steps
      let limit = (hides ? number : number - steps - 1) * count / steps
      let shares: [Float] = ranks.map { rank in
        rank.map { ($0 < limit) == hides ? 0 : 1 } ?? 1
      }
      return image.faded(into: hides ? grey : blurred, keeping: shares)
    }
    return PerturbationCurves(
      deletion: Array(cosines[0...steps]), insertion: Array(cosines[(steps + 1)...]))
  }
}

extension SaliencyMap {
  /// Of each pixel that the model sees its place when these are sorted, the greatest first; nil for others.
  fileprivate var seenRanks: [Int?] {
    let elements = values.elements
    let places = seenRows.flatMap { row in seenColumns.map { row * width + $0 } }
    let order = places.sorted {
      elements[$0] == elements[$1] ? $0 < $1 : elements[$0] > elements[$1]
    }
    var ranks = [Int?](repeating: nil, count: elements.count)
    for (rank, place) in order.enumerated() { ranks[place] = rank }
    return ranks
  }

  /// Moved down and to the right in what the model sees; what leaves on one side comes in on the other.
  fileprivate func movedAround(rows down: Int, columns right: Int) -> SaliencyMap {
    var moved = values
    for (y, row) in seenRows.enumerated() {
      for (x, column) in seenColumns.enumerated() {
        let place = (
          row: seenRows.lowerBound + (y + down) % seenRows.count,
          column: seenColumns.lowerBound + (x + right) % seenColumns.count
        )
        moved[place.row, place.column] = values[row, column]
      }
    }
    return SaliencyMap(values: moved, seenRows: seenRows, seenColumns: seenColumns)
  }
}
