public import LinearAlgebra

/// Embedding vectors in the precision in which they came: encoders give `Float`, NumPy files either.
///
/// Statistics that promise double precision read `doubles`, so that a float64 file loses nothing.
public enum Vectors: Sendable, Equatable {
  case float(Matrix<Float>)
  case double(Matrix<Double>)
  /// Floats that stay in their file.
  case mapped(MappedRows)

  /// Number of vectors.
  public var count: Int {
    switch self {
    case .float(let matrix): matrix.rows
    case .double(let matrix): matrix.rows
    case .mapped(let rows): rows.rows
    }
  }

  /// Numbers in each vector.
  public var dimension: Int {
    switch self {
    case .float(let matrix): matrix.columns
    case .double(let matrix): matrix.columns
    case .mapped(let rows): rows.columns
    }
  }

  /// Shape (count, dimension); exact, since every Float is a Double.
  public var doubles: Matrix<Double> {
    switch self {
    case .float(let matrix): matrix.converted()
    case .double(let matrix): matrix
    case .mapped(let rows): rows.matrix(0..<rows.rows).converted()
    }
  }

  public func selecting(rows: some Collection<Int>) -> Vectors {
    switch self {
    case .float(let matrix): .float(matrix.selecting(rows: rows))
    case .double(let matrix): .double(matrix.selecting(rows: rows))
    case .mapped(let mapped): .float(mapped.selecting(rows: rows))
    }
  }

  /// Sizes of float64 vectors that statistics can square twice without overflow or loss; those of
  /// float32 always lie within.
  private static let sizes = 1e-70...1e70

  /// The first row whose largest number is neither zero nor within `sizes`, with that number.
  private var firstExtreme: (row: Int, size: Double)? {
    guard case .double(let matrix) = self else { return nil }
    for i in 0..<matrix.rows {
      let size = matrix.row(i).reduce(0) { max($0, abs($1)) }
      if size != 0, !Self.sizes.contains(size) { return (i, size) }
    }
    return nil
  }

  /// - Throws: `EmbeddingError` for the first number that is none, or that is absurdly large or
  ///   small.
  func requireUsable(file: String) throws(EmbeddingError) {
    if let bad = firstNonFinite {
      throw .notFinite(file: file, row: bad.row, column: bad.column, rows: bad.rows)
    }
    guard let extreme = firstExtreme else { return }
    throw .malformed(
      file: file,
      finding: "row \(extreme.row) holds \(extreme.size), whose powers no double can hold",
      remedy: "divide all vectors by one number, e.g. numpy.abs(x).max()")
  }

  /// The first number that is NaN or infinite, by row, with the count of rows that hold one.
  private var firstNonFinite: (row: Int, column: Int, rows: Int)? {
    switch self {
    case .float(let matrix): matrix.firstNonFinite
    case .double(let matrix): matrix.firstNonFinite
    case .mapped(let rows): rows.firstNonFinite
    }
  }
}

extension Matrix {
  fileprivate var firstNonFinite: (row: Int, column: Int, rows: Int)? {
    var first: (row: Int, column: Int)?
    var bad = 0
    for i in 0..<rows {
      guard let slot = row(i).firstIndex(where: { !$0.isFinite }) else { continue }
      first = first ?? (i, slot - i * columns)
      bad += 1
    }
    return first.map { ($0.row, $0.column, bad) }
  }
}

extension MappedRows {
  /// The sum of squares of finite floats is finite in double precision.
  fileprivate var firstNonFinite: (row: Int, column: Int, rows: Int)? {
    let bad = (0..<rows).filter { !innerProduct($0, self, $0).isFinite }
    return bad.first.flatMap { row in
      self.row(row).firstIndex { !$0.isFinite }.map { (row, $0, bad.count) }
    }
  }
}

extension Vectors {
  /// Some of them in float, shape (rows.count, dimension).
  public func floats(_ rows: Range<Int>) -> Matrix<Float> {
    switch self {
    case .float(let matrix): matrix.selecting(rows: rows)
    case .double(let matrix): matrix.selecting(rows: rows).converted()
    case .mapped(let mapped): mapped.matrix(rows)
    }
  }
}
