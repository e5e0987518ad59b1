import Analyses
import ArgumentParser
import Experiments

struct ProjectCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "project",
    abstract: "Lay a set out in few dimensions: principal components, and maps by UMAP and t-SNE.",
    discussion: """
      Principal components are exact. Maps are pictures: they keep who is near whom as far as two \
      dimensions allow. Sizes of groups and distances between them mean nothing, and how much of the \
      neighbours was kept is reported beside each: trustworthiness, the share of neighbours kept, and \
      with labels how much k-NN accuracy is lost.

      EXAMPLES
        semblance project vectors.npy --components 20 --json pca.json
        semblance project photos/ --map umap --map tsne --figures figures/
        semblance project vectors.npy --map umap --neighbors 30 --labels labels.txt --figure umap.svg
        semblance project scans.csv --map tsne --perplexity 50 --coordinates map.csv
      """)

  @Argument(
    help: "Images or vectors: folder, table, archive, .npz, dataset.yaml, .npy …",
    completion: .file())
  var input: String

  @Option(name: .shortAndLong, help: "Components. (default: 20, or as many as there are)")
  var components: Int?

  @OptionGroup var maps: MapOptions

  @Option(
    name: .long,
    help: "File with the label of each row, one a line; an empty line where there is none.",
    completion: .file())
  var labels: String?

  @Option(name: .long, help: "Seed of maps and of the items that figures show.")
  var seed: UInt64 = 2_026

  @OptionGroup var inputs: InputOptions
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var figures: ResultFigureOptions

  func validate() throws {
    if let components { try Check.atLeastOne("--components", components) }
  }

  func run() async throws {
    try outputs.check()
    try maps.check()
    try figures.check()
    let loaded = try await inputs.load([input])
    let items = try loaded[0].items.labelled(from: labels)
    let plan = maps.plan(components: components)
    let result = try await inputs.follow("project") { [seed] progress in
      try project(items, plan: plan, seed: seed, progress: progress)
    }
    try await outputs.write(result, of: loaded)
    Terminal.warn(result.warnings)
    Terminal.show(result)
    try maps.write(result, of: items)
    try figures.write(.projection(result), of: loaded)
  }
}
