public import LinearAlgebra

/// Rows in the precision in which they were handed in, read in double precision.
///
/// Generic code is compiled once for all scalars and runs tens of times slower than code for a
/// known one; the public functions are generic, and this is where they become concrete.
public enum StoredRows: Sendable {
  case floats(Matrix<Float>)
  case doubles(Matrix<Double>)
  case mapped(MappedRows)

  init<Scalar>(_ rows: Matrix<Scalar>) {
    if let floats = rows as? Matrix<Float> {
      self = .floats(floats)
    } else if let doubles = rows as? Matrix<Double> {
      self = .doubles(doubles)
    } else {
      self = .doubles(rows.converted())
    }
  }

  /// The rows less a vector, which are not copied.
  func less(_ mean: [Double]) -> CentredRows {
    switch self {
    case .floats(let rows): CentredRows(.floats(rows), mean: mean)
    case .doubles(let rows): CentredRows(.doubles(rows), mean: mean)
    case .mapped(let rows): CentredRows(.mapped(rows), mean: mean)
    }
  }

  /// How many rows.
  public var count: Int {
    switch self {
    case .floats(let rows): rows.rows
    case .doubles(let rows): rows.rows
    case .mapped(let rows): rows.rows
    }
  }

  var dimension: Int {
    switch self {
    case .floats(let rows): rows.columns
    case .doubles(let rows): rows.columns
    case .mapped(let rows): rows.columns
    }
  }

  func row(_ index: Int) -> [Double] {
    switch self {
    case .floats(let rows): rows.row(index).map(Double.init)
    case .doubles(let rows): Array(rows.row(index))
    case .mapped(let rows): rows.row(index).map(Double.init)
    }
  }

  func squaredNorm(of row: Int) -> Double { innerProduct(row, self, row) }

  func innerProduct(_ i: Int, _ other: StoredRows, _ j: Int) -> Double {
    switch (self, other) {
    case (.floats(let x), .floats(let y)): Float.innerProduct(x.row(i), y.row(j))
    case (.doubles(let x), .doubles(let y)): Double.innerProduct(x.row(i), y.row(j))
    case (.mapped(let x), .mapped(let y)): x.innerProduct(i, y, j)
    case (.mapped(let x), .floats(let y)): Float.innerProduct(x.row(i)[...], y.row(j))
    case (.floats(let x), .mapped(let y)): Float.innerProduct(x.row(i), y.row(j)[...])
    default: Double.innerProduct(row(i)[...], other.row(j)[...])
    }
  }

  /// Some columns of some rows, each row times a factor in double precision, rounded to float.
  func scaled(
    rows range: Range<Int>, columns: Range<Int>, by factors: [Double]
  ) -> Matrix<Float> {
    switch self {
    case .floats(let rows): rows.scaled(rows: range, columns: columns, by: factors)
    case .doubles(let rows): rows.scaled(rows: range, columns: columns, by: factors)
    case .mapped(let rows): rows.scaled(rows: range, columns: columns) { factors[$0] }
    }
  }

  /// All rows of both in double precision, shape (count + other.count, dimension).
  func stacked(above other: StoredRows) -> Matrix<Double> {
    precondition(dimension == other.dimension, "rows of \(dimension) and \(other.dimension)")
    var elements: [Double] = []
    elements.reserveCapacity((count + other.count) * dimension)
    for rows in [self, other] {
      for i in 0..<rows.count { elements += rows.row(i) }
    }
    return Matrix(rows: count + other.count, columns: dimension, elements: elements)
  }

  /// Whether both have the same rows in the same order.
  public func isEqual(to other: StoredRows) -> Bool {
    guard count == other.count, dimension == other.dimension else { return false }
    return (0..<count).allSatisfy { row($0) == other.row($0) }
  }

  var areDoubles: Bool {
    if case .doubles = self { true } else { false }
  }

  /// Whether every row is the first.
  public var areAllEqual: Bool {
    guard count > 1 else { return true }
    let first = row(0)
    return (1..<count).allSatisfy { row($0) == first }
  }

  /// The mean of each column; zeros when there is no row.
  var columnMeans: [Double] {
    var sums = [Double](repeating: 0, count: dimension)
    for i in 0..<count {
      let values = row(i)
      for j in values.indices { sums[j] += values[j] }
    }
    return count == 0 ? sums : sums.map { $0 / Double(count) }
  }

  /// A range of rows minus a vector, shape (range.count, dimension).
  func rows(_ range: Range<Int>, minus offset: [Double]) -> Matrix<Double> {
    let columns = dimension
    var elements = [Double](repeating: 0, count: range.count * columns)
    for (place, i) in range.enumerated() {
      let start = place * columns
      switch self {
      case .floats(let rows):
        let row = rows.row(i)
        for j in 0..<columns { elements[start + j] = Double(row[row.startIndex + j]) - offset[j] }
      default:
        let row = row(i)
        for j in 0..<columns { elements[start + j] = row[j] - offset[j] }
      }
    }
    return Matrix(rows: range.count, columns: columns, elements: elements)
  }

  /// Row and column of the first number that is NaN or infinite.
  var firstNotFinite: (row: Int, column: Int)? {
    let place: Int? =
      switch self {
      case .floats(let rows): rows.elements.firstIndex { !$0.isFinite }
      case .doubles(let rows): rows.elements.firstIndex { !$0.isFinite }
      case .mapped(let rows):
        (0..<rows.rows).first { !rows.innerProduct($0, rows, $0).isFinite }.flatMap { row in
          rows.row(row).firstIndex { !$0.isFinite }.map { row * rows.columns + $0 }
        }
      }
    return place.map { ($0 / dimension, $0 % dimension) }
  }

  func requireFinite(_ name: String) throws(StatisticsError) {
    guard let place = firstNotFinite else { return }
    throw .notFinite(of: name, row: place.row, column: place.column)
  }
}
