import Foundation
import LinearAlgebra
import Statistics

/// Times the tasks of one encoder on made-up vectors of ten labels, with votes of up to 200 neighbours,
/// 5,000 probe items and 5,000 queries, and 1,999 resamples.
///
/// usage: EncoderTimes [ROWS] [NUMBERS]
@main
struct EncoderTimes {
  static func main() throws {
    let numbers = CommandLine.arguments.dropFirst().compactMap { Int($0) }
    let (count, dimension) = (numbers.first ?? 60_000, numbers.count > 1 ? numbers[1] : 1_280)
    let (rows, labels) = vectors(count, dimension)
    let unitRows = UnitRows(rows)
    let resamples = timed("draw resamples") {
      UnitResamples(of: nil, items: count, count: 1_999, seed: 1, stream: "times")
    }
    let nearest = timed("search \(NeighborVotes.neighborsNeeded(for: 200)) neighbours") {
      nearestRows(
        of: unitRows, in: unitRows, count: NeighborVotes.neighborsNeeded(for: 200),
        excluding: .sameRow)
    }
    for k in [1, 5, 20, 200] {
      let votes = NeighborVotes(
        neighbors: nearest, labels: labels, classes: 10, k: k, weighting: .softmax)
      let samples = timed("\(k)-NN votes, resampled") { votes.samples(resamples) }
      print("  accuracy \(samples[0].estimate)")
    }
    let chosen = stratifiedSample(of: labels, units: nil, limit: 5_000, seed: 1, stream: "t")
    let known = chosen.map { labels[$0] }
    let folds = try GroupedFolds(labels: known, count: 5, seed: 1, stream: "t")
    let probe = try timed("probe of \(chosen.count) items") {
      try CrossValidatedProbe(
        of: rows.selecting(rows: chosen), labels: known, classes: 10, units: nil, folds: folds,
        settings: ProbeSettings(seed: 1))
    }
    _ = timed("probe, resampled") { probe.answers.samples(of: chosen, resamples) }
    let retrieval = timed("retrieval of \(chosen.count) queries") {
      retrievalScores(of: chosen, in: unitRows, labels: labels, units: nil)
    }
    _ = timed("retrieval, resampled") { retrieval.samples(resamples, ranks: [1, 5, 10]) }
  }

  /// Ten centres in a space of fewer directions than there are numbers.
  private static func vectors(_ count: Int, _ dimension: Int) -> (Matrix<Float>, [Int]) {
    var generator = SeededGenerator(seed: 1, stream: "vectors")
    func noise() -> Float { Float(generator.uniformFraction() - 0.5) }
    let labels = (0..<count).map { $0 % 10 }
    let centres = (0..<10).map { _ in (0..<dimension).map { _ in noise() } }
    var elements: [Float] = []
    elements.reserveCapacity(count * dimension)
    for label in labels {
      let place = (0..<10).map { 0.3 * noise() + ($0 == label ? 0.2 : 0) }
      for column in 0..<dimension {
        let seen = (0..<10).reduce(Float(0)) { $0 + place[$1] * centres[$1][column] }
        elements.append(seen + 0.05 * noise())
      }
    }
    return (Matrix(rows: count, columns: dimension, elements: elements), labels)
  }

  private static func timed<Value>(_ name: String, _ work: () throws -> Value) rethrows -> Value {
    let start = ContinuousClock.now
    let value = try work()
    let seconds = start.duration(to: .now) / .seconds(1)
    print("\(name): \(String(format: "%.1f", seconds)) s")
    return value
  }
}
