public import LinearAlgebra

/// Linear maps of image vectors and of text vectors into one space, in which cosines compare them.
public struct LinearAlignment: Sendable {
  public let images: AlignedSide
  public let texts: AlignedSide

  public init(images: AlignedSide, texts: AlignedSide) {
    precondition(images.map.columns == texts.map.columns)
    (self.images, self.texts) = (images, texts)
  }

  /// Numbers in the vectors of the common space.
  public var dimension: Int { images.map.columns }
}

/// How vectors of one kind get into the common space.
public struct AlignedSide: Sendable, Equatable {
  /// Of the training vectors at length 1, as many as a vector has numbers.
  public let mean: [Double]
  /// Shape (numbers of a vector, dimension of the common space).
  public let map: Matrix<Double>

  /// - Precondition: one number of the mean for each row of the map.
  public init(mean: [Double], map: Matrix<Double>) {
    precondition(mean.count == map.rows)
    (self.mean, self.map) = (mean, map)
  }

  /// Vectors brought to length 1, less the mean, times the map.
  ///
  /// - Parameter rows: shape (n, numbers of a vector).
  /// - Returns: shape (n, dimension of the common space), not of length 1; zero where a vector is, which
  ///   has no direction to be mapped.
  public func aligned(_ rows: UnitRows) -> Matrix<Float> {
    precondition(rows.dimension == mean.count)
    var elements: [Float] = []
    elements.reserveCapacity(rows.count * map.columns)
    for range in Tile.split(0..<rows.count, by: 4_096) {
      var part = centred(rows.unit(range), by: mean).times(map).elements.map(Float.init)
      for row in range where rows.isZero(row) {
        let start = (row - range.lowerBound) * map.columns
        for place in start..<start + map.columns { part[place] = 0 }
      }
      elements += part
    }
    return Matrix(rows: rows.count, columns: map.columns, elements: elements)
  }
}

/// How the maps are fitted.
public enum AlignmentMethod: Sendable, Hashable, Codable {
  /// Texts stay as they are; each image is sent where ridge regression expects its text. The penalty is a
  /// multiple of the mean variance of the principal components of images, > 0.
  case ridge(penalty: Double)
  /// The rotation of so many principal components of images that brings them nearest to as many of
  /// texts.
  case procrustes(components: Int)
  /// So many canonical directions, each weighted by its correlation. Variances are raised by a multiple
  /// of their mean, ≥ 0.
  case canonicalCorrelation(components: Int, shrinkage: Double)
}

/// What all methods need of pairs: principal components of both sides, and how they vary together.
///
/// Vectors are brought to length 1 and centred. With X = images and Y = texts, n rows each:
/// XᵀX/n = V Λ Vᵀ, YᵀY/n = W M Wᵀ, and K = Vᵀ XᵀY W / n.
public struct PairedComponents: Sendable {
  private let images: PrincipalSide
  private let texts: PrincipalSide
  /// Matrices of its square are held.
  public static let largestDimension = 8_192

  /// K, shape (components of images, components of texts).
  private let cross: Matrix<Double>

  /// - Parameters:
  ///   - images: shape (n, d), none of them zero; row i belongs to row i of the texts.
  ///   - texts: shape (n, e), none of them zero.
  /// - Throws: `StatisticsError` for fewer than three pairs, vectors of more than `largestDimension`
  ///   numbers, or where either side does not vary.
  /// - Complexity: O(n·(d + e)² + d³ + e³).
  public init(images: UnitRows, texts: UnitRows) throws(StatisticsError) {
    precondition(images.count == texts.count)
    guard images.count >= 3 else {
      throw .tooFewRows(of: "the set of training pairs", found: images.count, needed: 3)
    }
    let dimension = max(images.dimension, texts.dimension)
    guard dimension <= Self.largestDimension else {
      throw .outOfRange(
        setting: "the length of vectors to be aligned", found: "\(dimension)",
        expected: "at most \(Self.largestDimension); reduce them first (semblance project)")
    }
    let (x, y) = (PrincipalSide.centred(images), PrincipalSide.centred(texts))
    self.images = try PrincipalSide(x.rows, mean: x.mean)
    self.texts = try PrincipalSide(y.rows, mean: y.mean)
    guard self.images.rank > 0, self.texts.rank > 0 else {
      throw .outOfRange(
        setting: "what varies between the \(self.images.rank == 0 ? "images" : "texts")",
        found: "nothing", expected: "vectors that differ")
    }
    let raw = x.rows.transposedTimes(y.rows)
    let projected = self.images.basis.transposedTimes(raw).times(self.texts.basis)
    cross = Matrix(
      rows: projected.rows, columns: projected.columns,
      elements: projected.elements.map { $0 / Double(images.count) })
  }

  /// Components that both sides have.
  public var rank: Int { min(images.rank, texts.rank) }

