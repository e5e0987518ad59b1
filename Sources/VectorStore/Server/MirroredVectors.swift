import Crypto
import Embeddings
import Foundation
import LinearAlgebra
import PostgreSQL
import Statistics

/// The copy of an encoder's rows as of one moment: a file of vectors as an embedded store has it, and what
/// it holds.
struct MirroredVectors: Sendable {
  private let folder: StoreFolder
  private let state: State
  /// Nil for none.
  let rows: VectorRows?
  /// Rows that there ever were when it was last held against the server.
  private var checkedRows: Int?

  /// What stands beside the file of vectors.
  private struct State: Codable {
    var generation: Int
    var dimension: Int
    /// Rows of the server, ascending, as ranges: the first of each, and how many.
    var firsts: [Int] = []
    var counts: [Int] = []
    /// SHA-256 of each block's vectors.
    var digests: [Data] = []

    var count: Int { counts.reduce(0, +) }
    /// Rows are copied below it.
    var end: Int { (firsts.last ?? 0) + (counts.last ?? 0) }

    mutating func append(_ row: Int) {
      if row == end, let last = counts.indices.last {
        counts[last] += 1
      } else {
        firsts.append(row)
        counts.append(1)
      }
    }
  }

  /// Bytes of vectors that are fetched at once.
  private static let fetchedBytes = 16 << 20

  private init(_ folder: StoreFolder, _ state: State, _ rows: VectorRows?) {
    (self.folder, self.state, self.rows) = (folder, state, rows)
  }

  static func none(_ folder: StoreFolder, _ encoder: ServerEncoder) -> MirroredVectors {
    MirroredVectors(
      folder, State(generation: 1, dimension: encoder.stored.dimension), nil)
  }

  /// The copy on the disk; nil for none, and for a damaged one.
  ///
  /// - Parameter known: a former state of it, whose blocks need not be read again.
  init?(in folder: StoreFolder, of encoder: ServerEncoder, after known: MirroredVectors?) {
    // What cannot be read is fetched again.
    guard let data = try? Data(contentsOf: Self.stateFile(folder, encoder.stored.number)),
      let state = try? JSONDecoder().decode(State.self, from: data),
      state.dimension == encoder.stored.dimension, state.firsts.count == state.counts.count,
      let rows = try? VectorRows(
        folder.vectors(encoder: encoder.stored.number, generation: state.generation),
        encoder.stored.layout, count: state.count)
    else { return nil }
    self.init(folder, state, rows)
    guard isSound(after: known?.state) else { return nil }
  }

  var rowCount: Int { state.count }

  /// Whether every row that there ever was is here, or gone.
  func isUpToDate(for encoder: ServerEncoder) -> Bool { checkedRows == encoder.stored.rows }

  /// Whether the last row that both have is the same.
  func agrees(
    with encoder: ServerEncoder, _ session: isolated ServerSession
  ) throws -> Bool {
    let last = try session.query(
      "SELECT row, vector FROM \(encoder.table) WHERE row < $1 ORDER BY row DESC LIMIT 1",
      .integer(state.end)
    ).first
    guard let last, let rows else { return true }
    return places([last.integer(0)]).first.map { rows.row($0) } == encoder.vector(last, 1)
  }

  /// Where the row of a server lies.
  func place(_ row: Int, _ server: ServerAddress) throws(StoreError) -> Int {
    if let place = places([row]).first { return place }
    throw .damaged(
      file: server.text, finding: "row \(row) of vectors is gone",
      remedy: "`semblance index verify` names the items")
  }

  /// Where those of some rows lie that are here.
  ///
  /// - Parameter wanted: ascending.
  func places(_ wanted: [Int]) -> [Int] {
    guard !wanted.isEmpty else { return [] }
    var (places, range, before) = ([Int](), 0, 0)
    places.reserveCapacity(wanted.count)
    for row in wanted {
      while range < state.firsts.count, state.firsts[range] + state.counts[range] <= row {
        before += state.counts[range]
        range += 1
      }
      guard range < state.firsts.count else { break }
      if row >= state.firsts[range] { places.append(before + row - state.firsts[range]) }
    }
    return places
  }

