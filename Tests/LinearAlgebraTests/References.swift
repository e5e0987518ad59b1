import Foundation
import LinearAlgebra
import Testing

/// What `References/make_references.py` wrote.
struct References: Decodable {
  let a: [[Double]]
  let b: [[Double]]
  let c: [[Double]]
  let d: [[Double]]
  let aTimesB: [[Double]]
  let aTimesCTransposed: [[Double]]
  let aTransposedTimesD: [[Double]]
  let aTransposedTimesA: [[Double]]
  let symmetric: [[Double]]
  let eigenvaluesDescending: [Double]
  let firstEigenvector: [Double]

  static func load() throws -> References {
    let folder = try #require(Bundle.module.resourceURL)
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let bytes = try Data(contentsOf: folder.appending(path: "References/references.json"))
    return try decoder.decode(References.self, from: bytes)
  }
}

/// Numbers of -50...50, always the same, whose sums of products are exact in either precision.
func wholeNumbers<Scalar: MatrixScalar>(_ rows: Int, _ columns: Int) -> Matrix<Scalar> {
  Matrix(
    rows: rows, columns: columns,
    elements: (0..<(rows * columns)).map { Scalar(($0 * 7_919 + 13) % 101 - 50) })
}

extension Matrix {
  func largestDifference(from other: Matrix) -> Double {
    zip(elements, other.elements).reduce(0) { max($0, abs(Double($1.0) - Double($1.1))) }
  }
}
