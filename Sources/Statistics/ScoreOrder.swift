/// Some rows in ascending order of a score, for areas under ROC curves of many weightings.
///
/// Scores are compared in float: equal rows have equal scores then, although sums in double precision
/// differ in the last bits.
struct ScoreOrder: Sendable {
  /// Places in the scores, ascending.
  private let places: [Int]
  /// Where in `places` each group of equal scores ends.
  private let ends: [Int]

  init(_ scores: some Collection<Double>) {
    let values = scores.map { Float($0) }
    let places = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
    self.places = places
    ends = places.indices.filter {
      $0 + 1 == places.count || values[places[$0]] != values[places[$0 + 1]]
    }.map { $0 + 1 }
  }

  /// Pairs of a row of x and one of y, weighed by both, and those in which x has the higher score; a
  /// tie counts half.
  ///
  /// - Parameter weight: of x and of y, by place.
  func pairs(_ weight: (Int) -> (x: Double, y: Double)) -> PairsInOrder {
    var pairs = PairsInOrder()
    var (below, x, y, start) = (0.0, 0.0, 0.0, 0)
    for end in ends {
      var (tiedX, tiedY) = (0.0, 0.0)
      for place in places[start..<end] {
        let weight = weight(place)
        tiedX += weight.x
        tiedY += weight.y
      }
      pairs.above += tiedX * (below + tiedY / 2)
      (x, y) = (x + tiedX, y + tiedY)
      (below, start) = (y, end)
    }
    pairs.all = x * y
    return pairs
  }
}

/// How many pairs of x and y are in order.
struct PairsInOrder: Sendable {
  var above = 0.0
  var all = 0.0

  /// The area under the ROC curve; nil without pairs.
  var area: Double? { all > 0 ? above / all : nil }

  static func += (sum: inout PairsInOrder, part: PairsInOrder) {
    sum.above += part.above
    sum.all += part.all
  }
}
