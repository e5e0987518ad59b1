import Foundation
import LinearAlgebra

/// A kernel of all pairs of matched rows of different units, rows ordered by value.
struct MatchedKernel: Sendable {
  /// Shape (rows, rows); 0 for pairs of one unit.
  private let kernel: Matrix<Double>
  /// Matched rows, those of one value one behind the other, and there those of one unit.
  private let order: [Int]
  /// Places in `order` of each value.
  private let ranges: [Range<Int>]
  private let mix: [Double]
  /// What a discrepancy of its values is multiplied by.
  private let scale: Double
  /// By two values the places in `order` of every unit that has rows of both.
  private let shared: [[[(Range<Int>, Range<Int>)]]]

  /// Weightings in one product.
  private static let chunk = 64

  /// - Parameter rows: of both samples, one above the other.
  init(_ pooled: PooledRows, _ sample: MatchedSample, _ settings: MatchedShiftSettings) {
    mix = sample.mix
    let byValue = mix.indices.map { value in
      sample.valueOfRow.indices.filter { sample.valueOfRow[$0] == value }
        .sorted { (sample.unitOfRow[$0], $0) < (sample.unitOfRow[$1], $1) }
    }
    order = byValue.flatMap { $0 }
    var first = 0
    ranges = byValue.map { rows in
      defer { first += rows.count }
      return first..<(first + rows.count)
    }
    let units = order.map { sample.unitOfRow[$0] }
    shared = Self.shared(units, ranges)
    let rows = DistanceRows(asGiven: pooled.rows.selecting(rows: order))
    let pairKernel = PairKernel(
      settings.kernel, of: rows, squaredNorms: order.map { pooled.squaredNorms[$0] },
      dimension: pooled.rows.columns, bandwidth: pooled.shrunk(settings.bandwidth))
    scale = pairKernel.factor * scalbn(1, settings.kernel.degree * pooled.exponent)
    kernel = Self.kernel(pairKernel, rows, units)
  }

  private static func kernel(
    _ kernel: PairKernel, _ rows: DistanceRows, _ units: [Int]
  ) -> Matrix<Double> {
    let count = rows.count
    let strips = Tile.split(0..<count, by: TileSide.strips.rows)
    let parts = mapOnAllCores(strips.count) { number in
      let tile = Tile(rows: strips[number], columns: 0..<count)
      var values = [Double](repeating: 0, count: tile.count)
      rows.squaredDistances(tile, into: &values)
      for i in tile.rows {
        let start = (i - tile.rows.lowerBound) * count
        kernel.apply(to: &values, start..<(start + count), row: i, column: 0)
        for j in tile.columns where units[i] == units[j] { values[start + j] = 0 }
      }
      return values
    }
    return Matrix(rows: count, columns: count, elements: Array(parts.joined()))
  }

  private static func shared(
    _ units: [Int], _ ranges: [Range<Int>]
  ) -> [[[(Range<Int>, Range<Int>)]]] {
    let cells = ranges.map { range in
      Dictionary(grouping: range) { units[$0] }.compactMapValues { places in
        places.first.map { $0..<($0 + places.count) }
      }
    }
    return cells.map { a in
      cells.map { b in
        a.sorted { $0.key < $1.key }.compactMap { unit, places in b[unit].map { (places, $0) } }
      }
    }
  }

  /// Of each weighting; not finite where a value has no pair of different units on a side.
  func discrepancies(
    _ weightings: [MatchedWeighting], progress: WorkProgress = { _, _ in }
  ) -> [KernelSums.Discrepancy] {
    let chunks = Tile.split(weightings.indices, by: Self.chunk)
    return mapOnAllCores(chunks.count, progress: progress) { number in
      discrepancies(weightings[chunks[number]])
    }.flatMap { $0 }
  }

  private func discrepancies(
    _ weightings: ArraySlice<MatchedWeighting>
  ) -> [KernelSums.Discrepancy] {
    let x = weightings.map { weighting in order.map { Double(weighting.x[$0]) } }
    let y = weightings.map { weighting in order.map { Double(weighting.y[$0]) } }
    var means = weightings.map { _ in (xx: 0.0, yy: 0.0, xy: 0.0) }
    let sizes = (x: x.map(sizes), y: y.map(sizes))
    for v in ranges.indices {
      let (sumsX, sumsY) = (sums(ofValue: v, x), sums(ofValue: v, y))
      for w in x.indices {
        for u in ranges.indices {
          let share = mix[u] * mix[v]
          let (nu, nv) = (sizes.x[w][u], sizes.x[w][v])
          let (mu, mv) = (sizes.y[w][u], sizes.y[w][v])
          means[w].xx +=
            share * inner(x[w], sumsX, w, u) / (nu * nv - sameUnit(x[w], u, v))
          means[w].yy +=
            share * inner(y[w], sumsY, w, u) / (mu * mv - sameUnit(y[w], u, v))
          means[w].xy += share * inner(x[w], sumsY, w, u) / (nu * mv)
        }
      }
    }
    return means.map {
      KernelSums.Discrepancy(xx: scale * $0.xx, yy: scale * $0.yy, xy: scale * $0.xy)
    }
  }

  /// Weight of the rows of each value.
  private func sizes(_ weights: [Double]) -> [Double] {
    ranges.map { weights[$0].reduce(0, +) }
  }

  /// Weight of the pairs of rows of one unit with two values.
  private func sameUnit(_ weights: [Double], _ u: Int, _ v: Int) -> Double {
    shared[u][v].reduce(0) { sum, places in
      sum + weights[places.0].reduce(0, +) * weights[places.1].reduce(0, +)
    }
  }

  /// Σⱼ wⱼKᵢⱼ over rows j of a value, shape (weightings, rows).
  private func sums(ofValue v: Int, _ weights: [[Double]]) -> [Double] {
    var sums = [Double](repeating: 0, count: weights.count * order.count)
    kernel.weightedSums(
      of: ranges[v], by: weights.flatMap { $0[ranges[v]] }, count: weights.count, into: &sums)
    return sums
  }

  private func inner(_ weights: [Double], _ sums: [Double], _ w: Int, _ u: Int) -> Double {
    let offset = w * order.count
    return Double.innerProduct(
      weights[ranges[u]], sums[(offset + ranges[u].lowerBound)..<(offset + ranges[u].upperBound)])
  }
}
