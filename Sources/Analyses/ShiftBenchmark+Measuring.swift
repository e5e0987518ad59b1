public import LinearAlgebra
public import Statistics

/// One encoder's vectors of images and of altered versions of them.
public struct ShiftBenchmarkVectors: Sendable {
  let encoder: String
  let originals: Matrix<Float>
  /// Rows in the order of the originals.
  let altered: [ImageAlteration: Matrix<Float>]

  /// - Precondition: all matrices have the shape of the originals.
  public init(
    encoder: String, originals: Matrix<Float>, altered: [ImageAlteration: Matrix<Float>]
  ) {
    precondition(altered.values.allSatisfy { $0.rows == originals.rows })
    (self.encoder, self.originals, self.altered) = (encoder, originals, altered)
  }
}

/// What is known of the images.
public struct ShiftBenchmarkItems: Sendable {
  let name: String
  /// Nil where images are independent.
  let units: [String]?
  /// Whether an image has the label of which some go missing; nil where none does.
  let isKnockedOut: [Bool]?

  public init(name: String, units: [String]?, isKnockedOut: [Bool]?) {
    (self.name, self.units, self.isKnockedOut) = (name, units, isKnockedOut)
  }

  fileprivate func selecting(_ rows: [Int]) -> ShiftBenchmarkItems {
    ShiftBenchmarkItems(
      name: name, units: units.map { units in rows.map { units[$0] } },
      isKnockedOut: isKnockedOut.map { marks in rows.map { marks[$0] } })
  }
}

extension ShiftBenchmarkPlan {
  /// Draws pairs of samples for every shift and size and asks every test.
  ///
  /// Samples of a size are the same images for every shift, so that shifts are told apart by what was
  /// altered alone. Items of which a vector is zero are left out where rows are scaled to length 1.
  /// - Throws: `AnalysisError` for fewer items than two samples of the smallest size need, and vectors
  ///   that are all equal.
  public func detections(
    in vectors: ShiftBenchmarkVectors, of items: ShiftBenchmarkItems,
    progress: WorkProgress = { _, _ in }
  ) throws(AnalysisError) -> EncoderDetections {
    let usable = vectors.usableRows(scaling)
    let benchmark = try EncoderBenchmark(
      self, vectors.selecting(usable), items.selecting(usable))
    let rates = benchmark.rates(progress)
    return EncoderDetections(
      encoder: vectors.encoder, items: usable.count,
      zeroVectors: vectors.originals.rows - usable.count, components: benchmark.source.components,
      rates: rates,
      warnings: benchmark.warnings(rates, unusable: vectors.originals.rows - usable.count))
  }
}

extension ShiftBenchmarkVectors {
  /// Rows that have a direction, altered or not.
  fileprivate func usableRows(_ scaling: RowScaling) -> [Int] {
    guard scaling == .unitLength else { return Array(0..<originals.rows) }
    var zeros = Set(UnitRows(originals).zeroRows)
    for rows in altered.values { zeros.formUnion(UnitRows(rows).zeroRows) }
    return (0..<originals.rows).filter { !zeros.contains($0) }
  }

  fileprivate func selecting(_ rows: [Int]) -> ShiftBenchmarkVectors {
    guard rows.count < originals.rows else { return self }
    return ShiftBenchmarkVectors(
      encoder: encoder, originals: originals.selecting(rows: rows),
      altered: altered.mapValues { $0.selecting(rows: rows) })
  }
}
