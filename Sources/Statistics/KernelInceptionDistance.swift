import LinearAlgebra

/// Kernel inception distance: the unbiased squared maximum mean discrepancy under the polynomial kernel
/// (x·y/d + 1)³, as the mean over blocks of rows drawn at random.
///
/// Pairs of rows of one unit do not count, which changes nothing where every row is a unit.
/// Source: Bińkowski et al., "Demystifying MMD GANs" (2018).
public struct KernelInceptionDistance: Sendable, Codable, Equatable {
  /// Mean of the blocks' estimates; may be negative.
  public let mean: Double
  /// Their standard deviation, as torch-fidelity has it: how much blocks of the same rows differ, which
  /// is no confidence interval. Nil for a single block.
  public let spread: Double?
  /// How many blocks.
  public let blocks: Int
  /// Rows of each sample in a block.
  public let blockSize: Int
  /// - Parameters:
  ///   - blocks: drawn without replacement within a block; one that holds all rows is not repeated.
  ///   - blockSize: no more than the rows of the smaller sample are taken.
  ///   - progress: is told of strips of rows.
  /// - Throws: `StatisticsError.tooFewUnits` where no block has two units of a sample.
  /// - Complexity: O(n²·(d + blocks)) for n rows of both.
  public init(
    _ samples: TwoSamples, blocks: Int = 100, blockSize: Int = 1_000, seed: UInt64,
    progress: @escaping WorkProgress = { _, _ in }
  ) throws(StatisticsError) {
    precondition(blocks >= 1 && blockSize >= 2)
    let size = min(blockSize, samples.n, samples.m)
    let isWhole = size == max(samples.n, samples.m)
    let drawn = KernelBlocks(samples, count: isWhole ? 1 : blocks, size: size, seed)
    let values = drawn.values(PolynomialKernel(samples), progress)
    guard !values.isEmpty else {
      throw .tooFewUnits(side: "a block of \(size) rows", found: 1, excluded: [])
    }
    let mean = values.reduce(0, +) / Double(values.count)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    self.mean = mean
    spread = values.count > 1 ? (squares / Double(values.count)).squareRoot() : nil
    (self.blocks, self.blockSize) = (values.count, size)
  }
}

/// Blocks of rows, drawn from each sample.
private struct KernelBlocks {
  private let samples: TwoSamples
  private let blocks: [(x: [Int], y: [Int])]

  init(_ samples: TwoSamples, count: Int, size: Int, _ seed: UInt64) {
    self.samples = samples
    blocks = (0..<count).map { index in
      var generator = SeededGenerator(seed: seed, stream: "kid.blocks", index: index)
      let x = generator.choose(size, of: samples.n)
      return (x, generator.choose(size, of: samples.m).map { $0 + samples.n })
    }
  }

  /// Of the blocks in which each sample has pairs of different units.
  func values(_ kernel: PolynomialKernel, _ progress: @escaping WorkProgress) -> [Double] {
    let weights = blocks.flatMap { [indicator($0.x), indicator($0.y), indicator($0.x + $0.y)] }
    let sums = kernel.sums(weights, progress)
    return blocks.indices.compactMap { block in
      let (x, y, both) = (3 * block, 3 * block + 1, 3 * block + 2)
      let size = Double(blocks[block].x.count)
      let (pairsX, pairsY) = (kernel.pairs(weights[x]), kernel.pairs(weights[y]))
      guard pairsX > 0, pairsY > 0 else { return nil }
      let across = sums[both] - sums[x] - sums[y]
      return sums[x] / pairsX + sums[y] / pairsY - across / (size * size)
    }
  }

  private func indicator(_ rows: [Int]) -> [Double] {
    var weights = [Double](repeating: 0, count: samples.count)
    for row in rows { weights[row] = 1 }
    return weights
  }
}
