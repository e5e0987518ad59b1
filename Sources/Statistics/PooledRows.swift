import Foundation
public import LinearAlgebra

/// Whether rows are scaled to length 1 before distances are taken.
public enum RowScaling: Sendable {
  /// A row of zeros stays one.
  case unitLength
  case asGiven

  public init(normalizes: Bool) { self = normalizes ? .unitLength : .asGiven }
}

/// Rows of two samples, one above the other, made ready for distances.
struct PooledRows: Sendable {
  /// Shape (n + m, d): times 2^−exponent, minus their common mean.
  let rows: Matrix<Double>
  /// Distances of the rows as scaled are those of `rows` times 2 to this; other than 0 where squares
  /// would overflow or vanish otherwise.
  let exponent: Int
  /// Of the rows as scaled, before the mean was subtracted; of use where the exponent is 0.
  let squaredNorms: [Double]

  /// Largest numbers of which squares, and sums of squares, lose nothing.
  private static let sizes = 1e-70...1e70

  /// - Parameter parts: some rows of each of the samples.
  init(_ parts: [(values: StoredRows, kept: [Int])], scaling: RowScaling) {
    let columns = parts[0].values.dimension
    let count = parts.reduce(0) { $0 + $1.kept.count }
    var elements: [Double] = []
    elements.reserveCapacity(count * columns)
    for (values, kept) in parts {
      for row in kept {
        elements += scaling == .unitLength ? unit(values.row(row)) : values.row(row)
      }
    }
    let exponent = parts.allSatisfy { $0.values.holdsFloats } ? 0 : Self.exponent(of: elements)
    if exponent != 0 {
      for k in elements.indices { elements[k] = scalbn(elements[k], -exponent) }
    }
    squaredNorms = (0..<count).map { row in
      let values = elements[(row * columns)..<((row + 1) * columns)]
      return Double.innerProduct(values, values)
    }
    subtractMeans(from: &elements, rows: count, columns: columns)
    rows = Matrix(rows: count, columns: columns, elements: elements)
    self.exponent = exponent
  }

  private static func exponent(of elements: [Double]) -> Int {
    var largest = 0.0
    for value in elements { largest = max(largest, abs(value)) }
    return largest == 0 || sizes.contains(largest) ? 0 : Int(largest.exponent)
  }

  /// - Parameter largest: length of a row.
  /// - Throws: where distances like this one, between rows far from the mean of all, are lost in
  ///   rounding.
  func requireDigits(
    of distance: Double, besides largest: Double
  ) throws(StatisticsError) {
    guard distance < 1e-12 * largest || distance == 0 else { return }
    throw .outOfRange(
      setting: "the bandwidth", found: "\(grown(distance))",
      expected: "at least 10⁻¹² of the largest row's length, \(grown(largest)); "
        + "leave out rows that are far from all others, or give a greater bandwidth")
  }

  /// A length as the user gave it, in the units of `rows`.
  func shrunk(_ length: Double) -> Double { scalbn(length, -exponent) }

  /// A length in the units of `rows`, as the user gave them.
  func grown(_ length: Double) -> Double { scalbn(length, exponent) }
}

/// A row of length 1, or zeros; its largest number is brought near 1 first, so that no square
/// overflows or vanishes.
private func unit(_ row: [Double]) -> [Double] {
  var squares = 0.0
  for value in row { squares += value * value }
  guard squares < 1e140, squares > 1e-140 else { return unitOfExtremes(row) }
  let length = squares.squareRoot()
  return row.map { $0 / length }
}

private func unitOfExtremes(_ row: [Double]) -> [Double] {
  let largest = row.reduce(0) { max($0, abs($1)) }
  guard largest > 0 else { return row }
  let near = row.map { scalbn($0, -Int(largest.exponent)) }
  let length = near.reduce(0) { $0 + $1 * $1 }.squareRoot()
  return near.map { $0 / length }
}

/// Distances do not change, and few of them lose digits then.
private func subtractMeans(from elements: inout [Double], rows: Int, columns: Int) {
  guard rows > 0 else { return }
  var means = [Double](repeating: 0, count: columns)
  for row in 0..<rows {
    for j in 0..<columns { means[j] += elements[row * columns + j] }
  }
  for j in 0..<columns { means[j] /= Double(rows) }
  for row in 0..<rows {
    for j in 0..<columns { elements[row * columns + j] -= means[j] }
  }
}

extension StoredRows {
  /// All rows in double precision, shape (count, dimension).
  public func matrix(_ scaling: RowScaling) -> Matrix<Double> { matrix(0..<count, scaling) }

  /// Some rows in double precision, shape (indices.count, dimension).
  func matrix(_ indices: some Collection<Int>, _ scaling: RowScaling) -> Matrix<Double> {
    var elements: [Double] = []
    elements.reserveCapacity(indices.count * dimension)
    for i in indices { elements += scaling == .unitLength ? unit(row(i)) : row(i) }
    return Matrix(rows: indices.count, columns: dimension, elements: elements)
  }

  /// Numbers whose squares a double holds.
  fileprivate var holdsFloats: Bool {
    if case .doubles = self { false } else { true }
  }
}
