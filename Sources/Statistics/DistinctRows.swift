public import LinearAlgebra

extension Matrix<Float> {
  /// How many different rows there are, counted to a limit.
  ///
  /// - Complexity: O(n·d) time, O(limit·d) memory.
  public func distinctRowCount(atMost limit: Int) -> Int {
    var seen: Set<ArraySlice<Float>> = []
    for row in 0..<rows where seen.count < limit { seen.insert(self.row(row)) }
    return seen.count
  }
}
