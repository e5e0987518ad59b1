import LinearAlgebra

extension DistanceRows {
  /// The squared distance of each row to its k-th nearest, the row itself being the first.
  ///
  /// - Parameter k: 1...count.
  /// - Complexity: O(n²·d) time, O(tile) memory a core.
  func squaredCoreDistances(
    _ k: Int, progress: WorkProgress = { _, _ in }
  ) -> [Double] {
    precondition((1...max(1, count)).contains(k), "the \(k)th nearest of \(count)")
    let strips = Tile.split(0..<count, by: TileSide.strips.rows)
    return mapOnAllCores(strips.count, progress: progress) { number in
      nearest(k, of: strips[number])
    }.flatMap { $0 }
  }

  private func nearest(_ k: Int, of strip: Range<Int>) -> [Double] {
    let side = TileSide.strips
    var lists = Array(repeating: SmallestValues(k), count: strip.count)
    var squares = [Double](repeating: 0, count: side.rows * side.columns)
    for tile in Tile.between(strip, 0..<count, side: side) {
      squaredDistances(tile, into: &squares)
      for place in 0..<strip.count {
        let start = place * tile.columns.count
        lists[place].take(squares, start..<(start + tile.columns.count))
      }
    }
    return lists.map(\.largest)
  }
}

/// The k smallest of some numbers.
private struct SmallestValues {
  /// Ascending.
  private var values: [Double]
  /// The largest that is kept; infinite while there are fewer than k.
  private(set) var largest = Double.infinity

  init(_ k: Int) { values = Array(repeating: .infinity, count: k) }

  mutating func take(_ numbers: [Double], _ range: Range<Int>) {
    for index in range where numbers[index] < largest { insert(numbers[index]) }
  }

  private mutating func insert(_ value: Double) {
    var place = values.count - 1
    while place > 0, values[place - 1] > value {
      values[place] = values[place - 1]
      place -= 1
    }
    values[place] = value
    largest = values[values.count - 1]
  }
}
