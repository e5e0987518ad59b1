import Analyses
import ArgumentParser
import Experiments
import Statistics

struct LeakageCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "leakage",
    abstract: "Find images of a test set that are also, or nearly, in the training set.",
    discussion: """
      All pairs at or above the threshold are found, exactly. Images are also compared by file and by \
      decoded pixels, and pairs carry the distances of their perceptual hashes (64 bits). The test \
      item of a pair stays and the training item goes: --export writes the training set without them.

      EXAMPLES
        semblance leakage train/ test/ --threshold 0.98
        semblance leakage train.npy test.npy --threshold 0.95 --json leaks.json
        semblance leakage train.csv test.csv --threshold 0.98 --export clean-train/
      """)

  @Argument(
    help: "The training set: folder, table, archive, dataset.yaml, .npy …", completion: .file())
  var train: String

  @Argument(help: "The test set, of the same kind.", completion: .file())
  var test: String

  @Option(name: .shortAndLong, help: "Cosine at or above which two items are a pair, -1 to 1.")
  var threshold: Double

  @OptionGroup var inputs: InputOptions
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var clean: CleanOptions

  func validate() throws {
    try Check.threshold(threshold)
  }

  func run() async throws {
    try outputs.check()
    try clean.check()
    let loaded = try await inputs.load([train, test], facts: .withHashes)
    let result = try await inputs.analyse("leakage") { [threshold] in
      try findLeakage(from: loaded[0].items, into: loaded[1].items, threshold: threshold)
    }
    try outputs.write(result, of: loaded)
    Terminal.warn(result.warnings)
    Terminal.table(result.rows)
    Terminal.list(pairs: result.pairs)
    try clean.write(loaded[0], removals: result.removals)
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
      ["leak rate by groups", groups.leakRateInterval?.brief ?? "one group: no interval"],
      ["groups in both sets", "\(groups.shared.count)"],
      ["pairs of different groups", "\(groups.pairsAcrossGroups)"],
    ]
  }
}
