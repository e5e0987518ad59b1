/// Labellings of the units of two samples: first as they are, then at random, as many called x as
/// there are; all there are where they are no more than would be drawn. Units are relabelled whole, so
/// that rows of a unit stay together.
struct UnitRelabellings: Sendable {
  private let samples: TwoSamples
  /// Without the observed one.
  let permutations: Int
  private let all: [[UInt8]]?
  private let seed: UInt64
  private let stream: String

  init(_ samples: TwoSamples, permutations: Int, seed: UInt64, stream: String) {
    self.samples = samples
    all = Labellings.all(
      calling: samples.unitsX, of: samples.unitCount, atMost: permutations + 1)
    self.permutations = all.map { $0.count - 1 } ?? permutations
    (self.seed, self.stream) = (seed, stream)
  }

  /// The observed labelling and the others.
  var count: Int { permutations + 1 }

  /// Of each row whether a labelling calls it x; labelling 0 is the observed one.
  func isX(_ index: Int) -> [Bool] {
    if let all { return samples.units.map { all[index][$0] == 1 } }
    var unitIsX =
      Array(repeating: true, count: samples.unitsX)
      + Array(repeating: false, count: samples.unitsY)
    if index > 0 {
      var generator = SeededGenerator(seed: seed, stream: stream, index: index)
      generator.shuffle(&unitIsX)
    }
    return samples.units.map { unitIsX[$0] }
  }

  /// (1 + other labellings with at least the observed value) / (1 + other labellings).
  ///
  /// Values that are equal in theory differ by rounding; a tie counts against a shift.
  /// - Parameters:
  ///   - values: of every labelling.
  ///   - size: of the terms that the values are sums of.
  ///   Source: Phipson and Smyth (2010).
  func pValue(of values: [Double], size: Double) -> Double {
    precondition(values.count == count)
    let bar = values[0] - 1e-10 * size
    return Double(1 + values.dropFirst().count { $0 >= bar }) / Double(count)
  }

  var smallestPValue: Double {
    Statistics.smallestPValue(
      unitsX: samples.unitsX, unitsY: samples.unitsY, labellings: count)
  }
}

/// Bootstrap samples of the units of two samples, each drawn from its own.
struct UnitDraws: Sendable {
  private let samples: TwoSamples
  private let seed: UInt64
  private let stream: String

  init(_ samples: TwoSamples, seed: UInt64, stream: String) {
    (self.samples, self.seed, self.stream) = (samples, seed, stream)
  }

  /// How often each row comes in a sample, as often as its unit.
  func weights(_ index: Int) -> [Double] {
    var generator = SeededGenerator(seed: seed, stream: stream, index: index)
    var drawn = [Double](repeating: 0, count: samples.unitCount)
    for _ in 0..<samples.unitsX { drawn[generator.uniform(below: samples.unitsX)] += 1 }
    for _ in 0..<samples.unitsY {
      drawn[samples.unitsX + generator.uniform(below: samples.unitsY)] += 1
    }
    return samples.units.map { drawn[$0] }
  }
}
