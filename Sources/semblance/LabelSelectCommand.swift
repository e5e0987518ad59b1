public import Analyses
public import ArgumentParser
import Experiments

extension SelectionStrategy: ExpressibleByArgument {}

struct LabelSelectCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "select",
    abstract: "Choose the items to label next.",
    discussion: """
      Of the items without a label: by typicality, the most typical of clusters in which nothing is labelled \
      (best with few labels, or none); by margin, those between whose two most probable labels a linear probe \
      hardly decides (best with many); by k-centre, those farthest from all that is labelled or chosen; at \
      random.

      EXAMPLES
        semblance label select photos/ --count 100 --csv next.csv
        semblance label select scans.csv --count 50 --by margin --figures figures/
        semblance label select new/ --labelled sorted/ --levels label --count 200 --by k-centre
        semblance label select vectors.npy --labels known.txt --count 100 --label-studio tasks.json
      """)

  @Argument(
    help: "Images or vectors, with labels for some or for none.", completion: .file())
  var input: String

  @Option(name: .long, help: "How many to choose.")
  var count: Int

  @Option(name: .long, help: "margin, k-centre, typicality or random.")
  var by = SelectionStrategy.typicality

  @Option(
    name: .long, help: "Further images or vectors, with labels, that are known already.",
    completion: .file())
  var labelled: String?

  @Option(name: .customLong("c"), help: "C of the linear probe of margins.")
  var inversePenalty = 1.0

  @Option(name: .long, help: "Items in figures.")
  var top = 48

  @Option(name: .long, help: "Seed of the starts and of chance.")
  var seed: UInt64 = 2_026

  @OptionGroup var source: LabelSourceOptions
  @OptionGroup var exports: LabelExportOptions
  @OptionGroup var inputs: InputOptions
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var figures: ResultFigureOptions

  func validate() throws {
    try Check.atLeastOne("--count", count)
    try Check.atLeastOne("--top", top)
    try Check.positive("--c", inversePenalty)
  }

  func run() async throws {
    try outputs.check()
    try exports.check()
    try figures.check()
    let loaded = try await inputs.load([input] + [labelled].compactMap(\.self))
    try exports.check(loaded[0])
    let own = try source.applied(to: loaded[0])
    let items = try loaded.count > 1 ? unlabelled(own, loaded[1].items) : own
    let result = try await inputs.follow("select") { [plan, seed] progress in
      try selectItems(from: items, plan: plan, seed: seed, progress: progress)
    }
    try await outputs.write(result, of: loaded)
    Terminal.warn(result.warnings)
    for selection in result.selections ?? [] {
      Terminal.show(selection)
    }
    try figures.write(.labels(result), of: loaded)
    for selection in result.selections ?? [] { try export(selection, result, loaded[0]) }
  }

  /// Labels of the input itself are not looked at, nor items that are labelled already.
  private func unlabelled(
    _ own: EmbeddedItems, _ known: EmbeddedItems
  ) throws -> EmbeddedItems {
    let new = own.without(itemsOf: known)
    if new.count < own.count {
      Terminal.warn([
        AnalysisWarning(
          "\(own.count - new.count) items of \(own.name) are among those with a label, by id and vector; "
            + "they are left out", remedy: "nothing is to be done")
      ])
    }
    return try new.followed(
      by: known, name: own.name,
      labels: Array(repeating: nil, count: new.count) + known.knownLabels)
  }

  private var plan: SelectionPlan {
    var plan = SelectionPlan(count: count, strategy: by)
    plan.inversePenalty = inversePenalty
    plan.top = top
    return plan
  }

  private func export(
    _ selection: LabelSelection, _ result: LabelsResult, _ loaded: LoadedItems
  ) throws {
    try exports.write(
      table: LabelTables.text(selection),
      tasks: selection.items.map { LabelTask(id: $0.id, label: nil, score: nil) },
      labels: result.labels.map(\.label), of: loaded)
  }
}
