public import LinearAlgebra

/// How two samples cover each other, by balls around their rows that reach to the k-th neighbour.
///
/// Sources: Kynkäänniemi et al., "Improved precision and recall metric" (2019); Naeem et al.,
/// "Reliable fidelity and diversity metrics" (2020), for density and coverage.
public struct ManifoldOverlap: Sendable, Codable, Equatable {
  /// Candidate rows within the ball of some reference row, of all candidate rows.
  public let precision: Double
  /// Reference rows within the ball of some candidate row, of all reference rows.
  public let recall: Double
  /// Reference balls that hold a candidate row, per candidate row and k; may exceed 1.
  public let density: Double
  /// Reference balls that hold some candidate row, of all reference balls.
  public let coverage: Double
  /// Neighbours to which a ball reaches.
  public let neighbors: Int

  /// - Parameters:
  ///   - reference: shape (n, d), n > k; finite.
  ///   - candidate: shape (m, d), m > k; finite.
  /// - Throws: `StatisticsError.tooFewRows`.
  /// - Complexity: O((n + m)²·d) time, O(tile) memory beside the rows.
  public init(
    reference: Matrix<Double>, candidate: Matrix<Double>, neighbors k: Int = 5
  ) throws(StatisticsError) {
    self.init(try ManifoldHits(TwoSamples(reference, candidate), neighbors: k))
  }

  init(_ hits: ManifoldHits) {
    precision = hits.precision.mean
    recall = hits.recall.mean
    density = hits.density.mean
    coverage = hits.coverage.mean
    neighbors = hits.neighbors
  }
}

/// What each row says of how two samples cover each other.
struct ManifoldHits: Sendable {
  /// Of each candidate row 1 where some reference ball holds it, or 0.
  let precision: [Double]
  /// Of each reference row 1 where some candidate ball holds it, or 0.
  let recall: [Double]
  /// Of each candidate row how many reference balls hold it, per k.
  let density: [Double]
  /// Of each reference row 1 where its ball holds some candidate row, or 0.
  let coverage: [Double]
  let neighbors: Int

  /// - Parameters:
  ///   - samples: x is the reference. Balls reach to the k-th nearest row of *another* unit of the same
  ///     sample: rows of the other sample are of other units, too.
  ///   - progress: is told of stripes of rows, in three passes.
  init(
    _ samples: TwoSamples, neighbors k: Int, progress: @escaping WorkProgress = { _, _ in }
  ) throws(StatisticsError) {
    precondition(k >= 1)
    let sizes = samples.unitSizes
    for (name, rows) in [("the reference", samples.x), ("the candidate", samples.y)] {
      let largest = rows.reduce(0) { max($0, sizes[samples.units[$1]]) }
      guard rows.count - largest >= k else {
        throw .tooFewRows(of: name, found: rows.count, needed: largest + k)
      }
    }
    let both = DistanceRows(centring: .doubles(samples.rows))
    let radii = [samples.x, samples.y].flatMap {
      both.radii(of: $0, reaching: k, units: samples.units, progress)
    }
    let hits = both.hits(samples.x, samples.y, radii, progress)
    precision = hits.inReference.map { $0 > 0 ? 1 : 0 }
    density = hits.inReference.map { Double($0) / Double(k) }
    recall = hits.inCandidate.map { $0 ? 1 : 0 }
    coverage = hits.covered.map { $0 ? 1 : 0 }
    neighbors = k
  }
}

extension [Double] {
  fileprivate var mean: Double { reduce(0, +) / Double(count) }
}

extension DistanceRows {
  /// Of each row of a range the squared distance of its k-th nearest row of it of another unit.
  fileprivate func radii(
    of range: Range<Int>, reaching k: Int, units: [Int], _ progress: WorkProgress
  ) -> [Double] {
    stripes(range, range, progress) { stripe in
      stripe.rows.map { row in
        var nearest = [Double](repeating: .infinity, count: k)
        for (column, distance) in zip(range, stripe.distances(of: row))
        where distance < nearest[k - 1] && units[column] != units[row] {
          nearest[k - 1] = distance
          nearest.sort()
        }
        return nearest[k - 1]
      }
    }.flatMap { $0 }
  }

  struct Hits {
    /// Of each row of y, the balls of x that hold it.
    var inReference: [Int]
    /// Of each row of x, whether a ball of y holds it.
    var inCandidate: [Bool] = []
    /// Of each row of x, whether its ball holds a row of y.
    var covered: [Bool] = []
  }

  fileprivate func hits(
    _ x: Range<Int>, _ y: Range<Int>, _ radii: [Double], _ progress: WorkProgress
  ) -> Hits {
    let parts = stripes(x, y, progress) { stripe in
      var hits = Hits(inReference: Array(repeating: 0, count: y.count))
      for row in stripe.rows {
        var (isHeld, holds) = (false, false)
        for (place, distance) in stripe.distances(of: row).enumerated() {
          if distance <= radii[row] {
            hits.inReference[place] += 1
            holds = true
          }
          isHeld = isHeld || distance <= radii[y.lowerBound + place]
        }
        hits.inCandidate.append(isHeld)
        hits.covered.append(holds)
      }
      return hits
    }
    return parts.reduce(into: Hits(inReference: Array(repeating: 0, count: y.count))) {
      $0.inReference = zip($0.inReference, $1.inReference).map(+)
      $0.inCandidate += $1.inCandidate
      $0.covered += $1.covered
    }
  }

  private struct Stripe {
    let rows: Range<Int>
    let width: Int
    let squares: [Double]

    func distances(of row: Int) -> ArraySlice<Double> {
      let start = (row - rows.lowerBound) * width
      return squares[start..<(start + width)]
    }
  }

  /// Some rows at a time with all columns, on all cores, in order.
  private func stripes<Value: Sendable>(
    _ rows: Range<Int>, _ columns: Range<Int>, _ progress: WorkProgress,
    _ value: @Sendable (Stripe) -> Value
  ) -> [Value] {
    let side = TileSide(
      rows: max(1, min(256, 4_000_000 / max(1, columns.count))), columns: columns.count)
    let tiles = Tile.between(rows, columns, side: side)
    return mapOnAllCores(tiles.count, progress: progress) { number in
      var squares = [Double](repeating: 0, count: tiles[number].count)
      squaredDistances(tiles[number], into: &squares)
      return value(Stripe(rows: tiles[number].rows, width: columns.count, squares: squares))
    }
  }
}
