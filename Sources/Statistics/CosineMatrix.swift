public import LinearAlgebra

/// The cosines of all pairs of rows, in double precision.
///
/// - Parameter rows: n rows, few enough for n² numbers.
/// - Returns: shape (n, n), symmetric, within [-1, 1], diagonal exactly 1.
/// - Precondition: no row is zero.
public func cosineMatrix(_ rows: UnitRows) -> Matrix<Double> {
  precondition(rows.zeroRows.isEmpty, "rows \(rows.zeroRows) are zero and have no cosine")
  let directions = Matrix(
    rows: rows.count, columns: rows.dimension,
    elements: (0..<rows.count).flatMap { rows.direction($0) })
  var cosines = directions.timesTransposed(directions).elements.map { min(1, max(-1, $0)) }
  for i in 0..<rows.count {
    cosines[i * rows.count + i] = 1
    for j in 0..<i { cosines[i * rows.count + j] = cosines[j * rows.count + i] }
  }
  return Matrix(rows: rows.count, columns: rows.count, elements: cosines)
}
