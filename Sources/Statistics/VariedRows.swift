import LinearAlgebra

/// Rows less their mean, with what they vary by in all.
struct VariedRows: Sendable {
  let rows: CentredRows
  /// Σ(x − m)(x − m)ᵀ, shape (d, d), where rows are no fewer than columns and these few enough.
  private let scatter: Matrix<Double>?
  /// Sum of squares of the rows less their mean.
  private let total: Double
  /// Whether products within a block are those of floats.
  private let isRounded: Bool

  /// Rows that are brought to double precision at once.
  private static let blockLength = 512
  /// Rows that are multiplied as floats at once.
  private static let floatsLength = 2_048
  /// Products of floats beyond which they are not made in double precision.
  private static let exactProducts = 5_000_000_000
  /// Rows that a first guess of the mean is taken from.
  private static let sampleSize = 256

  /// Mean and products come from one pass over the rows, less a first guess a of the mean m:
  /// Σ(x − m)(x − m)ᵀ = Σ(x − a)(x − a)ᵀ − n(m − a)(m − a)ᵀ.
  ///
  /// - Parameter exactProducts: n·d² above which floats are multiplied as such.
  /// - Throws: `StatisticsError.notFinite`.
  init(
    _ stored: StoredRows, exactProducts: Int = Self.exactProducts
  ) throws(StatisticsError) {
    let (n, d) = (stored.count, stored.dimension)
    let guess = stored.guessedMean(Self.sampleSize)
    let needsScatter = n >= d && d <= PrincipalComponents.exactLimit
    let near = stored.less(guess)
    isRounded = needsScatter && !stored.areDoubles && n * d * d > exactProducts
    let sums = Self.sums(of: near, products: needsScatter, asFloats: isRounded)
    let offset = sums.rows.map { $0 / Double(n) }
    rows = stored.less(zip(guess, offset).map(+))
    scatter = sums.products?.matrix.subtracting(outerProductOf: offset, times: Double(n))
    total =
      scatter?.trace ?? (sums.squares - Double(n) * offset.reduce(0) { $0 + $1 * $1 })
    // One number that is not finite leaves none of the sums that it enters finite.
    if !total.isFinite { try stored.requireFinite("the matrix") }
  }

  private struct Sums: Sendable {
    var rows: [Double]
    /// Of all numbers; where there are no products, whose trace it is.
    var squares = 0.0
    var products: SumOfOuterProducts?
  }

  /// By few parts of the rows, since each has a matrix of its own.
  private static func sums(of rows: CentredRows, products: Bool, asFloats: Bool) -> Sums {
    let d = rows.mean.count
    let none = Sums(
      rows: Array(repeating: 0, count: d),
      products: products ? SumOfOuterProducts(order: d) : nil)
    let ranges = Tile.split(0..<rows.count, by: max(floatsLength, (rows.count + 7) / 8))
    return foldOnAllCores(ranges.count, each: (), into: none) { _, number in
      var part = none
      for block in Tile.split(ranges[number], by: asFloats ? floatsLength : blockLength) {
        if !products {
          part.squares += rows.squaredNorms(of: block).reduce(0, +)
        } else if asFloats {
          part.products?.add(rowsOf: rows.floats(block))
        } else {
          part.products?.add(rowsOf: rows.matrix(block))
        }
        for row in block { rows.add(row, times: 1, to: &part.rows) }
      }
      return part
    } combine: { sums, part in
      sums.rows = zip(sums.rows, part.rows).map(+)
      sums.squares += part.squares
      if let products = part.products { sums.products?.add(products) }
    }
  }

  /// Eigenvectors of XᵀX, or of XXᵀ where rows are fewer than columns.
  ///
  /// - Parameter count: of the directions, within 1...min(n, d).
  func axes(_ count: Int) throws(StatisticsError) -> VarianceAxes {
    guard let scatter else { return try axesOfGram(count) }
    let eigen = try eigenvectors(of: scatter, count)
    let squares = withoutNoise(eigen.values)
    return VarianceAxes(
      vectors: eigen.vectors.scalingRows(by: squares.map { $0 > 0 ? 1 : 0 }), squares: squares,
      total: total)
  }

  /// Eigenvectors u of XXᵀ, shape (n, n), of which Xᵀu is a direction of length σ.
  private func axesOfGram(_ count: Int) throws(StatisticsError) -> VarianceAxes {
    let centred = rows.matrix(0..<rows.count)
    let gram = centred.timesTransposed(centred)
    let eigen = try eigenvectors(of: gram, count)
    let squares = withoutNoise(eigen.values)
    let scales = squares.map { $0 > 0 ? 1 / $0.squareRoot() : 0 }
    return VarianceAxes(
      vectors: eigen.vectors.times(centred).scalingRows(by: scales), squares: squares,
      total: gram.trace)
  }

