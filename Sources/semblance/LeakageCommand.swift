import Analyses
import ArgumentParser
import Experiments
import Statistics

struct LeakageCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "leakage",
    abstract: "Find images of a test set that are also, or nearly, in the training set.",
    discussion: """
      All pairs at or above the threshold are found, exactly. The threshold is calibrated on the images, \
      unless one is given: at most one image in a thousand has an unlike neighbour at it. Images are also compared by file and by \
      decoded pixels, and pairs carry the distances of their perceptual hashes (64 bits). The test \
      item of a pair stays and the training item goes: --export writes the training set without them.

      Where both sets have labels, the effect on accuracy is measured: nearest neighbours and a linear \
      probe learn from the training set and are judged on all test items and on those that do not \
      leak. It takes longer than finding the leaks; --no-effect leaves it out.

      New images can be held against stored vectors without reading the old images again: what \
      `semblance embed` wrote, NAME.npy with NAME.ids.txt, NAME.digests.txt and NAME.encoder.json \
      beside it, or any vectors of the same encoder. Pairs that somebody looked at and accepted are \
      listed by content in a baseline; with it, --fail-on counts new pairs only. Gates are set on \
      leak_rate, leaked_items, pair_count, label_conflicts, shared_groups and what else DocC page Gates \
      names; one that is crossed gives exit code 2.

      Of several encoders each has its own threshold and answer, and the pairs of all are graded by \
      how many see them: those under which the pair's cosine reaches their threshold. A gate is held \
      against every encoder, a baseline accepts the pairs of all, and --export leaves out what any \
      encoder's rule leaves out.

      EXAMPLES
        semblance leakage train/ test/
        semblance leakage train/ test/ --false-pair-rate 0.0001
        semblance leakage train.npy test.npy --threshold 0.95 --json leaks.json
        semblance leakage train.csv test.csv --threshold 0.98 --export clean-train/
        semblance leakage train/ test/ --figures figures/
        semblance leakage train/ test/ --encoder pixels-32,efficientnet-lite0
        semblance leakage train/ test/ --encoder pixels-32,efficientnet-lite0 \\
          --threshold pixels-32=0.99,efficientnet-lite0=0.95 --json leaks.json
        semblance embed train/ -o train.npy
        semblance leakage train.npz test.npz --threshold 0.98 --no-effect
        semblance leakage --against train.npy new/ --threshold 0.98 --fail-on 'leak_rate>0'
        semblance leakage train/ test/ --threshold 0.98 --write-baseline accepted.json
        semblance leakage train/ test/ --threshold 0.98 --baseline accepted.json \\
          --fail-on 'leak_rate>0.01' --junit leakage.xml
      """)

  @Argument(
    help:
      "The training set: folder, table, archive, dataset.yaml, .npy …; with --against, the new images.",
    completion: .file())
  var train: String

  @Argument(help: "The test set, of the same kind; none with --against.", completion: .file())
  var test: String?

  @Option(
    name: .long,
    help: "Stored vectors, e.g. of the training set, that the new images are held against.",
    completion: .file())
  var against: String?

  @OptionGroup var thresholds: ThresholdOptions

  @Flag(
    name: .long, inversion: .prefixedNo,
    help: "Measure what the leaks add to accuracy, where both sets have labels.")
  var effect = true

  @OptionGroup var inputs: InputOptions
  @OptionGroup var gates: GateOptions
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var clean: CleanOptions
  @OptionGroup var figures: FigureOptions

  func validate() throws {
    _ = try gates.gates(on: "leakage")
    _ = try sets()
    try thresholds.check(inputs.encoders())
  }

  /// The reference and the evaluation set.
  private func sets() throws -> [String] {
    guard let against else {
      guard let test else {
        throw ValidationError(
          "give a training and a test set, or --against STORE and new images; parts of one data set are "
            + "compared by a plan (semblance run) with compare:")
      }
      return [train, test]
    }
    guard test == nil else {
      throw ValidationError(
        "--against \(against) stands for the training set; name new images only")
    }
    guard ItemLoader.holdsVectors(against) else {
      throw ValidationError(
        "--against \(against) holds no vectors; write some with `semblance embed IMAGES -o NAME.npy`"
      )
    }
    return [against, train]
  }

  func run() async throws {
    try outputs.check()
    try clean.check()
    try figures.check()
    let gate = try gates.check("leakage")
    let encoders = try inputs.encoders()
    guard encoders.count < 2 else { return try await ask(encoders, gate) }
    let loaded = try await inputs.load(sets(), facts: .withHashes)
    let threshold = try await inputs.threshold(thresholds.rule(for: encoders.first), for: loaded)
    let result = try await find(in: loaded, threshold)
    let findings = gate.findings(result, loaded[0].items, loaded[1].items)
    try gate.writeBaseline([findings])
    try await outputs.write(result, of: loaded, gates: findings.record)
    Terminal.warn(result.warnings)
    show(result)
    Terminal.list(pairs: findings.subject.pairs)
    try clean.write(loaded[0], removals: result.removals)
    try figures.write([.leakage(result)], of: loaded)
    try gate.judge([findings])
  }

  /// Several encoders.
  private func ask(_ encoders: [String], _ gate: GateCheck) async throws {
    let question = SeveralEncoders(
      encoders: encoders, inputs: inputs, thresholds: thresholds, outputs: outputs, clean: clean,
      figures: figures, gate: gate)
    try await question.ask(about: sets()) { seen, threshold in
      let result = try await find(in: seen.inputs, threshold, by: seen.encoder)
      let (train, test) = (seen.inputs[0].items, seen.inputs[1].items)
      return EncoderFinding(
        result: result, analysis: .leakage(result),
        sight: PairSight(result, encoder: seen.encoder, from: train, into: test),
        removals: result.removals, gates: gate.findings(result, train, test))
    } show: {
      show($0)
    }
  }

  /// - Parameter encoder: that is asked, where several are.
  private func find(
    in loaded: [LoadedItems], _ threshold: PairThreshold, by encoder: String? = nil
  ) async throws -> LeakageResult {
    try await inputs.follow("leakage", encoder: encoder) { [effect, figures] progress in
      let found = try findLeakage(
        from: loaded[0].items, into: loaded[1].items, threshold: threshold.value,
        calibration: threshold.calibration, encoder: encoder, measuresEffect: effect,
        progress: progress)
      guard figures.isWanted else { return found }
      return found.choosingExamples(figures.count)
        .with(CosinesByKind(across: loaded[0].items, loaded[1].items))
    }
  }

  private func show(_ result: LeakageResult) {
    Terminal.show(result.calibration)
    Terminal.table(result.rows)
    if let effect = result.effect { Terminal.show(effect) }
  }
}

extension LeakageResult {
  fileprivate var rows: [[String]] {
    let interval = leakRateInterval
    return [
      ["train items", "\(referenceItems)"], ["test items", "\(evaluationItems)"],
      ["pairs at cosine ≥ \(threshold)", "\(pairCount)"],
      ["leaked test items", "\(leakedItems)"],
      [
        "leak rate (95 % interval, \(interval.method))",
        "\(leakRate.brief) [\(interval.low.brief), \(interval.high.brief)]",
      ],
    ] + groupRows
      + [
        labelConflicts.map { ["pairs whose labels differ", "\($0)"] },
        conflictingSets.map { ["sets of look-alikes whose labels differ", $0.brief] },
      ].compactMap { $0 } + [["train items to remove", "\(removalCount)"]]
  }

  private var groupRows: [[String]] {
    guard let groups else { return [] }
    return [
      ["leaked test groups", groups.leaked.brief],
      [
        "leak rate of items, drawing groups",
        groups.leakRateInterval.map { "\(leakRate.brief) \($0.brief)" } ?? "one group: no interval",
      ],
      ["groups in both sets", "\(groups.shared.count)"],
      ["pairs of different groups", "\(groups.pairsAcrossGroups)"],
    ]
  }
}
