import Embeddings
import Foundation
import GRDB
import Images
import TestSupport

@testable import VectorStore

/// A store in a temporary folder, which goes away with it: held by a suite, it outlives the test.
struct SmallStore {
  let folder: TemporaryFolder
  var url: URL { folder.url.appending(path: "store") }

  init() throws {
    folder = try TemporaryFolder()
  }

  static func encoder(_ name: String, weights: String? = nil) -> EncoderID {
    EncoderID(name: name, weights: weights, preprocessing: "-", runtime: nil)
  }

  func writer() throws -> StoreWriter { try StoreWriter(at: url, makingMissing: true) }

  func reader() throws -> StoreReader { try StoreReader(at: url) }

  /// Changes the database behind the store's back.
  func run(_ statement: String) async throws {
    try await StoreWriter(at: url).commit { try $0.execute(sql: statement) }
  }

  /// Items 000, 001, … with these vectors of encoder a.
  @discardableResult
  func fill(_ vectors: [[Float]], label: (Int) -> String? = { _ in nil }) async throws -> SmallStore
  {
    let writer = try writer()
    try await writer.add(Self.encoder("a"), dimension: vectors[0].count)
    try await writer.append(
      vectors.enumerated().map { number, vector in
        NewItem(
          StoredItem(
            id: Self.id(number), split: number % 2 == 0 ? "train" : "test", label: label(number),
            attributes: ["age": "\(number)"]),
          vectors: ["a": vector])
      })
    return self
  }

  static func id(_ number: Int) -> String {
    let digits = "\(number)"
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  /// Of a picture that is told by a number.
  static func picture(_ number: UInt8) -> StoredItem.PictureFacts {
    StoredItem.PictureFacts(pixels: pixels(number), width: 4, height: 3)
  }

  static func pixels(_ number: UInt8) -> ContentDigest { ContentDigest(of: [number]) }
}
