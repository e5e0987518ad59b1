import Analyses
import ArgumentParser
import Experiments

struct LabelAuditCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Look for labels that are likely wrong.",
    discussion: """
      Three methods look at each item through others of other units: confident learning on the probabilities \
      of a cross-fitted linear probe (Northcutt, Jiang and Chuang 2021), the votes of its nearest neighbours, \
      and the majority of its cluster. Suspects are listed in one order, with what suspects them; they are for \
      a person to look at.

      EXAMPLES
        semblance label audit sorted/ --levels label --figures figures/ --csv suspects.csv
        semblance label audit scans.csv --units patient --json audit.json
        semblance label audit vectors.npy --labels labels.txt --top 48
        semblance label audit sorted/ --levels label --label-studio review.json
      """)

  @Argument(
    help: "Images or vectors with labels: folder, table, archive, .npz, dataset.yaml, .npy …",
    completion: .file())
  var input: String

  @Option(name: .long, help: "Parts that the linear probe is cross-fitted over.")
  var folds = LabelsPlan().folds

  @Option(name: .customLong("c"), help: "C of the linear probe, the inverse of its penalty.")
  var inversePenalty = LabelsPlan().inversePenalty

  @Option(
    name: .long,
    help:
      "Clusters whose majority is held against labels. (default: five a label, at most one for 20 items)"
  )
  var clusters: Int?

  @OptionGroup var vote: LabelVoteOptions
  @OptionGroup var source: LabelSourceOptions
  @OptionGroup var exports: LabelExportOptions
  @OptionGroup var inputs: InputOptions
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var figures: ResultFigureOptions

  func validate() throws {
    guard folds >= 2 else {
      throw ValidationError("--folds \(folds) is too small; give at least 2")
    }
    try Check.positive("--c", inversePenalty)
    if let clusters, clusters < 2 {
      throw ValidationError("--clusters \(clusters) is too small; give at least 2")
    }
  }

  func run() async throws {
    try outputs.check()
    try exports.check()
    try figures.check()
    let loaded = try await inputs.load([input])
    try exports.check(loaded[0])
    let items = try source.applied(to: loaded[0])
    let result = try await inputs.follow("audit") { [plan, vote] progress in
      try studyLabels(of: items, plan: plan, seed: vote.seed, progress: progress)
    }
    try await outputs.write(result, of: loaded)
    Terminal.warn(result.warnings)
    Terminal.show(audit: result)
    try figures.write(.labels(result), of: loaded)
    let suspects = result.audit?.suspects ?? []
    try exports.write(
      table: LabelTables.text(suspects),
      tasks: suspects.map {
        LabelTask(
          id: $0.id, label: $0.suggested, score: min(1, max(0, (1 + $0.score) / 2)),
          given: $0.given)
      }, labels: result.labels.map(\.label), of: loaded[0])
  }

  private var plan: LabelsPlan {
    var plan = vote.plan
    plan.folds = folds
    plan.inversePenalty = inversePenalty
    plan.clusters = clusters
    return plan
  }
}

extension Check {
  static func positive(_ name: String, _ value: Double) throws {
    guard value > 0, value.isFinite else {
      throw ValidationError("\(name) \(value) is not positive; give a number above 0")
    }
  }
}
