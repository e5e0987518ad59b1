import ArgumentParser
import Datasets
import Embeddings
import Experiments
import Foundation
import Images

struct DatasetsSplitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "split",
    abstract: "Cut a table into train, val and test, by group and stratified, always the same way.",
    discussion: """
      Writes DIR/train.csv, val.csv and test.csv (train and test for two fractions) and \
      DIR/splits.json with the settings, the shares asked and reached, and the classes that a split \
      lacks. No group comes into two splits; shares are met as well as groups allow. The result \
      depends on ids, groups and the seed, not on the order of rows. Clean the table first: two rows \
      of one id or file are an error.

      EXAMPLES
        semblance datasets split clean.csv -o splits/ --fractions .7,.15,.15 --stratify label
        semblance datasets split clean.csv -o splits/ --fractions .8,.2 --group patient --seed 7
      """)

  @Argument(help: "The table, .csv or .tsv.", completion: .file(extensions: ["csv", "tsv"]))
  var input: String

  @Option(name: .shortAndLong, help: "Folder for the tables.", completion: .directory)
  var output: String

  @Option(name: .long, help: "Shares of train, val and test, or of train and test; they sum to 1.")
  var fractions = ".7,.15,.15"

  @Option(name: .long, help: "Column whose values are spread evenly, e.g. label.")
  var stratify: String?

  @Option(name: .long, help: "Column whose values stay together, e.g. group.")
  var group: String?

  @Option(name: .long, help: "Seed of the order in which rows are dealt.")
  var seed: UInt64 = 0

  @OptionGroup var tables: TableOptions

  func validate() throws {
    _ = try shares()
  }

  func run() throws {
    let folder = URL(filePath: output)
    let table = try tables.table(input)
    let settings = SplitSettings(
      shares: try shares(), stratify: try stratify.map { try table.position(of: $0) },
      group: try group.map { try table.position(of: $0) }, seed: seed)
    let parts = try table.split(settings)
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw EmbeddingError.unwritable(file: folder.path, reason: reason(of: error))
    }
    let files = settings.shares.map { "\($0.name).\(table.file.pathExtension.lowercased())" }
    try refuseOthers(than: files, in: folder)
    for (index, rows) in parts.enumerated() {
      let part = table.selecting(rows).setting(.split, to: settings.shares[index].name)
      try WholeFile.write(
        try tables.written(part, to: folder).text, to: folder.appending(path: files[index]))
    }
    let digest = ContentDigest(sha256Of: try Data(contentsOf: table.file))
    let record = SplitRecord(table, digest: digest, settings, parts, files: files)
    try WholeFile.write(try RunJSON.pretty(record), to: folder.appending(path: "splits.json"))
    show(record)
  }

  /// Tables of an earlier split that would stay beside the new ones, and share rows with them.
  private func refuseOthers(than files: [String], in folder: URL) throws {
    let tables = ["train", "val", "test"].flatMap { name in ["csv", "tsv"].map { "\(name).\($0)" } }
    for name in tables where !files.contains(name) {
      let file = folder.appending(path: name)
      guard FileManager.default.fileExists(atPath: file.path) else { continue }
      throw EmbeddingError.unwritable(
        file: file.path, reason: "it is of another split; remove it or choose another folder")
    }
  }

  private func show(_ record: SplitRecord) {
    Terminal.table(
      [["split", "rows", "groups", "share", "asked"]]
        + record.splits.map {
          [
            $0.name, "\($0.rows)", $0.groups.map { "\($0)" } ?? "–", $0.share.brief,
            $0.asked.brief,
          ]
        })
    if let count = record.rowsWithoutGroup, count > 0 {
      Terminal.note("warning: \(count) rows have no group; each was dealt alone")
    }
    for part in record.splits where part.rows == 0 {
      let units = part.groups == nil ? "rows" : "groups"
      Terminal.note("warning: \(part.name) is empty; there are too few \(units) for its share")
    }
    for part in record.splits where part.rows > 0 && !part.emptyClasses.isEmpty {
      Terminal.note(
        "warning: \(part.name) has none of \(part.emptyClasses.joined(separator: ", "))")
    }
  }

  private func shares() throws -> [(name: String, share: Double)] {
    let words = fractions.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    let numbers = words.compactMap { Double($0) }.filter { $0 > 0 && $0 < 1 }
    guard numbers.count == words.count, numbers.count == 2 || numbers.count == 3,
      abs(numbers.reduce(0, +) - 1) < 1e-6
    else {
      throw ValidationError(
        "--fractions \(fractions) are not two or three shares that sum to 1, such as .7,.15,.15")
    }
    let names = numbers.count == 2 ? ["train", "test"] : ["train", "val", "test"]
    return Array(zip(names, numbers)).map { (name: $0, share: $1) }
  }
}