  /// The first eigenvectors; all of them where so many are wanted that one by one takes longer.
  func eigenvectors(
    of matrix: Matrix<Double>, _ count: Int
  ) throws(StatisticsError) -> (values: [Double], vectors: Matrix<Double>) {
    do {
      guard 2 * count > matrix.rows else {
        let eigen = try SymmetricEigen(of: matrix, largest: count)
        return (eigen.values, eigen.vectors)
      }
      let eigen = try SymmetricEigen(of: matrix)
      return (Array(eigen.values.prefix(count)), eigen.vectors.selecting(rows: 0..<count))
    } catch {
      throw .linearAlgebra(error)
    }
  }

  /// Eigenvalues are known to about ε of the products times the largest, and all are noise where the rows differ
  /// from their mean by no more than the mean's own rounding.
  func withoutNoise(_ values: [Double]) -> [Double] {
    let size =
      isRounded
      ? Double(Float.ulpOfOne) : Double(max(rows.count, rows.mean.count)) * Double.ulpOfOne
    let offset = rows.mean.reduce(0) { $0 + $1 * $1 } * Double(rows.count) * size * size
    let floor = max((values.first ?? 0) * size, offset)
    return values.map { $0 > floor ? $0 : 0 }
  }

  /// Shape (n, components.rows).
  func scores(along components: Matrix<Double>) -> Matrix<Double> {
    let ranges = Tile.split(0..<rows.count, by: Self.blockLength)
    let floats: Matrix<Float> = components.converted()
    let elements = mapOnAllCores(ranges.count) { number in
      isRounded
        ? rows.floats(ranges[number]).timesTransposed(floats).elements.map(Double.init)
        : rows.matrix(ranges[number]).timesTransposed(components).elements
    }
    return Matrix(
      rows: rows.count, columns: components.rows, elements: elements.flatMap { $0 })
  }

  /// Directions from a random start, refined by products with XᵀX.
  ///
  /// Ten directions more than wanted and seven rounds, as scikit-learn has for few components: errors of
  /// singular values fall as the fifteenth power of their ratio to the first that is left out.
  func randomisedAxes(_ count: Int, seed: UInt64) throws(StatisticsError) -> VarianceAxes {
    let wanted = min(count + 10, min(rows.count, rows.mean.count))
    var generator = SeededGenerator(seed: seed, stream: "principal components")
    let start = (0..<wanted * rows.mean.count).map { _ in generator.uniformFraction() - 0.5 }
    var directions = Matrix(rows: wanted, columns: rows.mean.count, elements: start)
    for _ in 0..<7 { directions = try orthonormal(multiplied(directions)) }
    let found = scores(along: directions)
    let eigen = try eigenvectors(of: found.transposedTimes(found), count)
    let squares = withoutNoise(eigen.values)
    return VarianceAxes(
      vectors: eigen.vectors.times(directions).scalingRows(by: squares.map { $0 > 0 ? 1 : 0 }),
      squares: squares, total: total)
  }

  /// Directions times XᵀX, by parts of the rows.
  private func multiplied(_ directions: Matrix<Double>) -> Matrix<Double> {
    let ranges = Tile.split(0..<rows.count, by: Self.blockLength)
    let none = [Double](repeating: 0, count: directions.elements.count)
    let sums = foldOnAllCores(ranges.count, each: (), into: none) { _, number in
      let block = rows.matrix(ranges[number])
      return block.timesTransposed(directions).transposedTimes(block).elements
    } combine: { sums, part in
      for place in sums.indices { sums[place] += part[place] }
    }
    return Matrix(rows: directions.rows, columns: directions.columns, elements: sums)
  }

  /// Unit rows at right angles that span the same; zeros where there are fewer.
  private func orthonormal(_ given: Matrix<Double>) throws(StatisticsError) -> Matrix<Double> {
    let largest = given.elements.reduce(0) { max($0, abs($1)) }
    guard largest > 0 else { return given }
    var found = given.scalingRows(by: Array(repeating: 1 / largest, count: given.rows))
    // Twice, since squares lose half of the digits.
    for _ in 0..<2 {
      let eigen = try eigenvectors(of: found.timesTransposed(found), found.rows)
      let floor = Double(found.rows) * Double.ulpOfOne * (eigen.values.first ?? 0)
      let scales = eigen.values.map { $0 > floor ? 1 / $0.squareRoot() : 0 }
      found = eigen.vectors.scalingRows(by: scales).times(found)
    }
    return found
  }
}

extension StoredRows {
  /// The mean of rows at even distances.
  fileprivate func guessedMean(_ size: Int) -> [Double] {
    let step = max(1, count / size)
    let places = Array(stride(from: 0, to: count, by: step))
    let origin = less(Array(repeating: 0, count: dimension))
    var sums = [Double](repeating: 0, count: dimension)
    for place in places { origin.add(place, times: 1, to: &sums) }
    return sums.map { $0 / Double(places.count) }
  }
}

extension Matrix<Double> {
  /// This matrix less factor · v·vᵀ.
  fileprivate func subtracting(outerProductOf v: [Double], times factor: Double) -> Matrix {
    let (rows, columns) = (rows, columns)
    var result = elements
    for i in 0..<rows {
      let scaled = factor * v[i]
      for j in 0..<columns { result[i * columns + j] -= scaled * v[j] }
    }
    return Matrix(rows: rows, columns: columns, elements: result)
  }
}
