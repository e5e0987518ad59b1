import LinearAlgebra

/// How to test smaller samples drawn from two samples.
public struct PowerCurveSettings: Sendable, Codable, Hashable {
  /// Units drawn of each sample, ascending, each ≥ 2; those beyond the smaller sample are left out.
  public var sizes: [Int]
  /// Draws of each size, ≥ 1.
  public var repetitions: Int
  /// Random relabellings behind each p-value, ≥ 1.
  public var permutations: Int
  /// At or below which p rejects, in (0, 1).
  public var level: Double
  public var seed: UInt64

  public init(
    sizes: [Int] = [5, 10, 20, 50, 100, 200, 500], repetitions: Int = 100, permutations: Int = 199,
    level: Double = 0.05, seed: UInt64
  ) {
    self.sizes = sizes
    self.repetitions = repetitions
    self.permutations = permutations
    self.level = level
    self.seed = seed
  }
}

/// How often the test rejects for so many units of each sample.
public struct PowerPoint: Sendable, Codable, Hashable {
  /// Drawn of each sample without replacement.
  public let units: Int
  public let rejections: Int
  public let repetitions: Int
}

extension HeldKernel {
  /// The share of smaller samples of these that the test rejects, by their size.
  ///
  /// Draws of one size share units, the more the closer the size comes to all of them, where every draw
  /// would be the same: sizes end at half of the smaller sample.
  ///
  /// - Returns: in order of size; ends with the first size at which every draw is rejected. Sizes of
  ///   so few units that no p is at or below the level are left out.
  /// - Complexity: O(repetitions · permutations · size²) for each size.
  public func powerCurve(
    _ settings: PowerCurveSettings, progress: @escaping WorkProgress = { _, _ in }
  ) -> [PowerPoint] {
    let most = min(units.unitsX, units.count - units.unitsX) / 2
    var points: [PowerPoint] = []
    for size in settings.sizes where size <= most && settings.canReject(size) {
      let point = powerPoint(size, settings, progress)
      points.append(point)
      if point.rejections == point.repetitions { break }
    }
    return points
  }

  private func powerPoint(
    _ size: Int, _ settings: PowerCurveSettings, _ progress: @escaping WorkProgress
  ) -> PowerPoint {
    let (x, y) = (range(.x), range(.y))
    let isRejected = mapOnAllCores(settings.repetitions, progress: progress) { index in
      var generator = SeededGenerator(
        seed: settings.seed, stream: "shift.power.\(size)", index: index)
      let drawn =
        generator.choose(size, of: x.count).map { x.lowerBound + $0 }
        + generator.choose(size, of: y.count).map { y.lowerBound + $0 }
      let kernel = units.selecting(drawn)
      let labels = Matrix.labels(
        kernel.labels, permutations: settings.permutations, &generator)
      return kernel.pValue(ofFirst: labels) <= settings.level
    }
    return PowerPoint(
      units: size, rejections: isRejected.count { $0 }, repetitions: settings.repetitions)
  }
}

extension PowerCurveSettings {
  fileprivate func canReject(_ size: Int) -> Bool {
    smallestPermutationPValue(size, size, permutations: permutations) <= level
  }
}
