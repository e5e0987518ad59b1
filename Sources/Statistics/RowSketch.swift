import LinearAlgebra

/// Rows and centers in few dimensions and in float, where no distance is greater than it was: most
/// centers that are not the nearest are told by one product.
///
/// A point x becomes fold(x) = (Qx, √(‖x‖² − ‖Qx‖²)) with Q's singular values at most 1, which moves no
/// two points apart (see `Fold`); with as many dimensions as there are it stays as it is. All are divided
/// by the length of the longest row, so that float neither overflows nor loses the small ones together.
struct RowSketch: Sendable {
  /// Shape (w, d): the directions; nil where points stay as they are.
  private let directions: Matrix<Double>?
  private let scale: Double
  /// Shape (n, w + 2): numbers of the folded row, and a 1 that meets a center's half square.
  private let points: Matrix<Float>
  /// Of the points as stored.
  private let squaredNorms: [Double]

  /// How far a point as stored may be from where it belongs, as part of the length of the longest row:
  /// half a unit in the last place for the rounding, and √10⁻¹³ for what ‖x‖² − ‖Qx‖² loses.
  private static let error = 1e-6

  /// - Parameters:
  ///   - squaredNorms: of the rows.
  ///   - directions: shape (w, d), no singular value above 1; nil to keep all columns.
  init(_ rows: CentredRows, _ squaredNorms: [Double], _ directions: Matrix<Double>?) {
    let longest = squaredNorms.max().map { $0.squareRoot() } ?? 0
    let scale = longest > 0 ? 1 / longest : 1
    let ranges = ranges(of: rows.count)
    let parts = mapOnAllCores(ranges.count) { number in
      Self.fold(
        rows.matrix(ranges[number]), squaredNorms[ranges[number]], directions, scale: scale
      ) { _ in 1 }
    }
    let width = (directions.map { $0.rows + 1 } ?? rows.mean.count) + 1
    points = Matrix(
      rows: rows.count, columns: width, elements: parts.flatMap { $0.points.elements })
    self.squaredNorms = parts.flatMap(\.squaredNorms)
    (self.directions, self.scale) = (directions, scale)
  }

  private init(
    directions: Matrix<Double>?, scale: Double, points: Matrix<Float>, squaredNorms: [Double]
  ) {
    (self.directions, self.scale) = (directions, scale)
    (self.points, self.squaredNorms) = (points, squaredNorms)
  }

  /// The same without directions, of no rows.
  var unfolded: RowSketch {
    RowSketch(directions: nil, scale: scale, points: Matrix(rows: 0, columns: 0), squaredNorms: [])
  }

  /// The sketch of other rows, which are less the same mean.
  func holding(_ rows: Matrix<Double>) -> RowSketch {
    let squares = directions.map { _ in rows.squaredNorms } ?? []
    let folded = Self.fold(rows, squares[...], directions, scale: scale) { _ in 1 }
    return RowSketch(
      directions: directions, scale: scale, points: folded.points,
      squaredNorms: folded.squaredNorms)
  }

  /// The sketch of some of the rows.
  func selecting(_ rows: [Int]) -> RowSketch {
    RowSketch(
      directions: directions, scale: scale, points: points.selecting(rows: rows),
      squaredNorms: rows.map { squaredNorms[$0] })
  }

  /// Numbers that a product of a point and a center takes.
  var width: Int { points.columns }
  var isWhole: Bool { directions == nil }

  /// Centers ready to be compared with the points.
  struct Centers: Sendable {
    /// Shape (k, w + 2).
    fileprivate let points: Matrix<Float>
    /// Of the longest as stored.
    fileprivate let length: Double
    var count: Int { points.rows }
  }

  /// - Parameter centers: less the mean of the rows, shape (k, d).
  func centers(_ centers: Matrix<Double>) -> Centers {
    let folded = Self.fold(centers, centers.squaredNorms[...], directions, scale: scale) { -$0 / 2 }
    return Centers(
      points: folded.points, length: (folded.squaredNorms.max() ?? 0).squareRoot())
  }

  /// Points as stored and their squared lengths; the last number is a function of the latter.
  ///
  /// - Parameter squares: the squared lengths of the rows, where there are directions.
  private static func fold(
    _ rows: Matrix<Double>, _ squares: ArraySlice<Double>, _ directions: Matrix<Double>?,
    scale: Double,
    last: (Double) -> Double
  ) -> (points: Matrix<Float>, squaredNorms: [Double]) {
    let folded = directions.map { rows.timesTransposed($0) } ?? rows
    let width = folded.columns + (directions == nil ? 1 : 2)
    var points = [Float](repeating: 0, count: rows.rows * width)
    let squaredNorms = (0..<rows.rows).map { row in
      let image = folded.row(row)
      var (place, square) = (row * width, 0.0)
      for value in image {
        let stored = Float(value * scale)
        square += Double(stored) * Double(stored)
        points[place] = stored
        place += 1
      }
      if directions != nil {
        let rest = squares[squares.startIndex + row] - Double.innerProduct(image, image)
        let stored = Float(max(0, rest).squareRoot() * scale)
        square += Double(stored) * Double(stored)
        points[place] = stored
        place += 1
      }
      points[place] = Float(last(square))
      return square
    }
    return (Matrix(rows: rows.rows, columns: width, elements: points), squaredNorms)
  }
}

extension RowSketch {
  /// What some rows have in common with each center.
  struct Products: Sendable {
    fileprivate var values: [Float] = []
    fileprivate var first = 0
    fileprivate var centers = 0
    /// The centers found last, ascending.
    fileprivate(set) var rivals = PositionList()

    /// The center that seems nearest to a row.
    func likeliest(_ row: Int) -> Int {
      let start = (row - first) * centers
      var best = 0
      for c in 1..<max(1, centers) where values[start + c] > values[start + best] { best = c }
      return best
    }
  }

  /// Products of a range of rows with all centers.
  func multiply(_ range: Range<Int>, _ centers: Centers, into products: inout Products) {
    let needed = range.count * centers.count
    if products.values.count < needed {
      products.values = Array(repeating: 0, count: needed)
    }
    points.innerProducts(
      of: range, with: centers.points, of: 0..<centers.count, into: &products.values)
    (products.first, products.centers) = (range.lowerBound, centers.count)
  }

  /// Finds every center that is at most so far from a row, and some others.
  ///
  /// With p and q the points as stored and e the error of each, ‖x − c‖ ≤ r implies
  /// ‖p − q‖ ≤ r + 2e, which is p·q − ‖q‖²/2 ≥ (‖p‖² − (r + 2e)²)/2. The left side is one product in
  /// float of w + 2 numbers, wrong by at most (w + 4)u(‖p‖‖q‖ + ‖q‖²/2) with u = 2⁻²⁴.
  func find(
    rivalsOf row: Int, within radius: Double, _ centers: Centers, in products: inout Products
  ) {
    let reach = radius * scale + 2 * Self.error * (1 + centers.length)
    let (square, length) = (squaredNorms[row], centers.length)
    let slack =
      1.01 * Double(width + 2) * 0x1p-24 * (square.squareRoot() * length + length * length / 2)
    let floor = Float((square - reach * reach) / 2 - slack).nextDown
    let start = (row - products.first) * products.centers
    products.rivals.find(
      in: products.values[start..<(start + products.centers)], atLeast: floor)
  }
}
