import Analyses
import ArgumentParser
import Experiments

struct LabelSuggestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "suggest",
    abstract: "Suggest labels for items without one, by their nearest items with one.",
    discussion: """
      The nearest items with a label vote, with weights that grow with their similarity; the confidence of a \
      suggestion is its share of the votes. Items with a label are asked the same by those of other units, \
      which says how accurate suggestions of which confidence are: nothing is suggested below the confidence \
      that keeps the accuracy that is asked for.

      LABELLED alone may hold items with and without a label; those without are suggested one.

      EXAMPLES
        semblance label suggest sorted/ new/ --levels label --csv suggestions.csv
        semblance label suggest scans.csv --units patient --accuracy 0.99 --figures figures/
        semblance label suggest old.npy new.npy --labels labels.txt --confidence 0.8
        semblance label suggest sorted/ new/ --levels label --label-studio tasks.json
      """)

  @Argument(
    help: "Images or vectors with labels: folder, table, archive, .npz, dataset.yaml, .npy …",
    completion: .file())
  var labelled: String

  @Argument(
    help: "Images or vectors to suggest labels for. (default: those of LABELLED without a label)",
    completion: .file())
  var unlabelled: String?

  @OptionGroup var vote: LabelVoteOptions
  @OptionGroup var source: LabelSourceOptions
  @OptionGroup var exports: LabelExportOptions
  @OptionGroup var inputs: InputOptions
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var figures: ResultFigureOptions

  func run() async throws {
    try outputs.check()
    try exports.check()
    try figures.check()
    let loaded = try await inputs.load([labelled] + [unlabelled].compactMap(\.self))
    try exports.check(loaded[loaded.count - 1])
    let items = try source.applied(to: loaded[0])
    let others = try loaded.count > 1 ? units(of: loaded[1]) : nil
    let result = try await inputs.follow("suggest") { [vote] progress in
      try suggestLabels(
        for: others, from: items, plan: vote.plan, seed: vote.seed, progress: progress)
    }
    try await outputs.write(result, of: loaded)
    Terminal.warn(result.warnings)
    Terminal.show(vote: result)
    try figures.write(.labels(result), of: loaded)
    try export(result, loaded[loaded.count - 1])
  }

  /// The column of `--units` holds for both sets, a file for the first only.
  private func units(of loaded: LoadedItems) throws -> EmbeddedItems {
    guard let column = source.units, loaded.items.columns[column] != nil else {
      return loaded.items
    }
    return try loaded.items.withUnits(of: column)
  }

  private func export(_ result: LabelsResult, _ asked: LoadedItems) throws {
    let suggestions = result.suggestions ?? []
    try exports.write(
      table: LabelTables.text(suggestions),
      tasks: suggestions.map {
        LabelTask(
          id: $0.id, label: $0.isAbstained ? nil : $0.label,
          score: $0.isAbstained ? nil : $0.confidence)
      }, labels: result.labels.map(\.label), of: asked)
  }
}