  /// The server's numbers of all that is here, ascending.
  var numbers: [Int] {
    zip(state.firsts, state.counts).flatMap { Array($0..<($0 + $1)) }
  }

  func startedAnew(_ encoder: ServerEncoder) -> MirroredVectors {
    // Others may still read the former file; it goes when the next copy is made.
    MirroredVectors(
      folder, State(generation: state.generation + 1, dimension: state.dimension), nil)
  }

  /// With what a server has behind the last row.
  ///
  /// - Parameter copied: is told of rows.
  func completed(
    _ encoder: ServerEncoder, _ session: isolated ServerSession, _ copied: WorkProgress
  ) throws -> MirroredVectors {
    var state = state
    let (number, layout) = (encoder.stored.number, encoder.stored.layout)
    let file = folder.vectors(encoder: number, generation: state.generation)
    let appender = VectorAppender(file: file, layout: layout)
    if state.count == 0 {
      try appender.create(in: folder)
    }
    let first = state.count
    let most = max(64, Self.fetchedBytes / (4 * layout.dimension))
    // At most: there are no more rows than are held, nor than were ever numbered.
    let missing = max(0, min(encoder.held, encoder.stored.rows - state.end))
    while true {
      if missing > 0 { copied(min(state.count - first, missing), missing) }
      let fetched = try session.query(
        "SELECT row, vector FROM \(encoder.table) WHERE row >= $1 ORDER BY row LIMIT $2",
        .integer(state.end), .integer(most))
      let vectors = fetched.map { encoder.vector($0, 1) }
      guard vectors.allSatisfy({ $0.count == layout.dimension }) else {
        throw StoreError.damaged(
          file: "\(encoder.table)", finding: "a vector is not of \(layout.dimension) numbers",
          remedy: "`semblance index verify` names its items")
      }
      try appender.append(
        vectors, lengths: vectors.map { Float($0.euclideanLength) }, at: state.count)
      for row in fetched { state.append(row.integer(0)) }
      if fetched.count < most { break }
    }
    if missing > 0 { copied(missing, missing) }
    let rows = try VectorRows(file, layout, count: state.count)
    let blocks = VectorLayout.blocks(0..<state.count)
    let kept = first / VectorLayout.blockRows
    state.digests =
      state.digests.prefix(kept) + Self.digests(of: blocks[min(kept, blocks.count)...], in: rows)
    try save(state, number)
    var copy = MirroredVectors(folder, state, rows)
    copy.checkedRows = encoder.stored.rows
    return copy
  }

  private func save(_ state: State, _ encoder: Int) throws {
    let file = Self.stateFile(folder, encoder)
    do {
      try JSONEncoder().encode(state).write(to: file, options: .atomic)
    } catch {
      throw StoreError.unwritable(file: file.path, reason: reason(of: error))
    }
    for old in try folder.numberedFiles()
    where old.lastPathComponent.hasPrefix("vectors-\(encoder)-")
      && old.lastPathComponent
        != folder.vectors(encoder: encoder, generation: state.generation).lastPathComponent
    {
      // What cannot be removed takes room and does no harm.
      try? FileManager.default.removeItem(at: old)
    }
  }

  private static func stateFile(_ folder: StoreFolder, _ encoder: Int) -> URL {
    folder.url.appending(path: "copy-\(encoder).json")
  }

  private func isSound(after known: State?) -> Bool {
    guard let rows else { return true }
    let blocks = VectorLayout.blocks(0..<state.count)
    guard state.digests.count == blocks.count else { return false }
    var trusted = 0
    if let known, known.generation == state.generation {
      trusted = zip(known.digests, state.digests).prefix { $0 == $1 }.count
    }
    return Self.digests(of: blocks[trusted...], in: rows) == Array(state.digests[trusted...])
  }

  private static func digests(of blocks: ArraySlice<Range<Int>>, in rows: VectorRows) -> [Data] {
    let blocks = Array(blocks)
    return mapOnAllCores(blocks.count, each: 0) { _, place in
      Data(SHA256.hash(data: rows.blockBytes(blocks[place])))
    }
  }
}
