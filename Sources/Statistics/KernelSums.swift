import Foundation
import LinearAlgebra

/// Sums of a Gaussian kernel over pairs of rows, from one pass that never holds all of them.
///
/// With K₀ the kernel without pairs of rows of one unit, a relabelling z needs zᵀK₀z and zᵀK₀1, a
/// resample w needs wᵀK₀w by blocks. Only pairs i < j are visited, each worth two.
struct KernelSums {
  /// Σ over i < j of K, all pairs.
  private(set) var all = Blocks()
  /// Σ over i < j of K₀.
  private(set) var distinct = Blocks()
  /// Σⱼ K₀ᵢⱼ for each row i.
  private(set) var rowSums: [Double]
  /// Σ over i < j of zᵢK₀ᵢⱼzⱼ for each relabelling.
  private(set) var relabelled: [Double]
  /// Σ over i < j of wᵢK₀ᵢⱼwⱼ for each resample.
  private(set) var resampled: [Blocks]

  /// One number for pairs in x, pairs in y and pairs across.
  struct Blocks: Equatable {
    var xx = 0.0
    var yy = 0.0
    var xy = 0.0
  }

  init(
    _ sample: ShiftSample, bandwidth: Double, permutations: ShiftPermutations,
    resamples: ShiftResamples, side: TileSide
  ) {
    rowSums = Array(repeating: 0, count: sample.rows.rows)
    relabelled = Array(repeating: 0, count: permutations.labels.count)
    resampled = Array(repeating: Blocks(), count: resamples.weights.count)
    let pass = KernelPass(sample, bandwidth: bandwidth)
    let vectors = rowVectors(permutations.labels + resamples.weights, of: sample)
    var products = [Double](repeating: 0, count: side.rows * vectors.columns)
    var kernel = [Double](repeating: 0, count: side.rows * side.columns)
    for (block, tiles) in [
      (\Blocks.xx, Tile.within(sample.x, side: side)),
      (\Blocks.yy, Tile.within(sample.y, side: side)),
      (\Blocks.xy, Tile.between(sample.x, sample.y, side: side)),
    ] {
      for tile in tiles {
        all[keyPath: block] += pass.kernel(tile, into: &kernel)
        distinct[keyPath: block] += pass.removeSameUnits(tile, from: &kernel, &rowSums)
        vectors.weightedSums(
          of: tile.columns, by: kernel, count: tile.rows.count, into: &products)
        add(products, vectors, tile.rows, to: block)
      }
    }
  }

  /// Adds Σᵢ vᵢ(K₀v)ᵢ over the rows of a tile for every vector v.
  private mutating func add(
    _ products: [Double], _ vectors: Matrix<Double>, _ rows: Range<Int>,
    to block: WritableKeyPath<Blocks, Double>
  ) {
    var sums = [Double](repeating: 0, count: vectors.columns)
    let (count, elements) = (vectors.columns, vectors.elements)
    for i in rows {
      let (place, offset) = (i * count, (i - rows.lowerBound) * count)
      for v in 0..<count { sums[v] += elements[place + v] * products[offset + v] }
    }
    for v in relabelled.indices { relabelled[v] += sums[v] }
    for v in resampled.indices { resampled[v][keyPath: block] += sums[relabelled.count + v] }
  }
}

/// Weights of units as weights of rows, shape (rows, number of weightings).
private func rowVectors(_ weights: [[Int]], of sample: ShiftSample) -> Matrix<Double> {
  var elements: [Double] = []
  elements.reserveCapacity(sample.units.count * weights.count)
  for unit in sample.units {
    for weighting in weights { elements.append(Double(weighting[unit])) }
  }
  return Matrix(rows: sample.units.count, columns: weights.count, elements: elements)
}

/// Makes the kernel, a tile at a time.
private struct KernelPass {
  private let rows: DistanceRows
  private let units: [Int]
  private let hasUnits: Bool
  private let scale: Double

  init(_ sample: ShiftSample, bandwidth: Double) {
    rows = DistanceRows(centring: .doubles(sample.rows))
    (units, hasUnits) = (sample.units, sample.hasUnits)
    scale = -0.5 / (bandwidth * bandwidth)
  }

  /// The kernel of the pairs i < j of a tile, 0 elsewhere; returns its sum.
  func kernel(_ tile: Tile, into kernel: inout [Double]) -> Double {
    rows.squaredDistances(tile, into: &kernel)
    var sum = 0.0
    for i in tile.rows {
      let start = (i - tile.rows.lowerBound) * tile.columns.count
      let first = min(max(0, i + 1 - tile.columns.lowerBound), tile.columns.count)
      for k in start..<(start + first) { kernel[k] = 0 }
      for k in (start + first)..<(start + tile.columns.count) {
        kernel[k] = exp(scale * kernel[k])
        sum += kernel[k]
      }
    }
    return sum
  }

  /// Sets pairs of one unit to 0; returns the sum that is left and adds it to both rows of a pair.
  func removeSameUnits(
    _ tile: Tile, from kernel: inout [Double], _ rowSums: inout [Double]
  ) -> Double {
    var sum = 0.0
    for i in tile.rows {
      let offset = (i - tile.rows.lowerBound) * tile.columns.count - tile.columns.lowerBound
      var sumOfRow = 0.0
      for j in tile.columns {
        if hasUnits, units[i] == units[j] { kernel[offset + j] = 0 }
        let value = kernel[offset + j]
        sumOfRow += value
        rowSums[j] += value
      }
      rowSums[i] += sumOfRow
      sum += sumOfRow
    }
    return sum
  }
}
