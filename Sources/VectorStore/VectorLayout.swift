import Foundation

/// Where rows lie in a file of vectors: after a page that says what the file is come blocks of 1,024
/// rows, each a page with the lengths of its rows, then the rows.
///
/// Everything is little-endian float32. A search reads a block from its beginning to its end, and the
/// lengths spare it a second look at every row.
struct VectorLayout: Sendable, Equatable {
  static let blockRows = 1_024
  static let page = 4_096
  private static let magic = "semblance vectors 1\n"

  /// Numbers in a row, ≥ 1.
  let dimension: Int

  private var blockBytes: Int { Self.page + Self.blockRows * dimension * 4 }

  private func blockOffset(_ block: Int) -> Int { Self.page + block * blockBytes }

  func lengthOffset(_ row: Int) -> Int {
    blockOffset(row / Self.blockRows) + row % Self.blockRows * 4
  }

  func rowOffset(_ row: Int) -> Int {
    blockOffset(row / Self.blockRows) + Self.page + row % Self.blockRows * dimension * 4
  }

  /// Bytes of a file with so many rows.
  func size(rows: Int) -> Int { rows == 0 ? Self.page : rowOffset(rows - 1) + dimension * 4 }

  /// Ranges of rows that lie in one block each.
  static func blocks(_ rows: Range<Int>) -> [Range<Int>] {
    guard !rows.isEmpty else { return [] }
    return (rows.lowerBound / blockRows...(rows.upperBound - 1) / blockRows).map { block in
      max(rows.lowerBound, block * blockRows)..<min(rows.upperBound, (block + 1) * blockRows)
    }
  }

  /// The first page, for people and for the check when the file is opened.
  var header: Data {
    var header = Data("\(Self.magic)dimension \(dimension)\n".utf8)
    header.append(Data(count: Self.page - header.count))
    return header
  }
}
