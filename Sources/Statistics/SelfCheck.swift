import LinearAlgebra

/// How to test halves of one sample against each other.
public struct SelfCheckSettings: Sendable, Codable, Hashable {
  /// Random halvings, ≥ 1.
  public var splits: Int
  /// Random relabellings behind each p-value, ≥ 1.
  public var permutations: Int
  /// At or below which p rejects, in (0, 1).
  public var level: Double
  public var seed: UInt64

  public init(splits: Int = 100, permutations: Int = 199, level: Double = 0.05, seed: UInt64) {
    self.splits = splits
    self.permutations = permutations
    self.level = level
    self.seed = seed
  }
}

/// What the test says of two halves of one sample, where there is nothing to find ("A/A test").
public struct SelfCheck: Sendable, Codable, Hashable {
  /// Of the sample that was split.
  public let rows: Int
  public let units: Int
  public let splits: Int
  public let permutations: Int
  /// Splits that the test rejected, units permuted whole; nil where so few units can give no p at or
  /// below the level.
  public let rejections: Int?
  /// The same splits with single rows permuted, as if rows of one unit were independent; nil where
  /// every unit is one row.
  public let rejectionsOfRows: Int?
  /// Root of the mean square of the unbiased squared discrepancy over the splits.
  public let spread: Double
}

extension HeldKernel {
  /// Splits the units of one sample into random halves again and again, and tests each pair of halves.
  ///
  /// The halves and their relabellings are exchangeable by construction, so that permuting units
  /// rejects at the level, save for a mistake. Permuting rows of the same halves does so only where
  /// rows of one unit are no more alike than others: what that rejects is how wrong the test would be
  /// if it took rows for independent.
  ///
  /// - Returns: nil for fewer than four units, which have no halves of two.
  /// - Complexity: O(splits · permutations · units²), and rows² where units have several.
  public func selfCheck(
    of side: SampleSide, settings: SelfCheckSettings,
    progress: @escaping WorkProgress = { _, _ in }
  ) -> SelfCheck? {
    let range = range(side)
    let (half, rest) = (range.count / 2, range.count - range.count / 2)
    guard half >= 2 else { return nil }
    let sample = SplitSample(self, side)
    let splits = mapOnAllCores(settings.splits, progress: progress) { index in
      var generator = SeededGenerator(
        seed: settings.seed, stream: "shift.self-check.\(side)", index: index)
      return sample.split(half, settings.permutations, &generator)
    }
    let canReject =
      smallestPermutationPValue(half, rest, permutations: settings.permutations) <= settings.level
    let squares = splits.reduce(0) { $0 + $1.discrepancy * $1.discrepancy }
    return SelfCheck(
      rows: rowCount(side), units: range.count, splits: settings.splits,
      permutations: settings.permutations,
      rejections: canReject ? splits.count { $0.pValue <= settings.level } : nil,
      rejectionsOfRows: sample.rows.map { _ in
        splits.count { ($0.pValueOfRows ?? 1) <= settings.level }
      },
      spread: (squares / Double(splits.count)).squareRoot())
  }
}

/// One sample to be split.
private struct SplitSample: Sendable {
  let units: UnitKernel
  let rows: UnitKernel?
  /// Within the sample.
  let unitOfRow: [Int]

  struct Split: Sendable {
    let discrepancy: Double
    let pValue: Double
    let pValueOfRows: Double?
  }

  init(_ kernel: HeldKernel, _ side: SampleSide) {
    let range = kernel.range(side)
    units = kernel.units.selecting(Array(range))
    let places = kernel.unitOfRow.indices.filter { range.contains(kernel.unitOfRow[$0]) }
    rows = kernel.rows?.selecting(places)
    unitOfRow = places.map { kernel.unitOfRow[$0] - range.lowerBound }
  }

  func split(_ half: Int, _ permutations: Int, _ generator: inout SeededGenerator) -> Split {
    var first = units.sizes.indices.map { $0 < half ? 1.0 : 0 }
    generator.shuffle(&first)
    let labels = Matrix.labels(first, permutations: permutations, &generator)
    let ofRows = rows.map { rows in
      rows.pValue(
        ofFirst: .labels(unitOfRow.map { first[$0] }, permutations: permutations, &generator))
    }
    let observed = units.discrepancies(labels.selecting(rows: 0..<1))[0].value
    return Split(
      discrepancy: observed, pValue: units.pValue(ofFirst: labels), pValueOfRows: ofRows)
  }
}
