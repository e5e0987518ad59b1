public import Foundation

/// A row of a table with the line it begins on, from 1.
public struct DelimitedRow: Sendable {
  public let line: Int
  public internal(set) var fields: [String]
}

/// The rows of a delimited text in UTF-8, rows of empty fields left out; lines end in LF, CR LF or CR.
///
/// Between commas or tabs, quoted fields may hold delimiters, quotes (doubled) and line ends, as in
/// RFC 4180; between white space there are no quotes.
public struct DelimitedText: Sendable {
  public let rows: [DelimitedRow]

  /// - Throws: `DatasetError.malformed` with the line of bytes that are no UTF-8, of a quote that is
  ///   never closed and of text after a closing quote; for UTF-16 and for bytes of zero.
  public init(
    _ bytes: [UInt8], _ delimiter: ManifestDelimiter, path: String
  ) throws(DatasetError) {
    try self.init(bytes, delimiter, path: path, limit: .max)
  }

  private init(
    _ bytes: [UInt8], _ delimiter: ManifestDelimiter, path: String, limit: Int
  ) throws(DatasetError) {
    try Self.requireText(bytes, path)
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let text = bytes.starts(with: mark) ? Array(bytes.dropFirst(mark.count)) : bytes
    var reader = DelimitedReader(bytes: text, delimiter: delimiter, path: path)
    rows = try reader.rows(limit: limit)
  }

  /// A file whose name says what stands between its fields: tabs for `.tsv`, else commas.
  public init(file: URL) throws(DatasetError) {
    try self.init(fileBytes(file), ManifestSource.delimiter(of: file), path: file.path)
  }

  /// The first two rows of such a file, of which no more than its first mebibyte is read.
  public init(beginningOf file: URL) throws(DatasetError) {
    let open = try RandomAccessFile(file)
    let bytes = try open.read(at: 0, count: Int(min(open.size, Self.beginning)))
    // What is cut off within a row is left to whoever reads the whole.
    let whole =
      open.size <= Self.beginning
      ? bytes.count : (bytes.lastIndex(of: UInt8(ascii: "\n")) ?? bytes.count - 1) + 1
    try self.init(
      Array(bytes.prefix(whole)), ManifestSource.delimiter(of: file), path: file.path, limit: 2)
  }

  private static let beginning: UInt64 = 1 << 20

  private static func requireText(_ bytes: [UInt8], _ path: String) throws(DatasetError) {
    guard !bytes.starts(with: [0xFF, 0xFE]), !bytes.starts(with: [0xFE, 0xFF]) else {
      throw .malformed(
        path: path, line: nil, finding: "the text is UTF-16", remedy: "save it as UTF-8")
    }
    let newline = UInt8(ascii: "\n")
    let lines = bytes.split(separator: newline, omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      if line.contains(0) {
        throw .malformed(
          path: path, line: index + 1, finding: "a byte of zero, as in UTF-16 or what is no text",
          remedy: "save it as UTF-8")
      }
      guard String(validating: line, as: UTF8.self) == nil else { continue }
      throw .malformed(
        path: path, line: index + 1, finding: "the text is not UTF-8", remedy: "save it as UTF-8")
    }
  }
}

/// Reads a text from its beginning to its end.
private struct DelimitedReader {
  let bytes: [UInt8]
  let delimiter: ManifestDelimiter
  let path: String
  private var position = 0
  private var line = 1

  private static let quote = UInt8(ascii: "\"")
  private static let newline = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")

  init(bytes: [UInt8], delimiter: ManifestDelimiter, path: String) {
    self.bytes = bytes
    self.delimiter = delimiter
    self.path = path
  }

  private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  private var isAtRowEnd: Bool {
    current.map { $0 == Self.newline || $0 == Self.carriageReturn } ?? true
  }

  mutating func rows(limit: Int) throws(DatasetError) -> [DelimitedRow] {
    var rows: [DelimitedRow] = []
    while current != nil, rows.count < limit {
      let row = try row()
      if row.fields.contains(where: { !$0.isEmpty }) { rows.append(row) }
      skipRowEnd()
    }
    return rows
  }

  private mutating func row() throws(DatasetError) -> DelimitedRow {
    var row = DelimitedRow(line: line, fields: [])
    skipBlanks()
    guard delimiter != .whitespace || !isAtRowEnd else { return row }
    row.fields.append(try field())
    while !isAtRowEnd {
      position += 1
      skipBlanks()
      if delimiter == .whitespace, isAtRowEnd { break }
      row.fields.append(try field())
    }
    return row
  }

  /// Up to the delimiter or the end of the row.
  private mutating func field() throws(DatasetError) -> String {
    if delimiter != .whitespace, current == Self.quote { return try quotedField() }
    let start = position
    while !isAtRowEnd, !isAtDelimiter { position += 1 }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func quotedField() throws(DatasetError) -> String {
    let first = line
    var content: [UInt8] = []
    position += 1
    while let byte = current {
      position += 1
      if byte == Self.quote {
        guard current == Self.quote else { return try closed(content) }
        position += 1
      }
      if byte == Self.newline { line += 1 }
      content.append(byte)
    }
    throw .malformed(
      path: path, line: first, finding: "a quote is never closed", remedy: "close or double it")
  }

  private func closed(_ content: [UInt8]) throws(DatasetError) -> String {
    guard isAtRowEnd || isAtDelimiter else {
      throw .malformed(
        path: path, line: line, finding: "text follows a closing quote",
        remedy: "close the quote at the end of its field, or double it")
    }
    return String(decoding: content, as: UTF8.self)
  }

  private var isAtDelimiter: Bool {
    switch delimiter {
    case .comma: current == UInt8(ascii: ",")
    case .tab: current == UInt8(ascii: "\t")
    case .whitespace: current == UInt8(ascii: " ") || current == UInt8(ascii: "\t")
    }
  }

  /// Runs of white space are one delimiter.
  private mutating func skipBlanks() {
    while delimiter == .whitespace, isAtDelimiter { position += 1 }
  }

  private mutating func skipRowEnd() {
    if current == Self.carriageReturn {
      position += 1
      if current != Self.newline { line += 1 }
    }
    if current == Self.newline {
      position += 1
      line += 1
    }
  }
}
