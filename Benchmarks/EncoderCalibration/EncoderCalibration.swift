import Foundation
import LinearAlgebra
import Statistics

/// Simulates the comparison of encoders: how often two that are equally good are told apart, and how
/// often intervals hold the value to expect.
///
/// usage: EncoderCalibration [RUNS]
@main
struct EncoderCalibration {
  static func main() throws {
    let runs = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 500
    print(
      "\(runs) runs; three standard errors of .05: \(digits(3 * (0.0475 / Double(runs)).squareRoot()))"
    )
    for population in Population.all {
      var found: [[Finding]] = []
      for run in 0..<runs { found.append(try population.findings(run)) }
      print("\n\(population.name)\n")
      print("| metric | mean | told apart at 5 % | coverage of 95 % intervals |\n|:--|--:|--:|--:|")
      for metric in found[0].indices { show(found.map { $0[metric] }) }
    }
  }

  private static func show(_ findings: [Finding]) {
    let estimates = findings.flatMap { [$0.first.estimate, $0.second.estimate] }
    let mean = estimates.reduce(0, +) / Double(estimates.count)
    let rejected = findings.count { $0.pValue <= 0.05 }
    let intervals = findings.flatMap { [$0.first.interval, $0.second.interval] }
    let held = intervals.count { $0.map { $0.low <= mean && mean <= $0.high } ?? false }
    print(
      "| \(findings[0].name) | \(digits(mean)) | \(digits(Double(rejected) / Double(findings.count))) "
        + "| \(digits(Double(held) / Double(intervals.count))) |")
  }

  private static func digits(_ value: Double) -> String { String(format: "%.3f", value) }
}

/// One metric of one run.
struct Finding {
  let name: String
  let first: (estimate: Double, interval: Interval?)
  let second: (estimate: Double, interval: Interval?)
  let pValue: Double
}

/// What images are of, and how many there are.
struct Population {
  let name: String
  let units: Int
  let size: Int
  /// How far labels are apart, in about standard deviations of an image.
  var distance = 2.0

  static let all = [
    Population(name: "100 images", units: 100, size: 1),
    Population(name: "400 images", units: 400, size: 1),
    Population(name: "20 patients of 5 images", units: 20, size: 5),
    Population(name: "60 patients of 5 images", units: 60, size: 5),
    Population(name: "400 images, easy", units: 400, size: 1, distance: 4),
    Population(name: "400 images, very easy", units: 400, size: 1, distance: 5),
  ]

  private static let (classes, dimension) = (4, 8)

  /// Two encoders that see the same image, each with noise of its own.
  func findings(_ run: Int) throws -> [Finding] {
    var normal = Normal(run: run, name)
    let count = units * size
    var labels: [Int] = []
    var rows: [[Float]] = [[], []]
    for _ in 0..<units {
      let label = normal.generator.uniform(below: Self.classes)
      let patient = (0..<Self.dimension).map { _ in normal.next() }
      for _ in 0..<size {
        labels.append(label)
        let image = patient.map { size == 1 ? $0 : 0.7 * $0 + 0.7 * normal.next() }
        for side in rows.indices {
          rows[side] += image.enumerated().map { column, value in
            Float((column == label ? distance : 0) + 0.7 * value + 0.7 * normal.next())
          }
        }
      }
    }
    let names = size == 1 ? nil : (0..<count).map { "\($0 / size)" }
    let resamples = UnitResamples(
      of: names, items: count, count: 499, seed: UInt64(run), stream: "calibration")
    let tested = try rows.map {
      try samples(
        Matrix(rows: count, columns: Self.dimension, elements: $0), labels, names, resamples)
    }
    let unit = size == 1 ? "image" : "group"
    return tested[0].indices.map { metric in
      let (name, a, isMean) = tested[0][metric]
      let b = tested[1][metric].1
      return Finding(
        name: name, first: (a.estimate, a.interval(unit: unit, isMean: isMean)),
        second: (b.estimate, b.interval(unit: unit, isMean: isMean)),
        pValue: a.difference(from: b, unit: unit).pValue)
    }
  }

  private func samples(
    _ rows: Matrix<Float>, _ labels: [Int], _ names: [String]?, _ resamples: UnitResamples
  ) throws -> [(String, MetricSample, Bool)] {
    let unitRows = UnitRows(rows)
    let units = names?.compactMap { Int($0) }
    let nearest = nearestRows(
      of: unitRows, in: unitRows, count: NeighborVotes.neighborsNeeded(for: 5),
      excluding: names.map { .sameUnit($0) } ?? .sameRow)
    let votes = NeighborVotes(
      neighbors: nearest, labels: labels, classes: Self.classes, k: 5, weighting: .softmax)
    let folds = try GroupedFolds(
      labels: labels, units: units, count: 5, seed: 1, stream: "calibration.folds")
    let probe = try CrossValidatedProbe(
      of: rows, labels: labels, classes: Self.classes, units: units, folds: folds,
      settings: ProbeSettings(inversePenalties: [1e-3, 1e-2, 1e-1, 1], seed: 1))
    let retrieval = retrievalScores(
      of: Array(labels.indices), in: unitRows, labels: labels, units: units)
    return named("5-NN", votes.samples(resamples))
      + named("probe", probe.answers.samples(resamples))
      + zip(["map", "recall_1", "recall_5"], retrieval.samples(resamples, ranks: [1, 5])).map {
        ("retrieval \($0)", $1, true)
      }
  }

  private func named(
    _ task: String, _ samples: [MetricSample]
  ) -> [(String, MetricSample, Bool)] {
    zip(ClassMetric.allCases, samples).map { ("\(task) \($0.rawValue)", $1, $0.isMean) }
  }
}

/// Standard normal numbers (Box and Muller).
struct Normal {
  var generator: SeededGenerator

  init(run: Int, _ name: String) {
    generator = SeededGenerator(seed: 2_026, stream: "encoder calibration \(name)", index: run)
  }

  mutating func next() -> Double {
    let radius = (-2 * log(1 - generator.uniformFraction())).squareRoot()
    return radius * cos(2 * .pi * generator.uniformFraction())
  }
}
