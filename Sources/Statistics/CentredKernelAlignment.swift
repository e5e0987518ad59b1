public import LinearAlgebra

/// How alike two representations of the same items are, whatever their dimensions; invariant to
/// rotation, reflection, one scale and a shift of either.
public struct CentredKernelAlignment: Sendable, Codable, Equatable {
  /// Within [0, 1]; grows with the dimensions even for unrelated representations.
  public let biased: Double
  /// Within [-1, 1]; about 0 for unrelated representations of any dimension.
  public let debiased: Double
}

/// Centred kernel alignments of several representations of the same items, each pair once.
public struct KernelAlignments: Sendable {
  /// Ascending pairs of places, i < j, in order: (0, 1), (0, 2), …
  public let pairs: [(a: Int, b: Int, alignment: CentredKernelAlignment)]

  /// Of two representations in either order; of one with itself 1.
  public func debiased(_ i: Int, _ j: Int) -> Double {
    pairs.first { ($0.a, $0.b) == (min(i, j), max(i, j)) }?.alignment.debiased ?? 1
  }

  /// From estimates of the Hilbert–Schmidt independence criterion of every pair and of each with itself.
  ///
  /// - Parameter names: of the representations, for an error.
  init(_ overlaps: KernelOverlaps, names: [String]) throws(StatisticsError) {
    for (place, name) in names.enumerated() where !(overlaps.unbiased[place][place] > 0) {
      throw .noVariance(of: name)
    }
    pairs = names.indices.flatMap { i in
      (i + 1..<names.count).map { j in
        let (biased, unbiased) = (overlaps.biased, overlaps.unbiased)
        return (
          i, j,
          CentredKernelAlignment(
            biased: min(1, biased[i][j] / (biased[i][i] * biased[j][j]).squareRoot()),
            debiased: max(
              -1, min(1, unbiased[i][j] / (unbiased[i][i] * unbiased[j][j]).squareRoot())))
        )
      }
    }
  }
}

/// Two estimates of the Hilbert–Schmidt independence criterion of kernels of the same n items, each up
/// to the same factor for all pairs. Shape (k, k), symmetric.
struct KernelOverlaps {
  /// ΣᵢⱼKᵢⱼLᵢⱼ of centred kernels.
  var biased: [[Double]]
  /// tr(K̃L̃) + 1ᵀK̃1·1ᵀL̃1/((n − 1)(n − 2)) − 2·1ᵀK̃L̃1/(n − 2), where the tilde sets a diagonal
  /// to 0.
  var unbiased: [[Double]]

  init(count: Int, _ overlap: (_ i: Int, _ j: Int) -> (biased: Double, unbiased: Double)) {
    biased = Array(repeating: Array(repeating: 0, count: count), count: count)
    unbiased = biased
    for i in 0..<count {
      for j in i..<count {
        let found = overlap(i, j)
        (biased[i][j], biased[j][i]) = (found.biased, found.biased)
        (unbiased[i][j], unbiased[j][i]) = (found.unbiased, found.unbiased)
      }
    }
  }
}

/// Linear centred kernel alignment of two representations of the same n items.
///
/// - Parameters:
///   - x: shape (n, d), n ≥ 4.
///   - y: shape (n, e); row i is the same item.
/// - Throws: as `linearKernelAlignments(of:names:progress:)`.
public func linearCKA<X, Y>(
  _ x: Matrix<X>, _ y: Matrix<Y>
) throws(StatisticsError) -> CentredKernelAlignment {
  let alignments = try linearKernelAlignments(
    of: [StoredRows(x), StoredRows(y)], names: ["the first matrix", "the second matrix"])
  return alignments.pairs[0].alignment
}

/// Linear centred kernel alignment of several representations of the same n items.
///
/// Products of up to some hundred million numbers are those of doubles. Of more they are those of
/// floats, 8,192 rows at a time, added up as doubles: alignments are then right to about 10⁻⁶.
///
/// - Parameters:
///   - views: of shape (n, any), n ≥ 4; row i of each is the same item.
///   - names: one a view, for errors.
///   - progress: of the pairs.
/// - Throws: `StatisticsError` for different numbers of rows, fewer than 4, NaN or infinite
///   numbers, or a view without variance.
/// - Complexity: O(n·d·e) a pair, or O(n²·(d + e)) where rows are fewer than columns; memory of the
///   centred rows as floats up to 1 GiB, and never n².
///   Source: Kornblith et al. (2019); debiased: the unbiased HSIC of Song et al., JMLR 13 (2012).
public func linearKernelAlignments(
  of views: [StoredRows], names: [String], progress: WorkProgress = { _, _ in }
) throws(StatisticsError) -> KernelAlignments {
  try linearKernelAlignments(
    of: views, names: names, exactLimit: FeatureProducts.exactLimit, progress: progress)
}

/// - Parameter exactLimit: numbers that are multiplied in double precision, a pair.
func linearKernelAlignments(
  of views: [StoredRows], names: [String], exactLimit: Int, progress: WorkProgress = { _, _ in }
) throws(StatisticsError) -> KernelAlignments {
  precondition(views.count == names.count && !views.isEmpty)
  for (view, name) in zip(views, names) where view.count != views[0].count {
    throw .countsDiffer(what: "rows in \(name)", found: view.count, expected: views[0].count)
  }
  var features: [CentredFeatures] = []
  for (view, name) in zip(views, names) {
    features.append(try CentredFeatures(view, name: name))
  }
  let products = FeatureProducts(features, exactLimit: exactLimit)
  let total = views.count * (views.count + 1) / 2
  var done = 0
  let overlaps = KernelOverlaps(count: views.count) { i, j in
    defer {
      done += 1
      progress(done, total)
    }
    let diagonals = zip(features[i].squaredNorms, features[j].squaredNorms)
      .reduce(0) { $0 + $1.0 * $1.1 }
    let n = Double(views[0].count)
    let sum = products.sum(i, j)
    // As features are centred, rows of K and L sum to 0, so K̃1 is minus the diagonal, whose sum is 1.
    return (sum, sum - diagonals + 1 / ((n - 1) * (n - 2)) - 2 * diagonals / (n - 2))
  }
  return try KernelAlignments(overlaps, names: names)
}

