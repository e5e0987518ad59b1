internal import CSimilarity

/// Positions in a list of numbers. One list serves many searches, so that its memory is used again.
public struct PositionList: Sendable {
  private var positions: [Int32] = []
  public private(set) var count = 0

  public init() {}

  public subscript(index: Int) -> Int {
    precondition(index < count)
    return Int(positions[index])
  }

  /// Finds the numbers that are at least the floor, counted from the first of the slice.
  public mutating func find(in numbers: ArraySlice<Float>, atLeast floor: Float) {
    if positions.count < numbers.count { positions = Array(repeating: 0, count: numbers.count) }
    count = unsafe numbers.withUnsafeBufferPointer { numbers in
      guard let first = numbers.baseAddress else { return 0 }
      return Int(
        unsafe similarity_at_least(first, Int64(numbers.count), floor, &positions))
    }
  }
}
