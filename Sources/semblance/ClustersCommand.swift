import Analyses
import ArgumentParser
import Experiments

struct ClustersCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clusters",
    abstract: "Group a set by k-means.",
    discussion: """
      EXAMPLES
        semblance clusters photos/ --k 12
        semblance clusters vectors.npy --k 10 --restarts 50 --json clusters.json
      """)

  @Argument(
    help: "Images or vectors: folder, table, archive, .npz, dataset.yaml, .npy …",
    completion: .file())
  var input: String

  @Option(name: [.customLong("k"), .customShort("k")], help: "Clusters.")
  var count: Int

  @Option(name: .long, help: "Starts, of which the best counts.")
  var restarts = 10

  @Option(name: .long, help: "Seed of the starts.")
  var seed: UInt64 = 2_026

  @Option(name: .long, help: "File with the label of each row, one a line, to compare with.")
  var labels: String?

  @OptionGroup var inputs: InputOptions
  @OptionGroup var outputs: OutputOptions

  func validate() throws {
    try Check.atLeastOne("--k", count)
    try Check.atLeastOne("--restarts", restarts)
  }

  func run() async throws {
    try outputs.check()
    let loaded = try await inputs.load([input])
    let items = try loaded[0].items.labelled(from: labels)
    let settings = ClustersPlan(clusters: count, restarts: restarts)
    let result = try await inputs.analyse("clusters") { [seed] in
      try findClusters(in: items, plan: settings, seed: seed)
    }
    try await outputs.write(result, of: loaded)
    Terminal.warn(result.warnings)
    Terminal.table([
      ["items", "\(result.items)"], ["inertia", result.inertia.brief],
      ["silhouette", result.silhouette?.brief ?? "none"],
      ["adjusted Rand index", result.adjustedRandIndex?.brief ?? "no labels"],
      ["iterations", "\(result.iterations)"],
      ["sizes", result.sizes.map(String.init).joined(separator: " ")],
    ])
  }
}

extension EmbeddedItems {
  /// The same items with labels from a file, one a line; as they are without a file.
  func labelled(from path: String?) throws -> EmbeddedItems {
    guard let path else { return self }
    return EmbeddedItems(
      name: name, ids: ids, vectors: vectors, labels: try TextColumn.read(path, count: count),
      units: units, digests: digests)
  }
}
