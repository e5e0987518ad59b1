import Analyses
import ArgumentParser
import Datasets
import Embeddings
import Experiments
import Foundation

/// Pairs of each grade that are listed; one-shot commands list all that encoders list.
private let listedPairs = 1_000_000

/// A question about pairs that is put to several encoders, and where the answers go.
struct SeveralEncoders {
  /// Ready names, at least two.
  let encoders: [String]
  let inputs: InputOptions
  let thresholds: ThresholdOptions
  let outputs: OutputOptions
  let clean: CleanOptions
  let figures: FigureOptions
  let gate: GateCheck

  /// Asks one after the other, and grades the pairs of all by how many see them.
  ///
  /// - Parameter show: prints the answer of one.
  func ask<Result>(
    about paths: [String],
    find: (EncodedInputs, PairThreshold) async throws -> EncoderFinding<Result>,
    show: (Result) -> Void
  ) async throws {
    let seen = try await inputs.load(paths, by: encoders)
    let rules = encoders.map { thresholds.rule(for: $0) }
    var findings: [EncoderFinding<Result>] = []
    for (inputs, threshold) in zip(seen, try await inputs.thresholds(rules, for: seen)) {
      findings.append(try await find(inputs, threshold))
    }
    let sights = findings.map(\.sight)
    let graded = try await inputs.analyse("grade pairs") {
      try gradePairs(sights, listing: listedPairs)
    }
    try await report(findings, graded, of: seen[0].inputs, show: show)
  }

  private func report<Result>(
    _ findings: [EncoderFinding<Result>], _ graded: GradedPairsResult, of loaded: [LoadedItems],
    show: (Result) -> Void
  ) async throws {
    let gates = findings.map(\.gates)
    try gate.writeBaseline(gates)
    try await outputs.writeInterruptibly(
      EncoderAnswers(
        encoders: findings.map {
          Answer(result: $0.result, unreadable: nil, gates: $0.gates.record)
        }, gradedPairs: graded, unreadable: loaded.flatMap(\.unreadable)))
    for (encoder, finding) in zip(encoders, findings) {
      Terminal.show(encoder)
      Terminal.warn(finding.analysis.warnings, of: encoder)
      show(finding.result)
      Terminal.show()
    }
    Terminal.warn(graded.warnings)
    Terminal.show(graded, listing: gate.accepted == nil ? graded.pairs : graded.pairs(in: gates))
    try clean.write(loaded[0], removals: findings.flatMap(\.removals))
    try figures.write(findings.map(\.analysis) + [.gradedPairs(graded)], of: loaded)
    try gate.judge(gates)
  }
}

/// What one of several encoders found.
struct EncoderFinding<Result: Encodable & Sendable>: Sendable {
  let result: Result
  /// The same, for figures.
  let analysis: AnalysisResult
  let sight: PairSight
  let removals: [Removal]
  let gates: GateFindings
}

/// What `--json` has of several encoders.
private struct EncoderAnswers<Result: Encodable & Sendable>: Encodable, Sendable {
  let encoders: [Answer<Result>]
  let gradedPairs: GradedPairsResult
  let unreadable: [UnreadableFile]
}

extension GradedPairsResult {
  /// Those that gates look at: the ones that nobody accepted.
  fileprivate func pairs(in gates: [GateFindings]) -> [GradedPair] {
    let new = Set(gates.flatMap(\.subject.pairs).map { [$0.a, $0.b] })
    return pairs.filter { new.contains([$0.pair.a, $0.pair.b]) }
  }
}

extension InputOptions {
  /// The images of each path as several encoders see them, with perceptual hashes; unreadable files
  /// are listed on standard error.
  ///
  /// - Throws: `ValidationError` for vectors, which one encoder made.
  func load(_ paths: [String], by encoders: [String]) async throws -> [EncodedInputs] {
    if let vectors = paths.first(where: ItemLoader.holdsVectors) {
      throw ValidationError(
        "several encoders see images, and \(vectors) holds vectors, which one encoder made; give "
          + "the images")
    }
    try requireLinearAlgebra()
    let seen = try await loader(by: nil).images(at: paths, by: encoders, facts: .withHashes)
    for items in seen[0].inputs { Terminal.list(unreadable: items.unreadable) }
    return seen
  }

  /// What rules give for the pairs of loaded items, one rule an encoder.
  func thresholds(
    _ rules: [ThresholdRule], for seen: [EncodedInputs]
  ) async throws -> [PairThreshold] {
    try await loader(by: nil).thresholds(rules, for: seen)
  }
}
