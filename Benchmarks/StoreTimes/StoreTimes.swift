import Foundation
import LinearAlgebra
import VectorStore

/// Asks a store and prints what it took, for compare-with-hnswlib.
///
/// usage: StoreTimes exact STORE QUERIES REPEATS COUNT | together STORE QUERIES REPEATS COUNT
///        | hnsw STORE QUERIES REPEATS COUNT WIDTH | build STORE
///
/// QUERIES is a file of float32 rows without a head. Seconds are those of a query, or of a batch of them, in
/// a process that has asked before; `cpu` those that all cores worked.
@main enum StoreTimes {
  static func main() async throws {
    let words = Array(CommandLine.arguments.dropFirst())
    guard words.count >= 2 else { throw CocoaError(.coderInvalidValue) }
    precondition(BLAS.loaded != nil, BLAS.problem ?? "")
    let url = URL(filePath: words[1])
    if words[0] == "build" { return try await build(url) }
    guard words.count >= 5, let repeats = Int(words[3]), let count = Int(words[4]) else {
      throw CocoaError(.coderInvalidValue)
    }
    let reader = try StoreReader(at: url)
    let dimension = try await reader.encoders()[0].dimension
    let queries = try read(words[2], columns: dimension)
    var settings = SearchSettings(count: count)
    if words[0] == "hnsw" { settings.method = .graph(width: Int(words[5]) ?? 100) }
    let asked = settings
    _ = try await reader.search(all: queries, asked)
    var times: [(wall: Double, cpu: Double)] = []
    for turn in 0..<repeats {
      let query = Array(queries.row(turn % queries.rows))
      times.append(
        try await time {
          if words[0] == "exact" {
            _ = try await reader.search(query, asked)
          } else {
            _ = try await reader.search(all: queries, asked)
          }
        })
    }
    let recall = try await reader.search(all: queries, settings)[0].recall
    report(times, of: words[0] == "exact" ? 1 : queries.rows)
    if let recall { print("recall@\(recall.at) \(recall.value)") }
  }

  private static func build(_ url: URL) async throws {
    let writer = try StoreWriter(at: url)
    let name = await writer.encoderNames[0]
    let taken = try await time {
      let facts = try await writer.buildGraph(of: name, startingAnew: true)
      print("\(facts.rows) rows, \(facts.bytes) bytes, recall@10 \(facts.recall.value)")
    }
    print("\(taken.wall) s, \(taken.cpu) s of all cores")
  }

  private static func report(_ times: [(wall: Double, cpu: Double)], of queries: Int) {
    let walls = times.map(\.wall).sorted()
    let cpu = times.map(\.cpu).sorted()
    print(
      "\(queries) queries: least \(walls[0]) s, median \(walls[walls.count / 2]) s, "
        + "median of all cores \(cpu[cpu.count / 2]) s")
  }

  private static func time(
    _ body: @Sendable () async throws -> Void
  ) async throws -> (wall: Double, cpu: Double) {
    let (clock, before) = (ContinuousClock(), cpuSeconds)
    let start = clock.now
    try await body()
    return (start.duration(to: clock.now) / .seconds(1), cpuSeconds - before)
  }

  private static var cpuSeconds: Double {
    var time = timespec()
    _ = unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  private static func read(_ path: String, columns: Int) throws -> Matrix<Float> {
    let bytes = try Data(contentsOf: URL(filePath: path))
    let rows = MappedRows(bytes, offset: 0, rows: bytes.count / 4 / columns, columns: columns)
    return rows.matrix(0..<rows.rows)
  }
}
