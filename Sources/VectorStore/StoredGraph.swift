import Crypto
import Embeddings
import Foundation
import LinearAlgebra
import Statistics

/// A graph with what its recall is measured by.
struct StoredGraph: Sendable {
  /// Of the rows of one generation of an encoder, from the first on; later rows are compared one by one.
  var graph: NeighborGraph
  let width: Int
  let sample: RecallSample

  /// The head of the file; the numbers of the graph follow.
  private struct Head: Codable {
    let degree: Int
    let width: Int
    let count: Int
    let upperCount: Int
    let entry: Int32
    let sample: RecallSample
  }

  private static let magic = Data("semblance graph 1\n".utf8)

  var encoded: Data {
    get throws {
      let head = try JSONEncoder().encode(
        Head(
          degree: graph.degree, width: width, count: graph.count,
          upperCount: graph.upperLinks.count, entry: graph.entry, sample: sample))
      return Self.magic + Data(integers: [Int64(head.count)]) + head + Data(integers: graph.levels)
        + Data(integers: graph.links) + Data(integers: graph.upperStarts)
        + Data(integers: graph.upperLinks)
    }
  }

  init(graph: NeighborGraph, width: Int, sample: RecallSample) {
    (self.graph, self.width, self.sample) = (graph, width, sample)
  }

  /// - Throws: `StoreError.damaged` for a file that is no graph, or links rows that are not there.
  init(contentsOf file: URL) throws(StoreError) {
    let data: Data
    do {
      data = try Data(contentsOf: file)
    } catch {
      throw Self.damaged(file, reason(of: error))
    }
    var reader = IntegerReader(data: data)
    guard reader.take(Self.magic.count) == Self.magic,
      let size = reader.integers(1, as: Int64.self)?[0], size >= 0,
      let head = reader.take(Int(size)).flatMap({ try? JSONDecoder().decode(Head.self, from: $0) }),
      head.degree >= 2, head.count >= 0, head.upperCount >= 0,
      let levels = reader.integers(head.count, as: Int8.self),
      let links = reader.integers(head.count * 2 * head.degree, as: Int32.self),
      let starts = reader.integers(head.count, as: Int32.self),
      let upper = reader.integers(head.upperCount, as: Int32.self)
    else { throw Self.damaged(file, "is no graph, or ends too early") }
    var graph = NeighborGraph(degree: head.degree)
    (graph.levels, graph.links, graph.upperStarts) = (levels, links, starts)
    (graph.upperLinks, graph.entry) = (upper, head.entry)
    guard graph.isSound, head.sample.isSound(below: head.count) else {
      throw Self.damaged(file, "links rows that are not there")
    }
    self.init(graph: graph, width: head.width, sample: head.sample)
  }

  private static func damaged(_ file: URL, _ finding: String) -> StoreError {
    .damaged(
      file: file.path, finding: finding,
      remedy:
        "build it anew with `semblance index hnsw --anew`; an exact search does without")
  }
}

extension NeighborGraph {
  /// Whether no walk can leave the rows.
  fileprivate var isSound: Bool {
    let rows = Int32(count)
    let starts = zip(levels, upperStarts).allSatisfy { level, start in
      level <= 0 ? true : start >= 0 && Int(start) + Int(level) * degree <= upperLinks.count
    }
    return starts && entry < rows && (links + upperLinks).allSatisfy { $0 < rows && $0 >= -1 }
      && linksStayOnTheirLevels
  }

  private var linksStayOnTheirLevels: Bool {
    levels.indices.allSatisfy { row in
      levels[row] < 1
        || (1...Int(levels[row])).allSatisfy { level in
          neighbors(of: Int32(row), level: level).allSatisfy { $0 < 0 || levels[Int($0)] >= level }
        }
    }
  }
}

/// Reads a file from its beginning to its end.
private struct IntegerReader {
  let data: Data
  private var position = 0

  init(data: Data) {
    self.data = data
  }

  /// Nil where the file ends before.
  mutating func take(_ count: Int) -> Data? {
    guard count >= 0, count <= data.count - position else { return nil }
    defer { position += count }
    return data.subdata(in: position..<(position + count))
  }

  mutating func integers<Integer: FixedWidthInteger>(
    _ count: Int, as type: Integer.Type
  ) -> [Integer]? {
    let size = MemoryLayout<Integer>.size
    guard count <= data.count / size else { return nil }
    return take(count * size).map { bytes in
      unsafe [Integer](unsafeUninitializedCapacity: count) { target, written in
        written = unsafe bytes.copyBytes(to: target) / size
      }
    }
  }
}

extension Data {
  /// Numbers as memory has them, little-endian on every machine that this runs on.
  fileprivate init<Integer: FixedWidthInteger>(integers: [Integer]) {
    self = unsafe integers.withUnsafeBytes { unsafe Data($0) }
  }
}
