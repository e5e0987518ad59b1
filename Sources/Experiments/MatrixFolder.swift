public import Analyses
import Embeddings
public import Foundation
import Reports
import Statistics

/// The folder of a plan's matrix: a run's folder for each combination, and an index of them.
public struct MatrixFolder: Sendable {
  private let root: URL
  private let runs: [PlannedRun]

  /// - Parameter runs: all of the matrix.
  public init(_ root: URL, runs: [PlannedRun]) {
    self.root = root
    self.runs = runs
  }

  /// The table of all runs, `matrix.md`; `matrix.json` has the same for programs.
  public var index: URL { root.appending(path: "matrix.md") }

  public func folder(of run: PlannedRun) -> URL { root.appending(path: run.name ?? "") }

  /// Refuses a folder that cannot be made, and that of a single run, before any work.
  ///
  /// - Throws: `SettingsError`, `EmbeddingError.unwritable`.
  public func check() throws {
    try WholeFolder.check(root)
    let single = root.appending(path: "run.json").path
    guard FileManager.default.fileExists(atPath: single) else { return }
    throw SettingsError.wrongValue(
      place: root.path, found: "the report of a single run",
      expected: "a new folder, or that of a matrix; choose another with -o")
  }

  /// Writes the index of what is there: runs that were never made are in it without numbers.
  ///
  /// - Parameter failures: why runs failed now, by name.
  public func writeIndex(failures: [String: String]) throws {
    let index = MatrixIndex(
      runs: runs.map { run in
        let failure = failures[run.name ?? ""]
        return MatrixIndex.Run(
          name: run.name ?? "", encoders: run.plan.encoders, failure: failure,
          numbers: failure == nil ? numbers(of: run) : nil)
      })
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    try WholeFile.write(try RunJSON.pretty(index), to: root.appending(path: "matrix.json"))
    try WholeFile.write(index.markdown, to: self.index)
  }

  /// Of a run of this very plan.
  private func numbers(of run: PlannedRun) -> [ResultNumber]? {
    // One that is not there, or of another layout, counts as not made.
    guard let record = try? RunWriter.record(in: folder(of: run)), record.plan == run.plan else {
      return nil
    }
    return record.results.flatMap(\.numbers)
  }
}

/// What the runs of a matrix come to, side by side.
public struct MatrixIndex: Sendable, Codable {
  /// In the order of the matrix.
  public let runs: [Run]

  public struct Run: Sendable, Codable {
    /// That of its folder, too.
    public let name: String
    public let encoders: [String]
    /// Why it failed; nil for one that did not, or was not made.
    public let failure: String?
    /// Nil where the run has not been made, or not by this plan.
    public let numbers: [ResultNumber]?
  }

  /// A table of the runs, and one of their numbers with a column for each.
  var markdown: String {
    let list = Table(
      [.init("Run"), .init("Folder"), .init("Outcome")],
      runs.enumerated().map { ["\($0 + 1)", $1.name, $1.outcome] },
      caption: "The runs of this matrix, with the folders of their reports")
    return Report(
      title: "Matrix", question: "",
      sections: [Section("Runs", [.table(list)]), Section("Numbers", [.table(numbers)])]
    ).markdown
  }

  /// In the order in which they are first met.
  private var numbers: Table {
    let found = runs.map(\.labelled)
    var labels: [String] = []
    var known: Set<String> = []
    for (label, _) in found.joined() where known.insert(label).inserted { labels.append(label) }
    let cells = found.map { Dictionary($0) { first, _ in first } }
    return Table(
      [.init("Number")] + runs.indices.map { .init("\($0 + 1)") },
      labels.map { label in [label] + cells.map { $0[label]?.text ?? "–" } },
      caption:
        "Numbers of each run, with 95 % intervals where they have one; columns are runs by number")
  }
}

extension MatrixIndex.Run {
  fileprivate var outcome: String {
    failure.map { "failed: \($0)" } ?? (numbers == nil ? "not made" : "done")
  }

  /// Those of the only encoder do without its name, so that runs of different ones can be held against
  /// each other.
  fileprivate var labelled: [(label: String, number: ResultNumber)] {
    let only = encoders.count == 1 ? encoders[0] : nil
    return (numbers ?? []).map { number in
      let name = only.map { number.name.replacing(".\($0).", with: ".") } ?? number.name
      let others = number.encoder.flatMap { $0 == only ? nil : " (\($0))" }
      return (name + (others ?? ""), number)
    }
  }
}

extension ResultNumber {
  fileprivate var text: String {
    let ends = interval.map { " [\(brief($0.low)), \(brief($0.high))]" } ?? ""
    return brief(value) + ends
  }

  private func brief(_ number: Double) -> String { String(format: "%.4g", number) }
}
