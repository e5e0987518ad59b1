import Foundation
import LinearAlgebra
import Statistics

/// Joins rows that a file holds and prints what it took, for compare-with-faiss.
///
/// usage: JoinTimes pairs ROWS COLUMNS THRESHOLD FILE | nearest ROWS COLUMNS COUNT FILE QUERIES
///
/// Files hold float32 numbers, row by row. Seconds are those from the rows in memory to the result,
/// the check of the rows and the choice of the method included.
@main enum JoinTimes {
  static func main() throws {
    let words = Array(CommandLine.arguments.dropFirst())
    guard words.count >= 5, let rows = Int(words[1]), let columns = Int(words[2]) else {
      throw CocoaError(.coderInvalidValue)
    }
    precondition(BLAS.loaded != nil, BLAS.problem ?? "")
    let matrix = try read(words[4], columns: columns)
    precondition(matrix.rows == rows)
    let clock = ContinuousClock()
    let start = clock.now
    let result: String
    if words[0] == "pairs" {
      let found = similarPairs(within: UnitRows(matrix), threshold: Double(words[3]) ?? 1)
      result = "\"pairs\": \(found.count)"
    } else {
      let queries = try read(words[5], columns: columns)
      let found = nearestRows(
        of: UnitRows(queries), in: UnitRows(matrix), count: Int(words[3]) ?? 1)
      result = "\"sum\": \(found.joined().reduce(0) { $0 + $1.cosine })"
    }
    let seconds = start.duration(to: clock.now) / .seconds(1)
    print(
      "{\"seconds\": \(seconds), \(result), \"instructions\": \"\(InstructionSet.best)\", "
        + "\"kernel\": \"\(BLAS.loaded?.core ?? "")\"}")
  }

  private static func read(_ path: String, columns: Int) throws -> Matrix<Float> {
    let data = try Data(contentsOf: URL(filePath: path))
    let elements = unsafe [Float](unsafeUninitializedCapacity: data.count / 4) { buffer, count in
      count = unsafe data.copyBytes(to: buffer) / 4
    }
    return Matrix(rows: elements.count / columns, columns: columns, elements: elements)
  }
}
