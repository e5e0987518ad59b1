import ArgumentParser
import Datasets
import Embeddings
import Experiments
import Foundation

struct DatasetsCleanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clean",
    abstract: "Drop rows of a table that are broken, repeat others or lead to no picture.",
    discussion: """
      Dropped are rows with a wrong number of fields or without a path; rows, ids and files that were \
      there before; pictures that cannot be read; and, unless --keep-copies, pictures with the pixels \
      of another. Of copies one outside train stays, or else the first. Everything else is written as it was; paths are made relative to the new \
      file's folder. --report lists every dropped row with its reason.

      EXAMPLES
        semblance datasets clean data.csv -o clean.csv --report dropped.json
        semblance datasets clean data.csv -o clean.csv --require label --columns label=diagnosis
        semblance datasets clean data.csv -o clean.csv --hash-ids --key ~/.semblance-key
      """)

  @Argument(help: "The table, .csv or .tsv.", completion: .file(extensions: ["csv", "tsv"]))
  var input: String

  @Option(
    name: .shortAndLong, help: "The table to write.", completion: .file(extensions: ["csv", "tsv"]))
  var output: String

  @Option(
    name: .long, help: "Write the dropped rows with reasons as JSON.",
    completion: .file(extensions: ["json"]))
  var report: String?

  @Option(name: .long, help: "Columns that may not be empty, with commas between, e.g. label.")
  var require: String?

  @Flag(name: .long, help: "Keep pictures that are there under several names.")
  var keepCopies = false

  @OptionGroup var tables: TableOptions

  @Flag(name: .shortAndLong, help: "Show no progress.")
  var quiet = false

  func validate() throws {
    let ends = [input, output].map { URL(filePath: $0).pathExtension.lowercased() }
    guard ends[0] == ends[1] else {
      throw ValidationError("-o \(output) has another ending than \(input); give it the same")
    }
    let files = [input, output, report].compactMap { $0 }
    guard Set(files.map { URL(filePath: $0).resolvingSymlinksInPath().path }).count == files.count
    else {
      throw ValidationError("the table, -o and --report are to be different files")
    }
  }

  func run() async throws {
    let destination = URL(filePath: output)
    try WholeFile.check(destination)
    if let report { try WholeFile.check(URL(filePath: report)) }
    let table = try tables.table(input)
    let required = try (require ?? "").split(separator: ",")
      .map { try table.position(of: String($0)) }
    let cleaned = try await clean(
      table, CleaningSettings(required: required, keepsCopies: keepCopies))
    let written = try tables.written(cleaned.table, to: destination.deletingLastPathComponent())
    try WholeFile.write(written.text, to: destination)
    if let report {
      try WholeFile.write(try RunJSON.pretty(cleaned.dropped), to: URL(filePath: report))
    }
    show(cleaned, of: table.rows.count)
  }

  private func clean(
    _ table: ManifestTable, _ settings: CleaningSettings
  ) async throws -> CleanedTable {
    let progress = ProgressPrinter(isQuiet: quiet).handler
    let phase = Phase.load(dataset: table.file.lastPathComponent)
    progress(.started(phase))
    let facts = FactsCache(root: Installation.current().factsCache)
    let cleaned = try await table.cleaned(settings, facts: facts) { done, total in
      progress(.advanced(phase, done: done, total: total))
    }
    progress(.finished(phase, summary: "\(table.rows.count) rows"))
    return cleaned
  }

  private func show(_ cleaned: CleanedTable, of rows: Int) {
    let counts = Dictionary(grouping: cleaned.dropped, by: \.problem).mapValues(\.count)
    Terminal.table(
      [["rows", "\(rows)"], ["kept", "\(cleaned.table.rows.count)"]]
        + RowProblem.allCases.compactMap { problem in
          counts[problem].map { ["dropped, \(problem.rawValue)", "\($0)"] }
        })
    for row in cleaned.dropped.prefix(5) { print("    line \(row.line): \(row.detail)") }
    if cleaned.dropped.count > 5 {
      print("    … and \(cleaned.dropped.count - 5) more; --report lists them")
    }
  }
}
