import Embeddings
import Foundation
import LinearAlgebra
import VectorStore

/// Asks a store and prints what it took, for compare-with-hnswlib.
///
/// usage: StoreTimes fill STORE FILE COLUMNS | build STORE | exact STORE QUERIES REPEATS COUNT
///        | together STORE QUERIES REPEATS COUNT | hnsw STORE QUERIES REPEATS COUNT WIDTH
///
/// FILE and QUERIES hold float32 rows without a head. Seconds are those of a query (exact) or of all, in a
/// process that has asked before; `cpu` are those that all cores worked, which other programs on the
/// machine change less.
@main enum StoreTimes {
  static func main() async throws {
    let words = Array(CommandLine.arguments.dropFirst())
    guard words.count >= 2 else { throw CocoaError(.coderInvalidValue) }
    precondition(BLAS.loaded != nil, BLAS.problem ?? "")
    let url = URL(filePath: words[1])
    switch words[0] {
    case "fill": try await fill(url, words[2], columns: Int(words[3]) ?? 0)
    case "build": try await build(url)
    default: try await ask(words, url)
    }
  }

  private static func fill(_ url: URL, _ file: String, columns: Int) async throws {
    let rows = try read(file, columns: columns)
    let taken = try await time {
      let writer = try StoreWriter(at: url, makingMissing: true)
      let encoder = EncoderID(name: "rows", weights: nil, preprocessing: "-", runtime: nil)
      try await writer.add(encoder, dimension: columns)
      for start in stride(from: 0, to: rows.rows, by: 4_096) {
        try await writer.append(
          (start..<min(start + 4_096, rows.rows)).map {
            NewItem(StoredItem(id: "\($0)"), vectors: ["rows": Array(rows.row($0))])
          })
      }
    }
    print("{\"seconds\": \(taken.wall), \"cpu\": \(taken.cpu)}")
  }

  private static func build(_ url: URL) async throws {
    let writer = try StoreWriter(at: url)
    let name = await writer.encoderNames[0]
    let taken = try await time { try await writer.buildGraph(of: name, startingAnew: true) }
    print("{\"seconds\": \(taken.wall), \"cpu\": \(taken.cpu)}")
  }

  private static func ask(_ words: [String], _ url: URL) async throws {
    guard words.count >= 5, let repeats = Int(words[3]), let count = Int(words[4]) else {
      throw CocoaError(.coderInvalidValue)
    }
    let reader = try StoreReader(at: url)
    let queries = try read(words[2], columns: try await reader.encoders()[0].dimension)
    var settings = SearchSettings(count: count)
    let exact = try await reader.search(all: queries, settings)
    if words[0] == "hnsw" { settings.method = .graph(width: Int(words[5]) ?? 100) }
    let asked = settings
    let found = try await reader.search(all: queries, asked)
    var times: [(wall: Double, cpu: Double)] = []
    for turn in 0..<repeats {
      let some =
        words[0] == "exact" ? queries.selecting(rows: [turn % queries.rows]) : queries
      times.append(try await time { _ = try await reader.search(all: some, asked) })
    }
    print(
      "{\"seconds\": \(median(times.map(\.wall))), \"cpu\": \(median(times.map(\.cpu))), "
        + "\"recall\": \(recall(found, exact))}")
  }

  private static func median(_ numbers: [Double]) -> Double { numbers.sorted()[numbers.count / 2] }

  private static func recall(_ found: [SearchAnswer], _ exact: [SearchAnswer]) -> Double {
    let parts = zip(found, exact).map { found, exact in
      Double(Set(found.results.map(\.id)).intersection(exact.results.map(\.id)).count)
        / Double(exact.results.count)
    }
    return parts.reduce(0, +) / Double(parts.count)
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
