import Analyses
import ArgumentParser
import Experiments

struct DuplicatesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "duplicates",
    abstract: "Find every pair of look-alikes within one set.",
    discussion: """
      All pairs at or above the threshold are found, exactly. Image folders are also compared by
      file and by decoded pixels.

      EXAMPLES
        semblance duplicates photos/ --threshold 0.98
        semblance duplicates vectors.npy --threshold 0.95 --json pairs.json
      """)

  @Argument(
    help: "Images or vectors: folder, table, archive, .npz, dataset.yaml, .npy …",
    completion: .file())
  var input: String

  @Option(name: .shortAndLong, help: "Cosine at or above which two items are a pair, -1 to 1.")
  var threshold: Double

  @OptionGroup var inputs: InputOptions
  @OptionGroup var outputs: OutputOptions

  func validate() throws {
    try Check.threshold(threshold)
  }

  func run() async throws {
    try outputs.check()
    let loaded = try await inputs.load([input], facts: .withHashes)
    let result = try await inputs.analyse("duplicates") { [threshold] in
      findDuplicates(in: loaded[0].items, threshold: threshold)
    }
    try outputs.write(result, of: loaded)
    Terminal.warn(result.warnings)
    Terminal.table([
      ["items", "\(result.items)"], ["pairs at cosine ≥ \(threshold)", "\(result.pairCount)"],
      ["groups", "\(result.groupCount)"],
    ])
    Terminal.list(pairs: result.pairs)
  }
}

extension Terminal {
  /// The ten most similar pairs.
  static func list(pairs: [EvidencePair]) {
    guard !pairs.isEmpty else { return }
    print()
    table(
      [["a", "b", "cosine", "evidence"]]
        + pairs.prefix(10).map { pair in
          [
            "\(pair.a)", "\(pair.b)", pair.cosine?.brief ?? "none",
            pair.evidence.map(\.rawValue).joined(separator: ","),
          ]
        })
    if pairs.count > 10 { print("… \(pairs.count - 10) more; --json lists them") }
  }
}
