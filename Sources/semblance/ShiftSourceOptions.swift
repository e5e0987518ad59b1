import Analyses
import ArgumentParser
import Experiments
import Foundation

/// What is compared with what.
struct ShiftSourceOptions: ParsableArguments {
  @Option(
    name: .long,
    help: """
      Column that tells the sites of one source apart: site, split, label, group or any other heading; \
      with two values they are compared as two sources would be.
      """)
  var by: String?

  @Option(
    name: .long,
    help: "Of several sites: repeat all comparisons within each value of this column, e.g. label.")
  var within: String?

  @Flag(name: .long, help: "Of several sites: compare each with all others together as well.")
  var rest = false

  @Option(
    name: .long,
    help:
      "Of several sites: items of a side that a comparison takes, about; units are taken whole. (default: by their number)"
  )
  var items: Int?

  @Option(
    name: .long,
    help: """
      Of two sets: repeat the test within each value of a column, e.g. label,scanner for each of both.
      """)
  var strata: String?

  @Option(
    name: .long,
    help:
      "Of two sets: compare also with each value of this column as frequent in one as in the other."
  )
  var match: String?

  @Option(
    name: .long,
    help: """
      Column that names the unit (patient) of each item, or a file with one unit a line for each source, \
      in their order (repeat the option). (default: the group column, where there is one)
      """)
  var units: [String] = []

  @Option(name: .long, help: "File with the unit of each reference row, one a line.")
  var unitsReference: String?

  @Option(name: .long, help: "File with the unit of each candidate row, one a line.")
  var unitsCandidate: String?

  func validate() throws {
    if let items, items < 2 {
      throw ValidationError("--items \(items) is too small; give at least 2")
    }
    guard (unitsReference == nil) == (unitsCandidate == nil) else {
      throw ValidationError("give --units-reference and --units-candidate together")
    }
    guard units.isEmpty || unitsReference == nil else {
      throw ValidationError("give --units, or --units-reference and --units-candidate")
    }
    guard within == nil || within != by else {
      throw ValidationError("--within \(by ?? "") is the column of --by; name another")
    }
  }

  /// - Throws: `ValidationError` for options that these sources give nothing to do.
  func check(_ sources: [String]) throws {
    if sources.count == 1, by == nil {
      throw ValidationError(
        "\(sources[0]) alone is compared with nothing; give a second source, or --by COLUMN, which tells "
          + "the sites of one source apart")
    }
    if sources.count > 1, by != nil {
      throw ValidationError("--by parts one source; give one, or leave it out")
    }
    if sources.count == 2, within != nil || rest || items != nil {
      throw ValidationError(
        "--within, --rest and --items are for several sites; of two take --strata")
    }
  }

  /// The first option given that is of two sets only.
  var ofTwoSets: String? {
    [
      ("--strata", strata != nil), ("--match", match != nil),
      ("--units-reference", unitsReference != nil),
    ].first { $0.1 }?.0
  }

  /// Columns of `--strata`.
  var strataColumns: [String] {
    (strata ?? "").split(separator: ",").map(String.init).reduce(into: []) {
      if !$0.contains($1) { $0.append($1) }
    }
  }

  /// The file with the units of each source; nil where a column names them.
  func unitFiles(for sources: [String]) throws -> [String?] {
    if let unitsReference, let unitsCandidate { return [unitsReference, unitsCandidate] }
    if units.count == sources.count, units.allSatisfy(Self.isFile) { return units }
    guard units.count > 1 else { return sources.map { _ in nil } }
    throw ValidationError(
      "--units names \(units.count) files for \(sources.count) sources"
        + (units.first { !Self.isFile($0) }.map { ", and \($0) is not there" } ?? "")
        + "; give one file a source, or one column")
  }

  /// The column that `--units` names.
  func unitColumn(for sources: [String]) throws -> String? {
    try unitFiles(for: sources).contains { $0 != nil } ? nil : units.first
  }

  private static func isFile(_ path: String) -> Bool {
    // What is not there is no file.
    let values = try? URL(filePath: path).resourceValues(forKeys: [.isRegularFileKey])
    return values?.isRegularFile == true
  }
}

extension ShiftSourceOptions {
  /// Whether anything but units was asked for.
  var asksForMore: Bool {
    by != nil || within != nil || rest || items != nil || strata != nil || match != nil
  }
}
