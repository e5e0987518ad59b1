import Foundation
import LinearAlgebra
import Statistics

/// Joins rows that a file holds and prints what it took, for compare-with-faiss and join-growth.
///
/// usage: JoinTimes pairs ROWS COLUMNS THRESHOLD FILE | nearest ROWS COLUMNS COUNT FILE QUERIES
///        | mapped ROWS COLUMNS THRESHOLD FILE
///
/// Files hold float32 numbers, row by row; one that is mapped may hold more rows. Seconds are those
/// from the rows in memory to the result, the check of the rows and the choice of the method
/// included.
@main enum JoinTimes {
  static func main() throws {
    let words = Array(CommandLine.arguments.dropFirst())
    guard words.count >= 5, let rows = Int(words[1]), let columns = Int(words[2]) else {
      throw CocoaError(.coderInvalidValue)
    }
    precondition(BLAS.loaded != nil, BLAS.problem ?? "")
    let (seconds, result) = try join(words, rows: rows, columns: columns)
    print(
      "{\"seconds\": \(seconds), \(result), \"instructions\": \"\(InstructionSet.best)\", "
        + "\"kernel\": \"\(BLAS.loaded?.core ?? "")\"}")
  }

  private static func join(
    _ words: [String], rows: Int, columns: Int
  ) throws -> (seconds: Double, result: String) {
    let number = Double(words[3]) ?? 1
    switch words[0] {
    case "mapped":
      let data = try Data(contentsOf: URL(filePath: words[4]), options: .alwaysMapped)
      let mapped = MappedRows(data, offset: 0, rows: rows, columns: columns)
      return time { pairs(within: UnitRows(mapped), threshold: number) }
    case "pairs":
      let matrix = try read(words[4], columns: columns)
      precondition(matrix.rows == rows)
      return time { pairs(within: UnitRows(matrix), threshold: number) }
    default:
      let matrix = try read(words[4], columns: columns)
      let queries = try read(words[5], columns: columns)
      return time {
        let found = nearestRows(of: UnitRows(queries), in: UnitRows(matrix), count: Int(number))
        return "\"sum\": \(found.joined().reduce(0) { $0 + $1.cosine })"
      }
    }
  }

  private static func pairs(within rows: UnitRows, threshold: Double) -> String {
    "\"pairs\": \(similarPairs(within: rows, threshold: threshold).count)"
  }

  private static func time(_ body: () -> String) -> (seconds: Double, result: String) {
    let clock = ContinuousClock()
    let start = clock.now
    let result = body()
    return (start.duration(to: clock.now) / .seconds(1), result)
  }

  private static func read(_ path: String, columns: Int) throws -> Matrix<Float> {
    let data = try Data(contentsOf: URL(filePath: path))
    let elements = unsafe [Float](unsafeUninitializedCapacity: data.count / 4) { buffer, count in
      count = unsafe data.copyBytes(to: buffer) / 4
    }
    return Matrix(rows: elements.count / columns, columns: columns, elements: elements)
  }
}
