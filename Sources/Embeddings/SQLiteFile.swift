import CSQLite
import Foundation

/// An SQLite file that is only read, opened and closed here.
///
/// SQLite's own library rather than a package: three plain queries need none.
@safe struct SQLiteFile: ~Copyable {
  private let database: OpaquePointer
  private let path: String

  /// Bytes of a text or a vector.
  private static let largestValue: Int32 = 1 << 26

  init(_ url: URL) throws(EmbeddingError) {
    var handle: OpaquePointer?
    let status = unsafe sqlite3_open_v2(url.path, &handle, SQLITE_OPEN_READONLY, nil)
    guard status == SQLITE_OK, let database = unsafe handle else {
      let reason = unsafe String(cString: sqlite3_errmsg(handle))
      unsafe sqlite3_close_v2(handle)
      throw .unreadable(file: url.path, reason: reason)
    }
    unsafe self.database = unsafe database
    path = url.path
    // The file is a stranger's: nothing that its schema holds may call functions.
    unsafe sqlite3_exec(database, "PRAGMA trusted_schema=OFF", nil, nil, nil)
    unsafe sqlite3_limit(database, SQLITE_LIMIT_LENGTH, Self.largestValue)
  }

  deinit {
    unsafe sqlite3_close_v2(database)
  }

  /// Hands over each row of a query whose parameters are texts.
  func forEachRow(
    _ query: String, _ parameters: [String] = [],
    _ body: (borrowing SQLiteRow) throws(EmbeddingError) -> Void
  ) throws(EmbeddingError) {
    var statement: OpaquePointer?
    defer { unsafe sqlite3_finalize(statement) }
    guard unsafe sqlite3_prepare_v2(database, query, -1, &statement, nil) == SQLITE_OK else {
      throw damaged()
    }
    for (index, parameter) in parameters.enumerated() {
      // SQLITE_TRANSIENT, a macro: SQLite keeps a copy.
      let copies = unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)
      guard
        unsafe sqlite3_bind_text(statement, Int32(index + 1), parameter, -1, copies) == SQLITE_OK
      else { throw damaged() }
    }
    while true {
      switch unsafe sqlite3_step(statement) {
      case SQLITE_ROW: unsafe try body(SQLiteRow(statement: statement))
      case SQLITE_DONE: return
      default: throw damaged()
      }
    }
  }

  /// Refuses views under these names, which may have rows without end, and tables that are a program's.
  func requireTables(_ names: [String]) throws(EmbeddingError) {
    var other: String?
    let query = """
      SELECT lower(name) FROM sqlite_master WHERE type = 'view' OR (type = 'table' AND rootpage = 0)
      """
    try forEachRow(query) { row in
      if let name = row.text(0), names.contains(name) { other = name }
    }
    guard let other else { return }
    throw .malformed(
      file: path, finding: "\(other) is not a table", remedy: "export the store anew")
  }

  private func damaged() -> EmbeddingError {
    .malformed(
      file: path, finding: "SQLite says: \(unsafe String(cString: sqlite3_errmsg(database)))",
      remedy: "check that this is the store's chroma.sqlite3")
  }
}

/// The row of a query at hand.
@safe struct SQLiteRow: ~Copyable {
  private let statement: OpaquePointer?

  fileprivate init(statement: OpaquePointer?) {
    unsafe self.statement = unsafe statement
  }

  /// Nil for NULL and for what is not UTF-8.
  func text(_ column: Int32) -> String? {
    guard let text = unsafe sqlite3_column_text(statement, column) else { return nil }
    let bytes = unsafe UnsafeBufferPointer(
      start: text, count: Int(sqlite3_column_bytes(statement, column)))
    return unsafe String(validating: bytes, as: UTF8.self)
  }

  func integer(_ column: Int32) -> Int {
    unsafe Int(sqlite3_column_int64(statement, column))
  }

  /// Nil for NULL and for nothing.
  func bytes(_ column: Int32) -> Data? {
    guard let start = unsafe sqlite3_column_blob(statement, column) else { return nil }
    return unsafe Data(bytes: start, count: Int(sqlite3_column_bytes(statement, column)))
  }
}
