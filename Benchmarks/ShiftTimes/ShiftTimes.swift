import Foundation
import LinearAlgebra
import Statistics

/// Tests rows that two files hold for a shift and prints what it took, for
/// compare-shift-with-numpy.
///
/// usage: ShiftTimes COLUMNS PERMUTATIONS RESAMPLES X Y
///
/// Files hold float32 numbers, row by row. Seconds are those from the rows in memory to the result,
/// the median bandwidth and the draws included.
@main enum ShiftTimes {
  static func main() throws {
    let words = Array(CommandLine.arguments.dropFirst())
    guard words.count == 5, let columns = Int(words[0]), let permutations = Int(words[1]),
      let resamples = Int(words[2])
    else { throw CocoaError(.coderInvalidValue) }
    precondition(BLAS.loaded != nil, BLAS.problem ?? "")
    let x = try read(words[3], columns: columns)
    let y = try read(words[4], columns: columns)
    let settings = ShiftSettings(permutations: permutations, resamples: resamples, seed: 1)
    let clock = ContinuousClock()
    let start = clock.now
    let found = try shiftTest(.floats(x), .floats(y), settings: settings)
    let seconds = start.duration(to: clock.now) / .seconds(1)
    print(
      "{\"seconds\": \(seconds), \"mmd2\": \(found.mmd2Unbiased), \"p\": \(found.pValue), "
        + "\"bandwidth\": \(found.bandwidth ?? 0), \"kernel\": \"\(BLAS.loaded?.core ?? "")\"}")
  }

  private static func read(_ path: String, columns: Int) throws -> Matrix<Float> {
    let data = try Data(contentsOf: URL(filePath: path))
    let elements = unsafe [Float](unsafeUninitializedCapacity: data.count / 4) { buffer, count in
      count = unsafe data.copyBytes(to: buffer) / 4
    }
    return Matrix(rows: elements.count / columns, columns: columns, elements: elements)
  }
}
