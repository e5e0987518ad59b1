import Embeddings
import Foundation
import GRDB
public import Images

extension StoreWriter {
  /// What adding items did.
  public struct Addition: Sendable, Equatable {
    public var added = 0
    /// Items that were there, of which something is another now.
    public var changed = 0
    public var unchanged = 0

    public init(added: Int = 0, changed: Int = 0, unchanged: Int = 0) {
      (self.added, self.changed, self.unchanged) = (added, changed, unchanged)
    }

    public static func + (a: Addition, b: Addition) -> Addition {
      Addition(
        added: a.added + b.added, changed: a.changed + b.changed,
        unchanged: a.unchanged + b.unchanged)
    }
  }

  /// Adds items, or changes those that have these ids: what is said of an item takes the place of
  /// what was said before, and what is not said stays. An item with another picture loses the vectors
  /// of the former. Vectors of one picture by one encoder are kept once.
  ///
  /// All of it is on the disk when this returns, or nothing.
  /// - Throws: `StoreError.refused` for a vector that is none: of another length, with a number that is
  ///   not finite, or neither zero nor of a length from 1e-15 to 1e15; for an item without id.
  @discardableResult
  public func append(_ items: [NewItem]) throws -> Addition {
    for item in items { try encoders.requireUsable(item, in: folder.path) }
    var plan = AppendPlan(encoders: encoders)
    for encoder in encoders { plan.files[encoder.number] = try rows(of: encoder) }
    let folder = folder
    plan = try commit { database in
      var plan = plan
      for item in items { try plan.take(item, database) }
      try plan.finish(database, in: folder)
      return plan
    }
    encoders = plan.encoders
    return plan.addition
  }

  /// Of pictures, those of which the store has no vector by an encoder; each once, in order.
  public func lacking(_ pixels: [ContentDigest], by encoder: String) throws -> [ContentDigest] {
    let number = try self.encoder(named: encoder).number
    var seen: Set<ContentDigest> = []
    return try read { database in
      try pixels.filter {
        try seen.insert($0).inserted && AppendPlan.row(of: $0, by: number, database) == nil
      }
    }
  }

  /// Of pictures, those that have no thumbnail; each once, in order.
  public func withoutThumbnail(_ pixels: [ContentDigest]) throws -> [ContentDigest] {
    var seen: Set<ContentDigest> = []
    return try read { database in
      let statement = try database.cachedStatement(
        sql: "SELECT 1 FROM thumbnails WHERE pixels = ?")
      return try pixels.filter {
        try seen.insert($0).inserted
          && Int.fetchOne(statement, arguments: [Data($0.bytes)]) == nil
      }
    }
  }

  /// Adds small pictures, JPEG files each.
  public func append(thumbnails: [ContentDigest: [UInt8]]) throws {
    try commit { database in
      let statement = try database.cachedStatement(
        sql: "INSERT OR REPLACE INTO thumbnails VALUES (?, ?, ?)")
      for (pixels, jpeg) in thumbnails {
        let (key, bytes) = (Data(pixels.bytes), Data(jpeg))
        try statement.execute(arguments: [key, bytes, RowChecksum.ofThumbnail(key, bytes)])
      }
    }
  }
}

extension RowChecksum {
  static func ofThumbnail(_ pixels: Data, _ jpeg: Data) -> Int64 {
    var checksum = RowChecksum()
    checksum.add(pixels)
    checksum.add(jpeg)
    return checksum.value
  }
}

extension [Float] {
  /// Squares of floats fit a double.
  var euclideanLength: Double {
    reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
  }

  /// Whether its products with others of this kind neither overflow nor vanish in float.
  var hasUsableLength: Bool {
    let length = euclideanLength
    return length == 0 || (1e-15...1e15).contains(length)
  }
}
