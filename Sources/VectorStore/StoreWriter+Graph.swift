import Embeddings
import Foundation
import Images
import LinearAlgebra
public import Statistics

extension StoreWriter {
  /// What a graph is, in numbers.
  public struct GraphFacts: Sendable, Codable, Equatable {
    public let encoder: String
    /// Rows that it links.
    public let rows: Int
    /// Rows that were linked now.
    public let added: Int
    public let degree: Int
    public let width: Int
    public let bytes: Int
    public let recall: MeasuredRecall
  }

  /// Builds the graph by which an encoder's vectors are searched, or links what came after it.
  ///
  /// - Parameters:
  ///   - name: of the encoder.
  ///   - degree: links of a row, M ≥ 2; twice as many on the lowest level.
  ///   - width: rows in sight of the walk that looks for a row's neighbours, ≥ 1.
  ///   - startsAnew: whether a graph that is there is left aside; so it is where it was built otherwise.
  ///   - progress: is told of rows.
  /// - Complexity: O(n·log n·width·M·d) time.
  @discardableResult
  public func buildGraph(
    of name: String, degree: Int = 16, width: Int = 200, startingAnew startsAnew: Bool = false,
    progress: @escaping WorkProgress = { _, _ in }
  ) throws -> GraphFacts {
    precondition(degree >= 2 && width >= 1)
    let encoder = try encoder(named: name)
    let rows = try rows(of: encoder)
    let space = rows.byCosine
    let former = try read { try GraphRecord.all($0) }.first { $0.encoder == encoder.number }
    var graph = NeighborGraph(degree: degree)
    if !startsAnew, let former, former.generation == encoder.generation,
      let stored = try? StoredGraph(contentsOf: former.file(in: folder)),  // damaged: built anew
      stored.graph.degree == degree, stored.width == width
    {
      graph = stored.graph
    }
    let before = graph.count
    graph.grow(to: rows.count, in: rows.rounded, width: width, progress: progress)
    let stored = StoredGraph(
      graph: graph, width: width, sample: RecallSample(of: rows, count: graph.count, space))
    let bytes = try save(stored, of: encoder, replacing: former)
    return GraphFacts(
      encoder: name, rows: graph.count, added: graph.count - before, degree: degree, width: width,
      bytes: bytes,
      recall: stored.sample.recall(of: graph, at: 10, width: 100, rows: rows, space))
  }

  private func save(
    _ graph: StoredGraph, of encoder: StoredEncoder, replacing former: GraphRecord?
  ) throws -> Int {
    let data = try graph.encoded
    let record = GraphRecord(
      encoder: encoder.number, generation: encoder.generation,
      version: (former?.version ?? 0) + 1, digest: Data(ContentDigest(sha256Of: data).bytes))
    let file = record.file(in: folder)
    do {
      try data.write(to: file)
      let handle = try FileHandle(forUpdating: file)
      defer { try? handle.close() }  // On the disk by then, or the error is reported.
      try handle.synchronize()
    } catch {
      throw StoreError.unwritable(file: file.path, reason: reason(of: error))
    }
    try DurableFile.syncNames(in: folder)
    try commit { try record.save($0) }
    // Removed when the store is next opened, if not now.
    if let former { try? FileManager.default.removeItem(at: former.file(in: folder)) }
    return data.count
  }
}
