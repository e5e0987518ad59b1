import Foundation
import LinearAlgebra

/// Room that trials use again and again.
struct TrialBuffers: Sendable {
  var kernel: [Double] = []
  var distances: [Double] = []
  var products: [Double] = []
}

/// One pair of samples, tested by every detector with the same relabellings.
struct DetectionTrial {
  let pool: DetectionPool
  let settings: DetectionSettings
  /// Of the reference, then of the candidate.
  let places: [Int]
  let units: SampleUnits
  private let number: Int

  init(_ draw: DetectionDraw, of pool: DetectionPool, _ settings: DetectionSettings, number: Int) {
    (self.pool, self.settings, self.number) = (pool, settings, number)
    places = draw.reference + draw.candidate
    units = SampleUnits(
      x: draw.reference.map(pool.unit), y: draw.candidate.map(pool.unit))
  }

  /// Random numbers of their own for each purpose.
  func generator(_ purpose: String) -> SeededGenerator {
    SeededGenerator(
      seed: settings.seed, stream: "\(settings.stream).\(purpose)", index: number)
  }

  func pValues(_ buffers: inout TrialBuffers) -> [Double] {
    let needsKernels = settings.detectors.contains { $0 == .mmd || $0 == .energy }
    let relabellings = needsKernels ? self.relabellings : nil
    if needsKernels { gatherDistances(&buffers) }
    return settings.detectors.map { detector in
      switch detector {
      case .mmd: kernelPValue(relabellings, gaussian(buffers.distances), &buffers)
      case .energy: kernelPValue(relabellings, { -$0 }, &buffers)
      case .ks: componentwisePValue
      case .classifier: classifierPValue
      }
    }
  }

  private var relabellings: Relabellings {
    var generator = generator("permutation")
    return Relabellings(units, count: settings.permutations, using: &generator)
  }

  /// Shape (places, places), no longer squared.
  private func gatherDistances(_ buffers: inout TrialBuffers) {
    buffers.distances.removeAll(keepingCapacity: true)
    for i in places {
      let row = pool.squares.row(i)
      for j in places { buffers.distances.append(row[row.startIndex + j].squareRoot()) }
    }
  }

  /// Nil where the median distance is 0: there is no bandwidth.
  private func gaussian(_ distances: [Double]) -> ((Double) -> Double)? {
    let count = places.count
    var above: [Double] = []
    above.reserveCapacity(count * (count - 1) / 2)
    for i in 0..<count { above += distances[(i * count + i + 1)..<((i + 1) * count)] }
    let middle = (above.count - 1) / 2
    let lower = selectRank(middle, in: &above)
    let upper = above.count.isMultiple(of: 2) ? above[(middle + 1)...].min() ?? lower : lower
    let bandwidth = (lower + upper) / 2
    guard bandwidth > 0 else { return nil }
    let factor = -1 / (2 * bandwidth * bandwidth)
    return { exp(factor * $0 * $0) }
  }

  /// 1 where there is no kernel: nothing is detected.
  private func kernelPValue(
    _ relabellings: Relabellings?, _ kernel: ((Double) -> Double)?, _ buffers: inout TrialBuffers
  ) -> Double {
    guard let relabellings, let kernel else { return 1 }
    let count = places.count
    buffers.kernel.removeAll(keepingCapacity: true)
    buffers.kernel += repeatElement(0, count: count * count)
    for i in 0..<count {
      for j in (i + 1)..<max(count, i + 1) where units.all[i] != units.all[j] {
        let value = kernel(buffers.distances[i * count + j])
        buffers.kernel[i * count + j] = value
        buffers.kernel[j * count + i] = value
      }
    }
    return relabellings.pValue(ofDiscrepancyBy: buffers.kernel, &buffers.products)
  }
}

/// The units of two samples, those of x first.
struct SampleUnits: Sendable {
  /// Of each row, numbered from 0.
  let all: [Int]
  let x: Int
  let y: Int

  init(x: [Int], y: [Int]) {
    let first = numbered(x)
    let second = numbered(y)
    self.x = (first.max() ?? -1) + 1
    self.y = (second.max() ?? -1) + 1
    let offset = self.x
    all = first + second.map { $0 + offset }
  }

  /// Which units are called x, at random: as many as there are.
  func shuffled(using generator: inout SeededGenerator) -> [Bool] {
    var labels = Array(repeating: true, count: x) + Array(repeating: false, count: y)
    generator.shuffle(&labels)
    return labels
  }
}
