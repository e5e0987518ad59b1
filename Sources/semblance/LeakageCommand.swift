import Analyses
import ArgumentParser
import Experiments
import Statistics

struct LeakageCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "leakage",
    abstract: "Find images of a test set that are also, or nearly, in the training set.",
    discussion: """
      EXAMPLES
        semblance leakage train/ test/ --threshold 0.98
        semblance leakage train.npy test.npy --threshold 0.95 --json leaks.json
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

  func validate() throws {
    try Check.threshold(threshold)
  }

  func run() async throws {
    try outputs.check()
    let loaded = try await inputs.load([train, test], facts: .withHashes)
    let result = try await inputs.analyse("leakage") { [threshold] in
      try findLeakage(from: loaded[0].items, into: loaded[1].items, threshold: threshold)
    }
    try outputs.write(result, of: loaded)
    Terminal.warn(result.warnings)
    let interval = result.leakRateInterval
    Terminal.table([
      ["train items", "\(result.referenceItems)"], ["test items", "\(result.evaluationItems)"],
      ["pairs at cosine ≥ \(threshold)", "\(result.pairCount)"],
      ["leaked test items", "\(result.leakedItems)"],
      [
        "leak rate (95 % interval, \(interval.method))",
        "\(result.leakRate.brief) [\(interval.low.brief), \(interval.high.brief)]",
      ],
    ])
    Terminal.list(pairs: result.pairs)
  }
}
