public import Embeddings
public import Foundation
import GRDB
import LinearAlgebra

/// Puts items into a store in a folder and takes them out.
///
/// One writer has a store at a time, in whatever process. What a call has returned from is on the disk:
/// vectors first, then in one step that they are there; a process that is killed, or a machine that
/// loses its power, leaves either all of a call or nothing.
public actor StoreWriter: WritableStore {
  let folder: StoreFolder
  let database: DatabaseQueue
  private let lock: StoreLock
  var encoders: [StoredEncoder]

  /// Opens a store for writing.
  ///
  /// - Parameter makesMissing: whether a store is made where none is.
  /// - Throws: `StoreError.busy` at once where another process writes, `missing`, `notAStore`.
  public init(at url: URL, makingMissing makesMissing: Bool = false) throws {
    folder = StoreFolder(url: url)
    if !folder.isThere {
      guard makesMissing else { throw StoreError.missing(folder: url.path) }
      try folder.create()
    }
    lock = try StoreLock(folder)
    var configuration = StoreSchema.configuration
    configuration.journalMode = .wal
    let folder = folder
    database = try folder.reporting {
      try DatabaseQueue(path: folder.database.path, configuration: configuration)
    }
    encoders = try folder.reporting { [database] in
      // Acknowledged is what lies on the disk.
      try database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
      return try database.write { database in
        try StoreSchema.upgrade(database)
        if try !StoreSchema.check(database, folder) { try StoreSchema.create(database) }
        return try StoredEncoder.all(database, folder)
      }
    }
    try DurableFile.syncNames(in: folder)
    try removeLeftovers()
  }

  public nonisolated var address: StoreAddress { .folder(folder.url) }

  /// Names, in the order in which they came.
  public var encoderNames: [String] { encoders.map(\.name) }

  /// Makes the store ready for the vectors of an encoder.
  ///
  /// - Throws: `StoreError.refused` where another encoder has that name, or the dimension is another.
  public func add(_ id: EncoderID, dimension: Int) throws {
    precondition(dimension >= 1)
    if let known = encoders.first(where: { $0.name == id.name }) {
      return try known.requireLike(id, dimension)
    }
    let encoder = StoredEncoder(
      id: id, dimension: dimension, number: (encoders.map(\.number).max() ?? 0) + 1,
      generation: 1, rows: 0)
    try VectorAppender(file: encoder.file(in: folder), layout: encoder.layout).create(in: folder)
    try commit { try encoder.save($0) }
    encoders.append(encoder)
  }

  /// One step: all of it is on the disk when this returns, or nothing.
  func commit<Value>(_ body: (Database) throws -> Value) throws -> Value {
    try folder.reporting {
      try database.write { database in
        let value = try body(database)
        try database.execute(sql: "UPDATE state SET commits = commits + 1")
        return value
      }
    }
  }

  func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
    try folder.reporting { try database.read(body) }
  }

  /// The vectors that a commit has come to know of.
  func rows(of encoder: StoredEncoder) throws -> VectorRows {
    guard try read({ try encoder.isPlaced($0) }) else { throw encoder.misplaced(in: folder) }
    return try VectorRows(encoder.file(in: folder), encoder.layout, count: encoder.rows)
  }

  func encoder(named name: String) throws(StoreError) -> StoredEncoder {
    try encoders.named(name, in: folder.path)
  }

  /// Files that no commit knows of: a compaction, a new encoder or a graph did not come to its end.
  private nonisolated func removeLeftovers() throws {
    let known = try folder.reporting {
      try database.read { database in
        try StoredEncoder.all(database, folder).map { $0.file(in: folder) }
          + GraphRecord.all(database).map { $0.file(in: folder) }
      }
    }.map(\.lastPathComponent)
    for file in try folder.numberedFiles() where !known.contains(file.lastPathComponent) {
      // What cannot be removed takes room and does no harm.
      try? FileManager.default.removeItem(at: file)
    }
  }
}

extension StoreFolder {
  /// What SQLite reports, in the words of a store.
  func reporting<Value>(_ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error as DatabaseError {
      throw problem(error)
    }
  }

  func problem(_ error: DatabaseError) -> StoreError {
    let text = error.message ?? "\(error.resultCode)"
    return switch error.resultCode {
    case .SQLITE_BUSY, .SQLITE_LOCKED: .busy(folder: path)
    case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_ERROR, .SQLITE_MISMATCH, .SQLITE_CONSTRAINT:
      .damaged(
        file: database.path, finding: "SQLite says: \(text)",
        remedy: "`semblance index verify` says what is damaged")
    default: .unwritable(file: database.path, reason: text)
    }
  }
}
