import ArgumentParser
import Datasets
import Embeddings
import Experiments
import Foundation
import Images

struct DatasetsCheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract:
      "Read every picture once and say what stands in a data set and what is wrong with it.",
    discussion: """
      The data set is a folder, a picture, a table (.csv, .tsv), a list of files (.txt), an archive (.zip, .tar, \
      .tar.gz), WebDataset shards ("train-{000..146}.tar"), an .npz file in MedMNIST's layout, a COCO \
      file (.json), an IDX file or a dataset.yaml.

      Counts by split, label, group and site; sizes and modes; unreadable files; repeated ids; equal \
      files and pixels, also across splits and labels; groups over several splits; missing labels and \
      captions; pictures of one colour. With -o, a sheet of pictures and the profile as JSON.
      Exit code 2 when a finding named by --fail-on is there.

      EXAMPLES
        semblance datasets check photos/ --levels split,label -o profile/
        semblance datasets check "shards/train-{000..146}.tar" --json profile.json
        semblance datasets check table.csv --columns path=photo --fail-on leaks,split-groups
      """)

  @Argument(help: "The data set.", completion: .file())
  var input: String

  @OptionGroup var source: SourceOptions

  @Option(name: .long, help: "Images to take of each split, or of all, at most; a fixed choice.")
  var limit: Int?

  @Option(
    name: .shortAndLong, help: "Folder for sheet.png and profile.json.", completion: .directory)
  var output: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Findings that give exit code 2, with commas between: "
        + ProfileFinding.allCases.map(\.rawValue).joined(separator: ", ") + "."))
  var failOn: String?

  @Flag(name: .shortAndLong, help: "Show no progress.")
  var quiet = false

  @OptionGroup var outputs: OutputOptions

  func validate() throws {
    if let limit { try Check.atLeastOne("--limit", limit) }
    _ = try gates()
  }

  func run() async throws {
    try outputs.check()
    let gates = try gates()
    let inspection = try await DatasetInspection(
      input: input, settings: try source.settings(), limit: limit.map { .each($0) } ?? .none,
      installation: .current(), progress: ProgressPrinter(isQuiet: quiet).handler)
    let profile = inspection.profile
    try outputs.write(profile)
    if let output { try write(inspection, to: URL(filePath: output)) }
    Terminal.show(profile)
    guard profile.images > 0 else {
      throw EmbeddingError.noImages(dataset: profile.name, unreadable: profile.unreadable)
    }
    let crossed = gates.filter { profile.count($0) > 0 }
    guard crossed.isEmpty else {
      Terminal.error("gate crossed: \(crossed.map(\.rawValue).joined(separator: ", "))")
      throw ExitCode(2)
    }
  }

  private func gates() throws -> [ProfileFinding] {
    try (failOn ?? "").split(separator: ",").map { word in
      guard let finding = ProfileFinding(rawValue: String(word)) else {
        throw ValidationError(
          "--fail-on \(word) is not known; choose from "
            + ProfileFinding.allCases.map(\.rawValue).joined(separator: ", "))
      }
      return finding
    }
  }

  private func write(_ inspection: DatasetInspection, to folder: URL) throws {
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw EmbeddingError.unwritable(file: folder.path, reason: reason(of: error))
    }
    try WholeFile.write(
      try RunJSON.pretty(inspection.profile), to: folder.appending(path: "profile.json"))
    guard !inspection.dataset.samples.isEmpty else { return }
    try WholeFile.write(Data(try inspection.sheet()), to: folder.appending(path: "sheet.png"))
  }
}

extension Terminal {
  /// Values of a column and members of a list that are shown.
  private static let shownValues = 12

  static func show(_ profile: DatasetProfile) {
    var rows = [["pictures", "\(profile.images)"]]
    if let sizes = profile.sizes {
      rows.append(["sizes", text(sizes)])
    }
    if !profile.modes.isEmpty { rows.append(["modes", text(profile.modes)]) }
    if !profile.notes.isEmpty { rows.append(["decided while reading", inWords(profile.notes)]) }
    for column in profile.columns where column.distinct > 0 {
      let missing = column.missing == 0 ? "" : "; missing in \(column.missing)"
      rows.append([column.column, text(column) + missing])
    }
    for row in rows { print("\(row[0].padded(to: 24))\(row[1])") }
    let findings = ProfileFinding.allCases.filter { profile.count($0) > 0 }
    print(findings.isEmpty ? "\nnothing wrong was found" : "")
    for finding in findings { show(finding, of: profile) }
  }

  private static func show(_ finding: ProfileFinding, of profile: DatasetProfile) {
    print("\(profile.count(finding)) \(finding.text)")
    let examples = profile.examples(of: finding)
    for example in examples.prefix(5) { print("    \(example)") }
    if examples.count > 5 { print("    … and \(examples.count - 5) more; --json lists them") }
  }

  private static func text(_ sizes: SizeProfile) -> String {
    if sizes.distinct == 1 { return "all \(sizes.frequent[0].value)" }
    return "\(sizes.smallestWidth)…\(sizes.largestWidth) × "
      + "\(sizes.smallestHeight)…\(sizes.largestHeight), \(sizes.distinct) different; most often "
      + text(Array(sizes.frequent.prefix(3)))
  }

  private static func text(_ column: ColumnProfile) -> String {
    if column.values.isEmpty { return "\(column.distinct)" }
    if column.distinct > 3, column.values[0].count == 1 {
      return "\(column.distinct) different, such as \(column.values[0].value.shortened(to: 40))"
    }
    if column.distinct <= shownValues { return text(column.values) }
    return "\(column.distinct) different; most often \(text(Array(column.values.prefix(3))))"
  }

  private static func inWords(_ notes: [ValueCount]) -> String {
    notes.map { "\(DecodingNote(rawValue: $0.value)?.sentence ?? $0.value) (\($0.count))" }
      .joined(separator: "; ")
  }

  private static func text(_ counts: [ValueCount]) -> String {
    counts.map { "\($0.value.shortened(to: 40)) (\($0.count))" }.joined(separator: ", ")
  }
}

extension DatasetProfile {
  /// One line each.
  fileprivate func examples(of finding: ProfileFinding) -> [String] {
    switch finding {
    case .unreadable: unreadable.map { "\($0.path): \($0.reason)" }
    case .repeatedIDs: repeatedIDs.map { "\($0.value): \($0.count) times" }
    case .duplicates: identicalPixels.map(line)
    case .leaks: leaks.map(line)
    case .labelConflicts: labelConflicts.map(line)
    case .splitGroups:
      splitGroups.map { group in
        "\(group.group): "
          + group.splits.map { "\($0.value) \($0.count)" }.joined(separator: ", ")
      }
    case .missingLabels, .missingCaptions: []
    case .uniform: uniform
    }
  }

  private func line(_ ids: [String]) -> String {
    ids.prefix(4).joined(separator: " = ") + (ids.count > 4 ? " = … (\(ids.count))" : "")
  }
}

extension String {
  /// With blanks at its end, two at least.
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(2, width - count))
  }

  fileprivate func shortened(to length: Int) -> String {
    count <= length ? self : prefix(length - 1) + "…"
  }
}
