import Analyses
import ArgumentParser
import Embeddings
import Experiments
import Foundation

struct LabelFilterTrainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a filter of wanted images, and choose its threshold for a required recall.",
    discussion: """
      A logistic regression on the vectors; the threshold is the highest that accepts the required part of \
      wanted images, each scored by a regression that was fitted without its unit. With --guarantee the lower \
      end of the recall's 95 % interval has to reach it. The filter is a small JSON file, for `semblance label \
      filter apply` and for one encoder.

      EXAMPLES
        semblance label filter train sorted/ --levels label --wanted copepod,diatom --out plankton.json
        semblance label filter train --wanted plankton/ --unwanted bubbles/ --out plankton.json
        semblance label filter train scans.csv --wanted lesion --units patient --recall 0.995 \\
          --guarantee --out lesions.json --figures figures/
      """)

  @Argument(
    help: "Images or vectors with labels. Without it, --wanted and --unwanted name two sources.",
    completion: .file())
  var labelled: String?

  @Option(name: .long, help: "Labels of wanted items, separated by commas; or their source.")
  var wanted: String

  @Option(
    name: .long, help: "Labels of the others; or their source. (default: all labels but the wanted)"
  )
  var unwanted: String?

  @Option(name: .long, help: "Part of wanted items that is to be accepted, above 0, to 1.")
  var recall = FilterPlan().recall

  @Flag(
    name: .long,
    help: "The lower end of the recall's 95 % interval has to reach it, not the recall.")
  var guarantee = false

  @Option(name: .long, help: "Parts that scores are cross-fitted over.")
  var folds = FilterPlan().folds

  @Option(name: .customLong("c"), help: "C of the logistic regression, the inverse of its penalty.")
  var inversePenalty = FilterPlan().inversePenalty

  @Option(name: .shortAndLong, help: "The filter.", completion: .file(extensions: ["json"]))
  var out: String

  @Option(name: .long, help: "Items of each list in figures.")
  var top = FilterPlan().top

  @Option(name: .long, help: "Seed of folds and resamples.")
  var seed: UInt64 = 2_026

  @OptionGroup var source: LabelSourceOptions
  @OptionGroup var inputs: InputOptions
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var figures: ResultFigureOptions

  func validate() throws {
    guard recall > 0, recall <= 1 else {
      throw ValidationError("--recall \(recall) is no share; give a number above 0, to 1")
    }
    guard folds >= 2 else {
      throw ValidationError("--folds \(folds) is too small; give at least 2")
    }
    try Check.positive("--c", inversePenalty)
    try Check.atLeastOne("--top", top)
    guard labelled != nil || unwanted != nil else {
      throw ValidationError(
        "name images with labels first, or two sources: --wanted FOLDER --unwanted FOLDER")
    }
    guard labelled != nil || source.labels == nil else {
      throw ValidationError("--labels is of no use with two sources; leave it out")
    }
    guard out.lowercased().hasSuffix(".json") else {
      throw ValidationError("--out \(out) is no .json file; name one, e.g. --out filter.json")
    }
  }

  func run() async throws {
    try outputs.check()
    try figures.check()
    try WholeFile.check(URL(filePath: out))
    let examples = try await examples()
    let trained = try await inputs.follow("train") { [plan, seed] progress in
      try trainFilter(
        on: examples.items, wanted: examples.wanted, unwanted: examples.unwanted, plan: plan,
        seed: seed, encoder: examples.loaded.lazy.compactMap(\.encoder).first,
        program: Program.version, progress: progress)
    }
    try LabelFilterFile.write(trained.filter, to: URL(filePath: out))
    try await outputs.write(trained.result, of: examples.loaded)
    Terminal.warn(trained.result.warnings + encoderWarnings(trained.filter))
    Terminal.show(filter: trained.result)
    Terminal.show("filter: \(out)")
    try figures.write(.labels(trained.result), of: examples.loaded)
  }

  private struct Examples {
    let items: EmbeddedItems
    let wanted: [String]
    let unwanted: [String]?
    let loaded: [LoadedItems]
  }

  private func examples() async throws -> Examples {
    guard let labelled else { return try await twoSources() }
    let loaded = try await inputs.load([labelled])
    return Examples(
      items: try source.applied(to: loaded[0]), wanted: names(wanted),
      unwanted: unwanted.map(names), loaded: loaded)
  }

  /// All items of the one are wanted and all of the other are not, whatever labels they have.
  private func twoSources() async throws -> Examples {
    let loaded = try await inputs.load([wanted, unwanted ?? ""])
    let sets = try loaded.map { try source.applied(to: $0) }
    let labels =
      Array(repeating: "wanted", count: sets[0].count)
      + Array(repeating: "unwanted", count: sets[1].count)
    return Examples(
      items: try sets[0].followed(
        by: sets[1], name: "\(sets[0].name) and \(sets[1].name)", labels: labels),
      wanted: ["wanted"], unwanted: ["unwanted"], loaded: loaded.prefixedLikeItems)
  }

  private func names(_ text: String) -> [String] {
    text.split(separator: ",").map(String.init)
  }

  private func encoderWarnings(_ filter: LabelFilter) -> [AnalysisWarning] {
    guard filter.encoder == nil else { return [] }
    return [
      AnalysisWarning(
        "nobody says which encoder made these vectors, so the filter takes any of \(filter.dimension) "
          + "numbers", remedy: "train on images, or on vectors that semblance embed wrote")
    ]
  }

  private var plan: FilterPlan {
    var plan = FilterPlan()
    (plan.recall, plan.isGuaranteed, plan.folds) = (recall, guarantee, folds)
    (plan.inversePenalty, plan.top) = (inversePenalty, top)
    return plan
  }
}