/// Columns of mean 0, scaled so that all squares sum to 1, which keeps fourth powers in range.
private struct CentredFeatures {
  let rows: CentredRows
  let scale: Double
  /// The diagonal of the kernel rows·rowsᵀ.
  let squaredNorms: [Double]

  init(_ source: StoredRows, name: String) throws(StatisticsError) {
    guard source.count >= 4 else { throw .tooFewRows(of: name, found: source.count, needed: 4) }
    rows = source.less(source.columnMeansInParts)
    let squares = rows.squaredNorms
    let total = squares.reduce(0, +)
    // One number that is not finite leaves its column's mean, and so no length, finite.
    if !total.isFinite { try source.requireFinite(name) }
    guard !source.areAllEqual else { throw .noVariance(of: name) }
    scale = 1 / total.squareRoot()
    squaredNorms = squares.map { $0 / total }
  }

  var dimension: Int { rows.mean.count }

  func matrix(_ range: Range<Int>) -> Matrix<Double> {
    let centred = rows.matrix(range)
    return Matrix(
      rows: centred.rows, columns: centred.columns, elements: centred.elements.map { $0 * scale })
  }

  func floats(_ range: Range<Int>) -> Matrix<Float> {
    rows.floats(range, times: scale)
  }
}

/// ΣᵢⱼKᵢⱼLᵢⱼ of linear kernels.
private struct FeatureProducts {
  private let features: [CentredFeatures]
  private let ranges: [Range<Int>]
  /// Of the first features, as many as fit into memory.
  private let kept: [[Matrix<Float>]]
  private let exactLimit: Int

  private static let keptBytes = 1 << 30
  /// Products of so many numbers take a tenth of a second.
  static let exactLimit = 5_000_000_000

  init(_ features: [CentredFeatures], exactLimit: Int) {
    (self.features, self.exactLimit) = (features, exactLimit)
    let count = features[0].rows.count
    let ranges = Tile.split(0..<count, by: 8_192)
    self.ranges = ranges
    var room = Self.keptBytes / 4
    let largest = features.map(\.dimension).max() ?? 0
    guard features.count > 1, count * largest * largest > exactLimit else {
      kept = []
      return
    }
    kept = features.prefix { feature in
      room -= count * feature.dimension
      return room >= 0
    }.map { feature in mapOnAllCores(ranges.count) { feature.floats(ranges[$0]) } }
  }

  func sum(_ i: Int, _ j: Int) -> Double {
    let (d, e) = (features[i].dimension, features[j].dimension)
    let count = features[i].rows.count
    if count < max(d, e) || count * d * e <= exactLimit {
      let (p, q) = (features[i].matrix(0..<count), features[j].matrix(0..<count))
      return sumOfProducts(p, q, side: .standard)
    }
    guard i != j else { return ownSum(i) }
    var total = [Double](repeating: 0, count: d * e)
    for block in ranges.indices {
      let product = floats(i, block).transposedTimes(floats(j, block)).elements
      for place in total.indices { total[place] += Double(product[place]) }
    }
    return total.reduce(0) { $0 + $1 * $1 }
  }

  /// Of a kernel with itself: half of the products say all.
  private func ownSum(_ i: Int) -> Double {
    var sum = SumOfOuterProducts(order: features[i].dimension)
    for block in ranges.indices { sum.add(rowsOf: floats(i, block)) }
    return sum.matrix.elements.reduce(0) { $0 + $1 * $1 }
  }

  private func floats(_ feature: Int, _ block: Int) -> Matrix<Float> {
    feature < kept.count ? kept[feature][block] : features[feature].floats(ranges[block])
  }
}

/// Σᵢⱼ(p·pᵀ)ᵢⱼ(q·qᵀ)ᵢⱼ, by columns or by rows, whichever are fewer.
func sumOfProducts(_ p: Matrix<Double>, _ q: Matrix<Double>, side: TileSide) -> Double {
  p.rows < max(p.columns, q.columns)
    ? sumOverRows(p, q, side: side) : sumOverColumns(p, q)
}

/// ‖pᵀq‖², which equals it, from a matrix of shape (d, e).
func sumOverColumns(_ p: Matrix<Double>, _ q: Matrix<Double>) -> Double {
  p.transposedTimes(q).elements.reduce(0) { $0 + $1 * $1 }
}

/// The sum itself, tile by tile.
func sumOverRows(_ p: Matrix<Double>, _ q: Matrix<Double>, side: TileSide) -> Double {
  let tiles = Tile.between(0..<p.rows, 0..<p.rows, side: side)
  var k = [Double](repeating: 0, count: tiles.map(\.count).max() ?? 0)
  var l = k
  return tiles.reduce(0) { sum, tile in
    p.innerProducts(of: tile.rows, with: p, of: tile.columns, into: &k)
    q.innerProducts(of: tile.rows, with: q, of: tile.columns, into: &l)
    return sum + (0..<tile.count).reduce(0) { $0 + k[$1] * l[$1] }
  }
}
