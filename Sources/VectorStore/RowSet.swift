/// A set of rows below a number.
struct RowSet: Sendable, Equatable {
  private(set) var words: [UInt64]

  /// - Parameter count: rows are below it.
  init(below count: Int) {
    words = Array(repeating: 0, count: (count + 63) / 64)
  }

  /// All rows below a number.
  init(all count: Int) {
    self.init(below: count)
    for word in words.indices {
      let rest = count - word << 6
      words[word] = rest >= 64 ? .max : 1 << UInt64(rest) - 1
    }
  }

  mutating func remove(_ row: Int) { words[row >> 6] &= ~(1 << UInt64(row & 63)) }

  mutating func insert(_ row: Int) { words[row >> 6] |= 1 << UInt64(row & 63) }

  func contains(_ row: Int) -> Bool { words[row >> 6] >> UInt64(row & 63) & 1 == 1 }

  /// How many.
  var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  /// Places of those within a range, counted from its beginning, ascending.
  ///
  /// - Parameter range: its beginning is a multiple of 64.
  func places(in range: Range<Int>) -> [Int32] {
    precondition(range.lowerBound % 64 == 0)
    var places: [Int32] = []
    for word in (range.lowerBound >> 6)..<((range.upperBound + 63) >> 6) {
      var bits = words[word]
      while bits != 0 {
        places.append(Int32(word << 6 + bits.trailingZeroBitCount - range.lowerBound))
        bits &= bits - 1
      }
    }
    return places
  }
}
