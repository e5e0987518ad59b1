import Analyses
import ArgumentParser
import Embeddings
import Experiments
import Foundation

/// Labels and units of items, beside those that their source has.
struct LabelSourceOptions: ParsableArguments {
  @Option(
    name: .long,
    help: "File with the label of each item, one a line; an empty line where there is none.",
    completion: .file())
  var labels: String?

  @Option(
    name: .long,
    help: """
      Column that names the unit (patient) of each item, or a file with one unit a line. (default: the \
      group column, where there is one)
      """,
    completion: .file())
  var units: String?

  /// The items with labels and units as these options say.
  func applied(to loaded: LoadedItems) throws -> EmbeddedItems {
    var items = loaded.items
    if let units {
      items =
        FileManager.default.fileExists(atPath: units)
        ? items.with(units: try TextColumn.read(units, count: items.count))
        : try items.withUnits(of: units)
    }
    guard let labels else { return items }
    return items.with(someLabels: try TextColumn.readWithGaps(labels, count: items.count))
  }
}

/// Where a table of items goes, and tasks for Label Studio.
struct LabelExportOptions: ParsableArguments {
  @Option(name: .long, help: "Write the items as a table.", completion: .file(extensions: ["csv"]))
  var csv: String?

  @Option(
    name: .long,
    help: """
      Write tasks for Label Studio, suggestions as predictions; the labelling configuration goes beside \
      them as .xml.
      """,
    completion: .file(extensions: ["json"]))
  var labelStudio: String?

  @Option(
    name: .long,
    help:
      "What stands in front of an image's path in tasks. (default: \(LabelStudioTasks.standardPrefix))"
  )
  var labelStudioPrefix: String?

  @Option(
    name: .long,
    help:
      "Folder that paths in tasks are relative to, Label Studio's LOCAL_FILES_DOCUMENT_ROOT. (default: the deepest folder above all images)",
    completion: .directory)
  var labelStudioRoot: String?

  func validate() throws {
    guard labelStudio != nil || (labelStudioPrefix == nil && labelStudioRoot == nil) else {
      throw ValidationError(
        "--label-studio-prefix and --label-studio-root are of no use without --label-studio FILE")
    }
    if let labelStudio, !labelStudio.lowercased().hasSuffix(".json") {
      throw ValidationError("--label-studio \(labelStudio) is no .json file; name one")
    }
  }

  /// Called before any work.
  func check() throws {
    for path in [csv, labelStudio].compactMap(\.self) { try WholeFile.check(URL(filePath: path)) }
  }

  /// Refuses items that tasks cannot name. Called before any analysis.
  func check(_ loaded: LoadedItems) throws {
    guard labelStudio != nil else { return }
    try writer(of: loaded).check(loaded.items.ids, files: loaded.files)
  }

  /// - Parameter labels: to choose from.
  func write(
    table: String, tasks: [LabelTask], labels: [String], of loaded: LoadedItems
  ) throws {
    if let csv {
      try WholeFile.write(table, to: URL(filePath: csv))
      Terminal.show("\(tasks.count) rows: \(csv)")
    }
    guard let labelStudio else { return }
    let writer = writer(of: loaded)
    try writer.write(tasks, labels: labels, files: loaded.files, to: URL(filePath: labelStudio))
    Terminal.show(
      "\(tasks.count) tasks: \(labelStudio)"
        + (loaded.files.isEmpty ? "" : "; paths in them are relative to \(writer.root.path)"))
  }

  private func writer(of loaded: LoadedItems) -> LabelStudioTasks {
    let version = ["semblance \(Program.version)", loaded.encoder?.name].compactMap(\.self)
    return LabelStudioTasks(
      prefix: labelStudioPrefix ?? LabelStudioTasks.standardPrefix,
      root: labelStudioRoot.map { URL(filePath: $0) }
        ?? LabelStudioTasks.folder(above: loaded.files.values) ?? URL(filePath: "."),
      modelVersion: version.joined(separator: ", "))
  }
}

/// How neighbours vote.
struct LabelVoteOptions: ParsableArguments {
  @Option(name: .shortAndLong, help: "Nearest items that vote.")
  var neighbors = LabelsPlan().neighbors

  @Option(
    name: .long,
    help:
      "Accuracy that suggestions are to have among items with a label; chooses the confidence. (default: 0.95)"
  )
  var accuracy: Double?

  @Option(name: .long, help: "Confidence below which nothing is suggested, 0 to 1.")
  var confidence: Double?

  @Option(name: .long, help: "Items of each list in figures.")
  var top = LabelsPlan().top

  @Option(name: .long, help: "Seed of resamples, folds and starts.")
  var seed: UInt64 = 2_026

  func validate() throws {
    try Check.atLeastOne("--neighbors", neighbors)
    try Check.atLeastOne("--top", top)
    guard accuracy == nil || confidence == nil else {
      throw ValidationError("give --accuracy or --confidence, not both")
    }
    if let accuracy, !(accuracy > 0 && accuracy <= 1) {
      throw ValidationError("--accuracy \(accuracy) is no share; give a number above 0, to 1")
    }
    if let confidence, !(0...1).contains(confidence) {
      throw ValidationError("--confidence \(confidence) is no share; give a number from 0 to 1")
    }
  }

  var plan: LabelsPlan {
    var plan = LabelsPlan()
    plan.neighbors = neighbors
    plan.accuracy = accuracy ?? plan.accuracy
    plan.confidence = confidence
    plan.top = top
    return plan
  }
}
