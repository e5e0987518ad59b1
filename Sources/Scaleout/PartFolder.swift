import Crypto
import Embeddings
public import Foundation
import Statistics

/// A folder that keeps the finished parts of loops, so that work can be killed and goes on, and several
/// processes can share it.
///
/// Each part is a file of its own, written whole: magic, the digest of the job, the loop's name, how many
/// parts it has, the part's number, its value, SHA-256 of all before. A file of another job, or one that is
/// not whole or was altered, counts as none.
public struct PartFolder: Sendable {
  public let url: URL
  /// SHA-256 of what says which job this is: its data, its settings.
  private let job: [UInt8]

  /// - Parameter job: the same bytes for the same data and settings, and for no others.
  public init(_ url: URL, job: Data) {
    self.url = url
    self.job = Array(SHA256.hash(data: job))
  }

  /// Nil for a part that is not there, or not whole.
  func value(_ part: Int, of loop: PartLoop) -> [UInt8]? {
    guard let data = FileManager.default.contents(atPath: file(part, of: loop).path),
      data.count > SHA256.byteCount
    else { return nil }
    let body = data.dropLast(SHA256.byteCount)
    let head = head(part, of: loop)
    guard data.suffix(SHA256.byteCount).elementsEqual(SHA256.hash(data: body)),
      body.starts(with: head)
    else { return nil }
    return Array(body.dropFirst(head.count))
  }

  /// - Throws: `EmbeddingError.unwritable`.
  func keep(_ value: [UInt8], _ part: Int, of loop: PartLoop) throws(EmbeddingError) {
    let file = file(part, of: loop)
    do {
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    } catch {
      throw .unwritable(file: file.path, reason: reason(of: error))
    }
    var data = Data(head(part, of: loop) + value)
    data.append(contentsOf: SHA256.hash(data: data))
    try WholeFile.write(data, to: file)
  }

  /// Those that are there and whole, ascending.
  func parts(of loop: PartLoop) -> [Int] {
    let folder = file(0, of: loop).deletingLastPathComponent()
    // A loop of which nothing is kept has no folder.
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    let numbers = names.compactMap { name in
      name.hasPrefix(Self.prefix) ? Int(name.dropFirst(Self.prefix.count)) : nil
    }
    return numbers.filter { (0..<loop.parts).contains($0) && value($0, of: loop) != nil }.sorted()
  }

  private static let magic = Array("SEMPART1".utf8)
  private static let prefix = "part-"

  private func file(_ part: Int, of loop: PartLoop) -> URL {
    url.appending(path: "\(loop.number)-\(loop.name)").appending(path: "\(Self.prefix)\(part)")
  }

  private func head(_ part: Int, of loop: PartLoop) -> [UInt8] {
    var writer = PortableWriter()
    writer.write(Array(loop.name.utf8))
    for number in [loop.number, loop.parts, part] { writer.write(number) }
    return Self.magic + job + writer.bytes
  }
}

/// A loop of a job, as all processes that share it know it.
struct PartLoop: Sendable, Equatable {
  /// Counted from 1, in the order in which the job comes to them.
  let number: Int
  let name: String
  let parts: Int
}
