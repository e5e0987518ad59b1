internal import CSimilarity

/// Rows scaled to length 1 and rounded to bytes: cosines from a quarter of the memory of floats, the same
/// on every CPU.
///
/// A cosine of rows of 512 is off by about 0.0005.
public struct RoundedRows: Sendable {
  public let count: Int
  /// A multiple of a line of the cache; what rows lack is 0.
  private let width: Int
  private let bytes: [Int8]
  /// 1 / length of a row of bytes; 0 for rows of zeros.
  private let inverseLengths: [Float]

  private static let line = 64
  /// Of numbers below it the inverse may be infinite.
  private static let smallest: Float = 1e-30

  /// - Parameters:
  ///   - count: how many rows.
  ///   - columns: numbers in a row, ≥ 1.
  ///   - row: gives a row of finite numbers; only its direction counts.
  /// - Complexity: O(n·d) time, n·d bytes.
  public init(count: Int, columns: Int, row: (Int) -> [Float]) {
    precondition(count >= 0 && columns >= 1)
    let width = (columns + Self.line - 1) / Self.line * Self.line
    // So that no sum of products leaves 32 bits.
    let largest = min(127, (Double(Int32.max) / Double(columns)).squareRoot().rounded(.down))
    var bytes = [Int8](repeating: 0, count: count * width)
    var inverseLengths = [Float](repeating: 0, count: count)
    unsafe bytes.withUnsafeMutableBufferPointer { bytes in
      for index in 0..<count {
        var row = row(index)
        precondition(row.count == columns)
        var top = row.reduce(0) { max($0, abs($1)) }
        if top > 0, top < Self.smallest { (row, top) = (row.map { $0 / top }, 1) }
        guard top > 0, let first = bytes.baseAddress else { continue }
        var rounding = similarity_rounding()
        unsafe similarity_round_to_bytes(
          row, 1, Int64(columns), Double(top) / largest, Int64(width), first + index * width,
          &rounding)
        inverseLengths[index] = 1 / Float(rounding.squares).squareRoot()
      }
    }
    (self.count, self.width, self.bytes) = (count, width, bytes)
    self.inverseLengths = inverseLengths
  }

  public func isZero(_ row: Int) -> Bool { inverseLengths[row] == 0 }

  /// 1 − cosine of a row and some others, in their order; 1 for rows of zeros.
  ///
  /// - Parameters:
  ///   - products: room that is used, made larger where it has to be.
  ///   - distances: at least as many as there are others.
  public func cosineDistances(
    of row: Int, to others: ArraySlice<Int32>, _ products: inout [Int32],
    into distances: inout [Float]
  ) {
    precondition((0..<count).contains(row) && distances.count >= others.count)
    precondition(others.allSatisfy { $0 >= 0 && $0 < count }, "no such row")
    guard !others.isEmpty else { return }
    if products.count < others.count { products = Array(repeating: 0, count: 2 * others.count) }
    unsafe bytes.withUnsafeBufferPointer { bytes in
      unsafe others.withUnsafeBufferPointer { others in
        guard let first = bytes.baseAddress, let places = others.baseAddress else { return }
        unsafe similarity_query_some_bytes(
          first + row * width, first, Int64(width), places, Int64(others.count), &products)
      }
    }
    for (place, other) in others.enumerated() {
      // The same bits from both sides.
      let scale = inverseLengths[row] * inverseLengths[Int(other)]
      distances[place] = max(0, 1 - Float(products[place]) * scale)
    }
  }
}