  /// - Parameter method: with at most `rank` components; more are cut.
  /// - Throws: `StatisticsError` where LAPACK does not converge.
  ///   Sources: Schönemann (1966) for Procrustes; Hotelling (1936) and Vinod (1976) for regularised
  ///   canonical correlations; weighting by powers of them follows Gong et al. (2014), with
  ///   one half on either side in place of their 4.
  public func alignment(by method: AlignmentMethod) throws(StatisticsError) -> LinearAlignment {
    switch method {
    case .ridge(let penalty):
      let added = penalty * images.meanVariance
      let map = images.basis.times(
        cross.scalingRows(by: images.variances.map { 1 / ($0 + added) }))
      return joined(map, texts.basis)
    case .procrustes(let components):
      let count = min(components, rank)
      let part = cross.selecting(rows: 0..<count).selecting(columns: 0..<count)
      let found = try decomposed(part)
      return joined(
        images.basis.selecting(columns: 0..<count).times(found.left),
        texts.basis.selecting(columns: 0..<count).timesTransposed(found.right))
    case .canonicalCorrelation(let components, let shrinkage):
      let (down, across) = (images.whitening(shrinkage), texts.whitening(shrinkage))
      let found = try decomposed(
        cross.scalingRows(by: down).scalingColumns(by: across))
      let count = min(components, rank)
      // Half of the weight on either side: a product then has all of it.
      let weights = found.values.prefix(count).map { $0.squareRoot() }
      let left = found.left.selecting(columns: 0..<count).scalingColumns(by: weights)
      let right = found.right.selecting(rows: 0..<count).scalingRows(by: weights)
      return joined(
        images.basis.times(left.scalingRows(by: down)),
        texts.basis.scalingColumns(by: across).timesTransposed(right))
    }
  }

  private func decomposed(
    _ matrix: Matrix<Double>
  ) throws(StatisticsError) -> SingularValueDecomposition {
    do {
      return try BLAS.atOneThread { _ throws(LinearAlgebraError) in
        try SingularValueDecomposition(of: matrix)
      }
    } catch {
      throw .linearAlgebra(error)
    }
  }

  private func joined(_ imageMap: Matrix<Double>, _ textMap: Matrix<Double>) -> LinearAlignment {
    LinearAlignment(
      images: AlignedSide(mean: images.mean, map: imageMap),
      texts: AlignedSide(mean: texts.mean, map: textMap))
  }
}

/// The principal components of one side.
private struct PrincipalSide: Sendable {
  let mean: [Double]
  /// Descending, those above rounding.
  let variances: [Double]
  /// One a column, shape (numbers of a vector, rank).
  let basis: Matrix<Double>

  var rank: Int { variances.count }
  var meanVariance: Double { variances.reduce(0, +) / Double(max(1, rank)) }

  /// Relative to the largest variance; below is rounding of floats.
  private static let smallest = 1e-10

  init(_ centred: Matrix<Double>, mean: [Double]) throws(StatisticsError) {
    self.mean = mean
    let eigen: SymmetricEigen
    do {
      eigen = try BLAS.atOneThread { _ throws(LinearAlgebraError) in
        try SymmetricEigen(of: centred.transposedTimes(centred))
      }
    } catch {
      throw .linearAlgebra(error)
    }
    let largest = eigen.values.first ?? 0
    let bound = max(largest * Self.smallest, 1e-14 * Double(centred.rows))
    // Of n centred rows at most n − 1 directions vary.
    let rank = min(centred.rows - 1, eigen.values.prefix { $0 > bound }.count)
    variances = eigen.values.prefix(rank).map { $0 / Double(centred.rows) }
    basis = eigen.vectors.selecting(rows: 0..<rank).transposed
  }

  static func centred(_ rows: UnitRows) -> (rows: Matrix<Double>, mean: [Double]) {
    let unit = rows.unit(0..<rows.count)
    var mean = [Double](repeating: 0, count: rows.dimension)
    for row in 0..<unit.rows {
      for (place, value) in unit.row(row).enumerated() { mean[place] += Double(value) }
    }
    for place in mean.indices { mean[place] /= Double(unit.rows) }
    return (Statistics.centred(unit, by: mean), mean)
  }

  /// What brings each component to variance 1, or below it.
  func whitening(_ shrinkage: Double) -> [Double] {
    variances.map { 1 / ($0 + shrinkage * meanVariance).squareRoot() }
  }
}

private func centred(_ rows: Matrix<Float>, by mean: [Double]) -> Matrix<Double> {
  let columns = rows.columns
  return Matrix(
    rows: rows.rows, columns: columns,
    elements: rows.elements.enumerated().map { Double($1) - mean[$0 % columns] })
}

extension Matrix<Double> {
  fileprivate func selecting(columns range: Range<Int>) -> Matrix {
    Matrix(
      rows: rows, columns: range.count,
      elements: (0..<rows).flatMap { row in
        elements[(row * columns + range.lowerBound)..<(row * columns + range.upperBound)]
      })
  }

  fileprivate func scalingColumns(by factors: [Double]) -> Matrix {
    Matrix(
      rows: rows, columns: columns,
      elements: elements.enumerated().map { $1 * factors[$0 % columns] })
  }
}
