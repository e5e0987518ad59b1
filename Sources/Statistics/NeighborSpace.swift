import LinearAlgebra

/// Rows with the metric by which their neighbours are found.
public enum NeighborSpace: Sendable {
  /// By cosine, as distance 1 − cos. No row is zero.
  case cosine(UnitRows)
  /// By Euclidean distance of the rows as given.
  case euclidean(StoredRows)

  /// How many rows.
  public var count: Int {
    switch self {
    case .cosine(let rows): rows.count
    case .euclidean(let rows): rows.count
    }
  }

  /// Numbers in each row.
  public var dimension: Int {
    switch self {
    case .cosine(let rows): rows.dimension
    case .euclidean(let rows): rows.dimension
    }
  }
}

/// Rows whose squared Euclidean distances order neighbours as the space does: of length 1 for the
/// cosine, where half of them is 1 − cos; minus their mean for the Euclidean distance, where products
/// then lose few digits.
struct SpaceRows: Sendable {
  let space: NeighborSpace
  private let mean: [Double]
  /// A power of two that brings the largest number to about 1; distances of rows as given are those of
  /// these rows divided by it.
  let scale: Double

  init(_ space: NeighborSpace) {
    self.space = space
    switch space {
    case .cosine: (mean, scale) = ([], 1)
    case .euclidean(let rows):
      let mean = rows.columnMeans
      self.mean = mean
      let largest =
        mapOnAllCores(rows.count) { i in
          rows.rows(i..<(i + 1), minus: mean).elements.reduce(0) { max($0, abs($1)) }
        }.max() ?? 0
      scale = largest > 0 ? 1 / largest.binade : 1
    }
  }

  var count: Int { space.count }

  func doubles(_ range: Range<Int>) -> Matrix<Double> {
    switch space {
    case .cosine(let rows):
      return Matrix(
        rows: range.count, columns: rows.dimension, elements: range.flatMap { rows.direction($0) })
    case .euclidean(let rows):
      let centred = rows.rows(range, minus: mean)
      return Matrix(
        rows: centred.rows, columns: centred.columns, elements: centred.elements.map { $0 * scale })
    }
  }
}
