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
    precondition(reference.columns == candidate.columns && k >= 1)
    for (name, rows) in [("the reference", reference), ("the candidate", candidate)]
    where rows.rows <= k {
      throw .tooFewRows(of: name, found: rows.rows, needed: k + 1)
    }
    let both = DistanceRows(centring: StoredRows(reference.stacked(above: candidate)))
    let (x, y) = (0..<reference.rows, reference.rows..<both.count)
    let radii = both.radii(of: x, reaching: k) + both.radii(of: y, reaching: k)
    let hits = both.hits(x, y, radii)
    let (n, m) = (Double(x.count), Double(y.count))
    precision = Double(hits.inReference.count { $0 > 0 }) / m
    recall = Double(hits.inCandidate.count { $0 }) / n
    density = Double(hits.inReference.reduce(0, +)) / (Double(k) * m)
    coverage = Double(hits.covered.count { $0 }) / n
    neighbors = k
  }
}

extension DistanceRows {
  /// Of each row of a range the squared distance of its k-th nearest other row of it.
  fileprivate func radii(of range: Range<Int>, reaching k: Int) -> [Double] {
    stripes(range, range) { stripe in
      stripe.rows.map { row in
        var nearest = [Double](repeating: .infinity, count: k)
        for (column, distance) in zip(range, stripe.distances(of: row))
        where column != row && distance < nearest[k - 1] {
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

  fileprivate func hits(_ x: Range<Int>, _ y: Range<Int>, _ radii: [Double]) -> Hits {
    let parts = stripes(x, y) { stripe in
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
    _ rows: Range<Int>, _ columns: Range<Int>, _ value: @Sendable (Stripe) -> Value
  ) -> [Value] {
    let side = TileSide(
      rows: max(1, min(256, 4_000_000 / max(1, columns.count))), columns: columns.count)
    let tiles = Tile.between(rows, columns, side: side)
    return mapOnAllCores(tiles.count) { number in
      var squares = [Double](repeating: 0, count: tiles[number].count)
      squaredDistances(tiles[number], into: &squares)
      return value(Stripe(rows: tiles[number].rows, width: columns.count, squares: squares))
    }
  }
}
