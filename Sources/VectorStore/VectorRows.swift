import Embeddings
import Foundation
import LinearAlgebra

/// The rows of a file of vectors as of one moment, mapped into memory.
struct VectorRows: Sendable {
  let layout: VectorLayout
  let count: Int
  private let bytes: Data

  /// - Parameter count: how many rows the database knows of.
  /// - Throws: `StoreError.damaged` for a file that is gone, is none of these or is too short.
  init(_ file: URL, _ layout: VectorLayout, count: Int) throws(StoreError) {
    let remedy = "restore the store from a copy, or build it anew"
    do {
      bytes = try Data(contentsOf: file, options: .alwaysMapped)
    } catch {
      throw .damaged(
        file: file.path, finding: "cannot be read (\(reason(of: error)))", remedy: remedy)
    }
    guard bytes.prefix(VectorLayout.page) == layout.header else {
      throw .damaged(
        file: file.path, finding: "does not begin as a file of vectors of \(layout.dimension) does",
        remedy: remedy)
    }
    guard bytes.count >= layout.size(rows: count) else {
      throw .damaged(
        file: file.path,
        finding:
          "is \(bytes.count) bytes long where \(count) vectors need \(layout.size(rows: count))",
        remedy: remedy)
    }
    (self.layout, self.count) = (layout, count)
  }

  /// - Parameter rows: of one block.
  func block(_ rows: Range<Int>) -> MappedRows {
    MappedRows(
      bytes, offset: layout.rowOffset(rows.lowerBound), rows: rows.count,
      columns: layout.dimension)
  }

  /// Euclidean lengths of rows of one block, rounded to float.
  func lengths(_ rows: Range<Int>) -> [Float] {
    MappedRows(
      bytes, offset: layout.lengthOffset(rows.lowerBound), rows: 1, columns: rows.count
    ).row(0)
  }

  /// All rows, to be compared by the cosine.
  var byCosine: CosineRows {
    let lengths = VectorLayout.blocks(0..<count).flatMap { self.lengths($0) }
    return CosineRows(
      rows: BlockedRows(
        bytes, offset: layout.rowOffset(0), count: count, columns: layout.dimension,
        blockRows: VectorLayout.blockRows,
        blockBytes: layout.rowOffset(VectorLayout.blockRows) - layout.rowOffset(0)),
      inverseLengths: lengths.map { $0 > 0 ? 1 / $0 : 0 })
  }

  /// All rows, rounded.
  var rounded: RoundedRows {
    RoundedRows(count: count, columns: layout.dimension) { row($0) }
  }

  func row(_ row: Int) -> [Float] { block(row..<(row + 1)).row(0) }

  /// The numbers of rows of one block as they stand in the file.
  func blockBytes(_ rows: Range<Int>) -> Data {
    let start = layout.rowOffset(rows.lowerBound)
    return bytes[start..<(start + rows.count * layout.dimension * 4)]
  }

  /// A row's numbers as they stand in the file.
  func rowBytes(_ row: Int) -> Data {
    let start = layout.rowOffset(row)
    return bytes[start..<(start + layout.dimension * 4)]
  }
}
