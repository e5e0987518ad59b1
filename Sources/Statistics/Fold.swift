import LinearAlgebra

/// A map of directions into few dimensions that moves no two of them apart: where the images are
/// farther from each other than r, so are the directions.
///
/// For a matrix Q whose singular values are at most 1, M = I − QᵀQ is positive semidefinite, so
/// ‖x‖_M = √(xᵀMx) is a seminorm, and with fold(x) = (Qx, ‖x‖_M)
///
///     ‖fold(x) − fold(y)‖² = ‖Q(x − y)‖² + (‖x‖_M − ‖y‖_M)² ≤ ‖Q(x − y)‖² + ‖x − y‖²_M = ‖x − y‖²
///
/// by the triangle inequality. It holds for any such Q; one of the directions in which the rows vary
/// most makes it tight. Rows are folded less a common center, which changes no distance.
struct Fold: Sendable {
  /// The directions and, as the last row, the center, cut into pieces of columns: the error of a
  /// product in float grows with the length of the piece, not of the row.
  private let pieces: [Matrix<Float>]
  private let center: [Float]
  private let squaredCenter: Double
  /// Q times the center.
  private let foldedCenter: [Double]
  /// Taken from the last coordinate.
  private let restCenter: Double
  private let isWhole: Bool
  /// Dimension of the image.
  let width: Int

  /// The largest piece.
  private static let pieceLength = 256

  /// Directions less the center, folded not at all.
  static func whole(center: [Float]) -> Fold {
    Fold(directions: Matrix(rows: 0, columns: center.count), center: center, isWhole: true)
  }

  /// - Parameter directions: shape (width − 1, d), no singular value above 1.
  init(directions: Matrix<Float>, center: [Float], restCenter: Double = 0) {
    self.init(
      directions: directions, center: center, isWhole: false, restCenter: restCenter)
  }

  private init(
    directions: Matrix<Float>, center: [Float], isWhole: Bool, restCenter: Double = 0
  ) {
    let all = directions.stacked(
      above: Matrix(rows: 1, columns: center.count, elements: center))
    self.isWhole = isWhole
    self.center = center
    self.restCenter = restCenter
    squaredCenter = Float.innerProduct(center[...], center[...])
    foldedCenter = (0..<directions.rows).map { Float.innerProduct(directions.row($0), center[...]) }
    width = isWhole ? center.count : directions.rows + 1
    let ones = [Double](repeating: 1, count: all.rows)
    pieces = Self.pieces(of: center.count).map {
      all.scaled(rows: 0..<all.rows, columns: $0, by: ones)
    }
  }

  private static func pieces(of dimension: Int) -> [Range<Int>] {
    stride(from: 0, to: dimension, by: pieceLength).map {
      $0..<min($0 + pieceLength, dimension)
    }
  }

  /// The images of some rows, shape (range.count, width), and how far each may be from its exact
  /// image; negative for a row of zeros, which has no direction.
  func points(of rows: UnitRows, _ range: Range<Int>) -> (Matrix<Float>, errors: [Double]) {
    isWhole ? wholePoints(of: rows, range) : foldedPoints(of: rows, range)
  }

  private func wholePoints(
    of rows: UnitRows, _ range: Range<Int>
  ) -> (Matrix<Float>, errors: [Double]) {
    var points = rows.unit(range)
    points.subtractFromEachRow(center)
    // Rounding the direction moves it by at most u, the subtraction by at most u‖x − c‖ ≤ 2u.
    return (points, range.map { rows.isZero($0) ? -1 : 4 * 0x1p-24 })
  }

  private func foldedPoints(
    of rows: UnitRows, _ range: Range<Int>
  ) -> (Matrix<Float>, errors: [Double]) {
    let sums = products(of: rows, range)
    var points = [Float](repeating: 0, count: range.count * width)
    let errors = range.map { row in
      let place = (row - range.lowerBound) * width
      guard !rows.isZero(row) else { return -1.0 }
      return fold(sums[place..<(place + width)], into: &points, at: place)
    }
    return (Matrix(rows: range.count, columns: width, elements: points), errors)
  }

  /// Directions and center times each row, row-major, shape (range.count, width).
  private func products(of rows: UnitRows, _ range: Range<Int>) -> [Double] {
    var sums = [Double](repeating: 0, count: range.count * width)
    var products = [Float](repeating: 0, count: sums.count)
    for (piece, columns) in zip(pieces, Self.pieces(of: center.count)) {
      let part = rows.unit(range, columns: columns)
      part.innerProducts(of: 0..<range.count, with: piece, of: 0..<width, into: &products)
      for k in sums.indices { sums[k] += Double(products[k]) }
    }
    return sums
  }

  /// Folds one row and returns the error.
  ///
  /// With u = 2⁻²⁴ and pieces of length w, each product is wrong by at most (w + 2)u‖qₖ‖: w for its
  /// additions, two for rounding the direction. So Q(x − c) is by δ = (√p(w + 4) + 4)u, which covers
  /// rounding it to float, too. ‖x − c‖²_M = 1 − 2⟨x, c⟩ + ‖c‖² − ‖Q(x − c)‖² then is by
  /// ε = 2(w + 4)u + 2δ‖Q(x − c)‖ + δ², and its root by at most √ε, and at most ε over the root.
  private func fold(
    _ sums: ArraySlice<Double>, into points: inout [Float], at place: Int
  ) -> Double {
    let count = width - 1
    var square = 0.0
    for k in 0..<count {
      let value = sums[place + k] - foldedCenter[k]
      square += value * value
      points[place + k] = Float(value)
    }
    let restSquare = 1 - 2 * sums[place + count] + squaredCenter - square
    let rest = max(0, restSquare).squareRoot()
    points[place + count] = Float(rest - restCenter)
    let u = 1.01 * 0x1p-24
    let length = Double(Self.pieceLength)
    let delta = (Double(count).squareRoot() * (length + 4) + 4) * u
    let epsilon = 2 * (length + 4) * u + 2 * delta * square.squareRoot() + delta * delta + 1e-12
    let restError = rest > 0 ? min(epsilon.squareRoot(), epsilon / rest) : epsilon.squareRoot()
    return (delta * delta + restError * restError).squareRoot() + 2 * u
  }
}
