import LinearAlgebra

/// One worker of a join: goes through tiles and keeps the pairs.
struct PairScan: Sendable {
  var strongest: StrongestPairs
  /// Nil where it is not asked for.
  var tally: PairTally?
  private let join: PairJoin
  private let slack: Double
  /// Rows and columns, where candidates come from folds.
  private let folds: (rows: FoldedRows, columns: FoldedRows)?
  /// Where candidates come from products, of which there may be as many as pairs.
  private let equal: EqualRows?
  // Used again for every tile.
  private var places = PlaceList()
  private var products: [Float] = []
  private var positions = PositionList()

  /// Candidates are pairs whose product in float is within rounding of the threshold or above.
  init(_ join: PairJoin) {
    self.init(join, folds: nil)
  }

  /// Candidates are pairs whose folds are close.
  init(_ join: PairJoin, _ method: FoldMethod) {
    let rows = FoldedRows(join.x, method)
    self.init(join, folds: (rows, join.isWithin ? rows : FoldedRows(join.y, method)))
  }

  private init(_ join: PairJoin, folds: (rows: FoldedRows, columns: FoldedRows)?) {
    (self.join, self.folds) = (join, folds)
    equal = folds == nil ? EqualRows(join.x, join.y) : nil
    slack = UnitRows.roundingSlack(dimension: join.x.dimension)
    strongest = StrongestPairs(listing: join.limit)
  }

  mutating func scan(_ tile: Tile) {
    guard let folds else { return scanProducts(tile) }
    for stripe in FoldedRows.stripes(of: tile.rows) {
      scanFolds(stripe, tile, folds.rows, folds.columns)
    }
  }

  private mutating func scanFolds(
    _ stripe: Range<Int>, _ tile: Tile, _ rows: FoldedRows, _ columns: FoldedRows
  ) {
    let join = join
    let radii = Array(repeating: join.radius, count: stripe.count)
    let first = join.isWithin ? tile.firstColumn(after: stripe.lowerBound) : 0
    // Taken out, so that the list is not copied when it grows.
    var strongest = StrongestPairs(listing: 0)
    var tally: PairTally?
    swap(&strongest, &self.strongest)
    swap(&tally, &self.tally)
    rows.forEachCandidate(
      stripe, within: radii, of: columns, tile.columns, from: first, &places
    ) { i, j in
      guard !join.isWithin || i < j, let cosine = join.x.cosine(i, join.y, j),
        cosine >= join.threshold
      else { return }
      strongest.add(SimilarPair(a: i, b: j, cosine: cosine))
      tally?.add(i, j)
    }
    (self.strongest, self.tally) = (strongest, tally)
  }

  private mutating func scanProducts(_ tile: Tile) {
    if products.count < tile.count { products = Array(repeating: 0, count: tile.count) }
    join.x.innerProducts(tile, with: join.y, into: &products)
    let floor = Float(join.threshold - slack).nextDown
    for i in tile.rows {
      let first = join.isWithin ? tile.firstColumn(after: i) : tile.columns.lowerBound
      guard first < tile.columns.upperBound else { continue }
      let offset = (i - tile.rows.lowerBound) * tile.columns.count - tile.columns.lowerBound
      positions.find(
        in: products[(offset + first)..<(offset + tile.columns.upperBound)], atLeast: floor)
      for index in 0..<positions.count {
        let j = first + positions[index]
        consider(i, j, approximately: Double(products[offset + j]))
      }
    }
  }

  /// Decides a candidate, without computing its cosine where that cannot matter: it surely reaches
  /// the threshold, and even at its greatest possible cosine it would not be listed.
  private mutating func consider(_ i: Int, _ j: Int, approximately product: Double) {
    guard !join.x.isZero(i), !join.y.isZero(j) else { return }
    if equal?.agree(i, j) == true {
      strongest.add(SimilarPair(a: i, b: j, cosine: 1))
      tally?.add(i, j)
      return
    }
    let greatest = SimilarPair(a: i, b: j, cosine: min(1, product + slack))
    if product - slack >= join.threshold, !strongest.hasRoom(for: greatest) {
      strongest.countUnlisted()
      tally?.add(i, j)
    } else if let cosine = join.x.cosine(i, join.y, j), cosine >= join.threshold {
      strongest.add(SimilarPair(a: i, b: j, cosine: cosine))
      tally?.add(i, j)
    }
  }
}
