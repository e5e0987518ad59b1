import Analyses
import ArgumentParser
import Experiments

struct ProjectCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "project",
    abstract: "Find the principal components of a set.",
    discussion: """
      EXAMPLE
        semblance project vectors.npy --components 20 --json pca.json
      """)

  @Argument(
    help: "Images or vectors: folder, table, archive, .npz, dataset.yaml, .npy …",
    completion: .file())
  var input: String

  @Option(name: .shortAndLong, help: "Components.")
  var components = 20

  @OptionGroup var inputs: InputOptions
  @OptionGroup var outputs: OutputOptions

  func validate() throws {
    try Check.atLeastOne("--components", components)
  }

  func run() async throws {
    try outputs.check()
    let loaded = try await inputs.load([input])
    let settings = ProjectionPlan(components: components)
    let result = try await inputs.analyse("project") {
      try project(loaded[0].items, plan: settings)
    }
    try await outputs.write(result, of: loaded)
    Terminal.warn(result.warnings)
    var cumulative = 0.0
    let rows = zip(result.explainedVarianceRatio, result.singularValues).prefix(10).enumerated()
      .map { index, component in
        cumulative += component.0
        return ["\(index + 1)", component.0.brief, cumulative.brief, component.1.brief]
      }
    Terminal.table([["component", "variance", "cumulative", "singular value"]] + rows)
  }
}
