import Analyses
import ArgumentParser
import Experiments

struct DuplicatesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "duplicates",
    abstract: "Find every pair of look-alikes within one set.",
    discussion: """
      All pairs at or above the threshold are found, exactly. The threshold is calibrated on the images, \
      unless one is given: at most one image in a thousand has an unlike neighbour at it. Images are also \
      compared by file and by decoded pixels, and pairs carry the distances of their perceptual hashes (64 \
      bits). Of each group of look-alikes one stays: one of another split before one of the training split, \
      then the larger picture, then the one with the smaller id.

      Of several encoders each has its own threshold and answer, and the pairs of all are graded by \
      how many see them: those under which the pair's cosine reaches their threshold. A gate is held \
      against every encoder, a baseline accepts the pairs of all, and --export leaves out what any \
      encoder's rule leaves out; what stays instead of an image by one encoder's rule may then go for \
      a better one by another's.

      EXAMPLES
        semblance duplicates photos/
        semblance duplicates vectors.npy --threshold 0.95 --json pairs.json
        semblance duplicates photos/ --threshold 0.98 --export clean/
        semblance duplicates photos/ --figures figures/ --pictured-pairs 120
        semblance duplicates photos/ --encoder phash,pixels-32,efficientnet-lite0
        semblance duplicates photos/ --encoder phash,pixels-32 --threshold phash=0.9
        semblance clusters photos/ -k 10 --exclude clean/removed.txt
        semblance duplicates photos/ --threshold 0.98 --write-baseline accepted.json
        semblance duplicates photos/ --threshold 0.98 --baseline accepted.json \\
          --fail-on 'pair_count>0' --junit duplicates.xml
      """)

  @Argument(
    help: "Images or vectors: folder, table, archive, .npz, dataset.yaml, .npy …",
    completion: .file())
  var input: String

  @OptionGroup var thresholds: ThresholdOptions
  @OptionGroup var inputs: InputOptions
  @OptionGroup var gates: GateOptions
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var clean: CleanOptions
  @OptionGroup var figures: FigureOptions

  func validate() throws {
    _ = try gates.gates(on: "duplicates")
    try thresholds.check(inputs.encoders())
  }

  func run() async throws {
    try outputs.check()
    try clean.check()
    try figures.check()
    let gate = try gates.check("duplicates")
    let encoders = try inputs.encoders()
    guard encoders.count < 2 else { return try await ask(encoders, gate) }
    let loaded = try await inputs.load([input], facts: .withHashes)
    let threshold = try await inputs.threshold(thresholds.rule(for: encoders.first), for: loaded)
    let result = try await find(in: loaded[0].items, threshold)
    let findings = gate.findings(result, loaded[0].items)
    try gate.writeBaseline([findings])
    try await outputs.write(result, of: loaded, gates: findings.record)
    Terminal.warn(result.warnings)
    show(result)
    Terminal.list(pairs: findings.subject.pairs)
    try clean.write(loaded[0], removals: result.removals)
    try figures.write([.duplicates(result)], of: loaded)
    try gate.judge([findings])
  }

  /// Several encoders.
  private func ask(_ encoders: [String], _ gate: GateCheck) async throws {
    let question = SeveralEncoders(
      encoders: encoders, inputs: inputs, thresholds: thresholds, outputs: outputs, clean: clean,
      figures: figures, gate: gate)
    try await question.ask(about: [input]) { seen, threshold in
      let items = seen.inputs[0].items
      let result = try await find(in: items, threshold, by: seen.encoder)
      return EncoderFinding(
        result: result, analysis: .duplicates(result),
        sight: PairSight(result, encoder: seen.encoder, in: items), removals: result.removals,
        gates: gate.findings(result, items))
    } show: {
      show($0)
    }
  }

  /// - Parameter encoder: that is asked, where several are.
  private func find(
    in items: EmbeddedItems, _ threshold: PairThreshold, by encoder: String? = nil
  ) async throws -> DuplicatesResult {
    try await inputs.follow("duplicates", encoder: encoder) { [figures] progress in
      let found = findDuplicates(
        in: items, threshold: threshold.value, calibration: threshold.calibration,
        keeping: items.evaluationRows, encoder: encoder, progress: progress)
      guard figures.isWanted else { return found }
      return found.choosingExamples(figures.count).with(CosinesByKind(within: items))
    }
  }

  private func show(_ result: DuplicatesResult) {
    Terminal.show(result.calibration)
    Terminal.table(result.rows)
  }
}

extension DuplicatesResult {
  fileprivate var rows: [[String]] {
    [
      ["items", "\(items)"], ["pairs at cosine ≥ \(threshold)", "\(pairCount)"],
      ["groups", "\(groupCount)"],
      ["pairs that only chain unlike items", "\(cutPairs)"],
      ["items to remove", "\(removalCount)"],
    ]
      + [
        labelConflicts.map { ["pairs whose labels differ", "\($0)"] },
        conflictingSets.map { ["groups whose labels differ", $0.brief] },
        pairsAcrossUnits.map { ["pairs of different units", "\($0)"] },
        scatteredUnits.map { ["units with a stray image", $0.groups.brief] },
      ].compactMap { $0 }
  }
}
