internal import CSimilarity
public import Foundation

/// Rows of floats in a mapped file, in blocks that have something else between them.
///
/// The file must stay as it is while they are used.
public struct BlockedRows: Sendable {
  public let count: Int
  public let columns: Int
  private let blockRows: Int
  private let blockBytes: Int
  private let bytes: Data
  private let offset: Int

  /// - Parameters:
  ///   - bytes: a mapped file of little-endian floats.
  ///   - offset: of the first row, a multiple of 4.
  ///   - blockRows: rows in a block.
  ///   - blockBytes: from a block to the next, a multiple of 4.
  public init(
    _ bytes: Data, offset: Int, count: Int, columns: Int, blockRows: Int, blockBytes: Int
  ) {
    precondition(offset % 4 == 0 && blockBytes % 4 == 0 && columns >= 1 && blockRows >= 1)
    let last = max(0, count - 1)
    precondition(
      offset + last / blockRows * blockBytes + (last % blockRows + 1) * columns * 4 <= bytes.count
        || count == 0, "the file is too short")
    (self.bytes, self.offset, self.count, self.columns) = (bytes, offset, count, columns)
    (self.blockRows, self.blockBytes) = (blockRows, blockBytes)
  }

  /// A copy of one row.
  public func row(_ index: Int) -> [Float] {
    let start = offset + index / blockRows * blockBytes + index % blockRows * columns * 4
    return MappedRows(bytes, offset: start, rows: 1, columns: columns).row(0)
  }

  /// Inner products of a query with some rows, in float, in their order.
  ///
  /// - Parameter products: at least as many.
  public func innerProducts(
    with query: [Float], of chosen: [Int32], into products: inout [Float]
  ) {
    precondition(query.count == columns && products.count >= chosen.count)
    guard isWithin(chosen) else { return }
    unsafe withBlocks { blocks in
      var blocks = unsafe blocks
      unsafe similarity_query_some_rows(query, &blocks, chosen, Int64(chosen.count), &products)
    }
  }

  /// - Returns: false for none.
  private func isWithin(_ chosen: some Collection<Int32>) -> Bool {
    precondition(chosen.allSatisfy { $0 >= 0 && $0 < count }, "no such row")
    return !chosen.isEmpty
  }

  private func withBlocks(_ body: (similarity_blocks) -> Void) {
    unsafe bytes.withUnsafeBytes { raw in
      guard let base = raw.baseAddress else { return }
      unsafe body(
        similarity_blocks(
          first: (base + offset).assumingMemoryBound(to: Float.self), width: Int64(columns),
          block_rows: Int32(blockRows), block_stride: Int64(blockBytes / 4)))
    }
  }
}
