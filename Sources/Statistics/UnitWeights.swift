import LinearAlgebra

/// Weightings of the units of two samples, a byte each: which units a permutation calls x, or how
/// often a resample drew them.
struct UnitWeights: Sendable {
  /// How many weightings.
  let count: Int
  /// Weights in each.
  let units: Int
  /// Shape (count, units).
  private var bytes: [UInt8]

  init(units: Int) {
    (count, self.units, bytes) = (0, units, [])
  }

  /// - Parameter weighting: by its number; each draws from a stream of its own.
  init(_ count: Int, units: Int, _ weighting: @Sendable (Int) -> [UInt8]) {
    (self.count, self.units) = (count, units)
    let length = 16
    let parts = mapOnAllCores((count + length - 1) / length) { part in
      (part * length..<min((part + 1) * length, count)).flatMap(weighting)
    }
    bytes = []
    bytes.reserveCapacity(count * units)
    for part in parts { bytes += part }
  }

  /// Those of one and then those of the other.
  func followed(by other: UnitWeights) -> UnitWeights {
    precondition(units == other.units)
    var both = UnitWeights(units: units, count: count + other.count)
    both.bytes = bytes + other.bytes
    return both
  }

  private init(units: Int, count: Int) {
    (self.count, self.units, bytes) = (count, units, [])
  }

  /// Some of them, for many sums at once.
  func weightings(_ range: Range<Int>) -> WeightedSums.Weightings {
    WeightedSums.Weightings(bytes, range, units: units)
  }

  subscript(index: Int) -> ArraySlice<UInt8> { bytes[(index * units)..<((index + 1) * units)] }

  /// Writes the weights of some rows as doubles, shape (weightings.count, rows.count).
  ///
  /// - Parameter unitOfRow: of all rows.
  func expand(
    _ weightings: Range<Int>, ofRows rows: Range<Int>, unitOfRow: [Int],
    into weights: inout [Double]
  ) {
    var place = 0
    for weighting in weightings {
      let offset = weighting * units
      for row in rows {
        weights[place] = Double(bytes[offset + unitOfRow[row]])
        place += 1
      }
    }
  }
}
