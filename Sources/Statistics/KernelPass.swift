import Foundation
import LinearAlgebra

/// One pass over the kernel of all pairs of two samples, strip by strip.
///
/// For many weightings w at once, Σ wᵢKᵢⱼwⱼ over a tile is a matrix product of weights and kernel,
/// and then an inner product for each weighting. Sums of floats, right to 10⁻⁷, could not tell a tie
/// of two relabellings from a difference, and ties count: products are of doubles, or where there
/// are many rows and the CPU is up to it of whole numbers, whose sums are exact.
struct KernelPass: Sendable {
  let distances: DistanceRows
  let strips: PairStrips
  /// Of the same strips, where they were kept.
  let kept: KeptDistances?
  /// Of each row.
  let units: [Int]
  /// Whether pairs of one unit are to be told from others.
  let hasUnits: Bool
  let kernel: PairKernel
  let weights: UnitWeights
  /// Whether products of weights are of whole numbers.
  let sumsWholeNumbers: Bool
  /// Weightings in one product.
  private static let chunk = 512

  func sums(ofStrip number: Int, _ buffers: inout KernelBuffers) -> StripSums {
    let strip = strips.strips[number]
    var sums = StripSums(
      first: strip.rows.lowerBound, length: distances.count - strip.rows.lowerBound,
      weightings: weights.count)
    for (place, tile) in strip.tiles.enumerated() {
      let block = self.block(of: tile, isAcross: strip.isAcross[place])
      buffers.reserve(
        tile, weightings: sumsWholeNumbers ? 0 : min(Self.chunk, weights.count))
      fill(tile, kept?.squares[number][place], &buffers.kernel)
      evaluate(tile, &buffers.kernel)
      let removed =
        hasUnits && !strip.isAcross[place] ? removeSameUnits(tile, &buffers.kernel) : 0
      let total =
        strip.isAcross[place]
        ? addRows(tile, buffers.kernel, to: &sums.otherSums)
        : addRows(tile, buffers.kernel, to: &sums.ownSums)
      sums.distinct[keyPath: block] += total
      sums.all[keyPath: block] += total + removed
      addWeighted(tile, &buffers, to: &sums.weighted, block)
    }
    return sums
  }

  private func block(
    of tile: Tile, isAcross: Bool
  ) -> WritableKeyPath<KernelSums.Blocks, Double> {
    if isAcross { return \.xy }
    return strips.isFirst(tile.rows) ? \.xx : \.yy
  }

  private func fill(_ tile: Tile, _ kept: [Double]?, _ kernel: inout [Double]) {
    guard let kept else { return distances.squaredDistances(tile, into: &kernel) }
    for k in 0..<tile.count { kernel[k] = kept[k] }
  }

  /// The kernel of the pairs i < j of a tile of squared distances, 0 elsewhere.
  private func evaluate(_ tile: Tile, _ values: inout [Double]) {
    for i in tile.rows {
      let start = (i - tile.rows.lowerBound) * tile.columns.count
      let places = tile.places(after: i)
      for k in start..<places.lowerBound { values[k] = 0 }
      kernel.apply(
        to: &values, places, row: i, column: tile.columns.lowerBound + places.lowerBound - start)
    }
  }

  /// Returns the sum of what was removed.
  private func removeSameUnits(_ tile: Tile, _ kernel: inout [Double]) -> Double {
    var removed = 0.0
    for i in tile.rows {
      let offset = (i - tile.rows.lowerBound) * tile.columns.count - tile.columns.lowerBound
      for j in tile.columns where units[i] == units[j] {
        removed += kernel[offset + j]
        kernel[offset + j] = 0
      }
    }
    return removed
  }

  /// Adds each value to the sums of both its rows, which start with the tile's first; returns the sum.
  private func addRows(_ tile: Tile, _ kernel: [Double], to sums: inout [Double]) -> Double {
    let first = tile.rows.lowerBound
    let width = tile.columns.count
    var sum = 0.0
    for i in tile.rows {
      let start = (i - first) * width
      let sumOfRow = kernel.add(
        start..<(start + width), to: &sums, from: tile.columns.lowerBound - first)
      sums[i - first] += sumOfRow
      sum += sumOfRow
    }
    return sum
  }

  /// Adds wᵀKw of the tile for every weighting w.
  private func addWeighted(
    _ tile: Tile, _ buffers: inout KernelBuffers, to sums: inout [KernelSums.Blocks],
    _ block: WritableKeyPath<KernelSums.Blocks, Double>
  ) {
    let height = tile.rows.count
    if sumsWholeNumbers {
      buffers.whole.take(buffers.kernel, rows: height, columns: tile.columns.count)
    }
    for start in stride(from: 0, to: weights.count, by: Self.chunk) {
      let chunk = start..<min(start + Self.chunk, weights.count)
      if sumsWholeNumbers {
        let found = buffers.whole.sums(
          of: weights.weightings(chunk), unitOfRow: units, rows: tile.rows, columns: tile.columns)
        for index in chunk { sums[index][keyPath: block] += found[index - start] }
        continue
      }
      weights.expand(chunk, ofRows: tile.columns, unitOfRow: units, into: &buffers.columnWeights)
      weights.expand(chunk, ofRows: tile.rows, unitOfRow: units, into: &buffers.rowWeights)
      Matrix.innerProducts(
        of: buffers.columnWeights, rows: chunk.count, with: buffers.kernel, rows: height,
        length: tile.columns.count, into: &buffers.products)
      for index in chunk {
        let place = (index - start) * height
        sums[index][keyPath: block] += Double.innerProduct(
          buffers.rowWeights[place..<(place + height)],
          buffers.products[place..<(place + height)])
      }
    }
  }
}

/// What one worker needs at a time.
struct KernelBuffers: Sendable {
  var kernel: [Double] = []
  var columnWeights: [Double] = []
  var rowWeights: [Double] = []
  var products: [Double] = []
  var whole = WeightedSums()

  mutating func reserve(_ tile: Tile, weightings: Int) {
    kernel.grow(to: tile.count)
    columnWeights.grow(to: weightings * tile.columns.count)
    rowWeights.grow(to: weightings * tile.rows.count)
    products.grow(to: weightings * tile.rows.count)
  }
}

extension [Double] {
  fileprivate mutating func grow(to count: Int) {
    if self.count < count { self = Array(repeating: 0, count: count) }
  }
}
