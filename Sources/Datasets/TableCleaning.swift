import Foundation
import Images

/// Why a row was dropped.
public enum RowProblem: String, Sendable, Codable, CaseIterable {
  case fields
  case noPath = "no-path"
  case missingValue = "missing-value"
  case equalRow = "equal-row"
  case equalID = "equal-id"
  case equalPath = "equal-path"
  case unreadable
  case equalPixels = "equal-pixels"
}

/// A row that is not in a cleaned table.
public struct DroppedRow: Sendable, Codable, Hashable {
  /// On which it begins, from 1.
  public let line: Int
  public let id: String?
  public let problem: RowProblem
  /// In words.
  public let detail: String
  /// The line of the row that was kept instead.
  public let keptLine: Int?
}

/// A table without rows that repeat others or that lead to no picture.
public struct CleanedTable: Sendable {
  public let table: ManifestTable
  /// By line.
  public let dropped: [DroppedRow]
}

/// How a table is cleaned.
public struct CleaningSettings: Sendable {
  /// Positions of columns that may not be empty.
  public var required: [Int]
  /// Whether pictures with equal pixels under several names are kept.
  public var keepsCopies: Bool

  public init(required: [Int] = [], keepsCopies: Bool = false) {
    self.required = required
    self.keepsCopies = keepsCopies
  }
}

extension ManifestTable {
  /// Drops rows that are broken, then those that repeat an earlier one, then those whose picture
  /// cannot be read or has the pixels of an earlier one. Of equal rows the first stays.
  ///
  /// - Throws: `CancellationError`.
  public func cleaned(
    _ settings: CleaningSettings = CleaningSettings(), facts: FactsCache? = nil,
    progress: @Sendable (_ done: Int, _ total: Int) -> Void
  ) async throws -> CleanedTable {
    var dropped: [Int: DroppedRow] = [:]
    var firsts = FirstRows()
    for (index, row) in rows.enumerated() {
      if let problem = problem(of: row, settings) ?? firsts.repetition(of: row, in: self) {
        dropped[index] = problem
      }
    }
    let rest = rows.indices.filter { dropped[$0] == nil }
    let dataset = try await pictures(of: rest, facts: facts, progress)
    drop(unreadableOf: dataset, into: &dropped)
    if !settings.keepsCopies { drop(copiesIn: dataset, into: &dropped) }
    return CleanedTable(
      table: selecting(rows.indices.filter { dropped[$0] == nil }),
      dropped: dropped.values.sorted { $0.line < $1.line })
  }

  private func problem(of row: DelimitedRow, _ settings: CleaningSettings) -> DroppedRow? {
    let needed = (positions.values.max() ?? 0) + 1
    let extra = row.fields.dropFirst(heading.count)
    if row.fields.count < needed || !extra.allSatisfy(\.isEmpty) {
      return dropped(
        row, .fields, "\(row.fields.count) fields under \(heading.count) columns")
    }
    guard value(.path, of: row) != nil else { return dropped(row, .noPath, "the path is empty") }
    let missing = settings.required.first { value(at: $0, of: row) == nil }
    return missing.map { dropped(row, .missingValue, "\(heading[$0]) is empty") }
  }

  fileprivate func dropped(
    _ row: DelimitedRow, _ problem: RowProblem, _ detail: String, kept: Int? = nil
  ) -> DroppedRow {
    DroppedRow(
      line: row.line, id: id(of: row), problem: problem, detail: detail, keptLine: kept)
  }

  /// The pictures of some rows; the id of each is the row's position.
  private func pictures(
    of indices: [Int], facts: FactsCache?, _ progress: @Sendable (Int, Int) -> Void
  ) async throws -> Dataset {
    let samples = indices.compactMap { index in
      picture(of: rows[index]).map { Sample(id: Self.name(of: index), image: .file($0)) }
    }
    return try await Dataset.load(
      name: file.lastPathComponent,
      from: ListedSamples(samples: SampleListing(samples: samples)), seed: 0, facts: facts,
      progress: progress)
  }

  /// In twelve digits, so that the order of ids is that of rows.
  private static func name(of index: Int) -> String {
    let digits = String(index)
    return String(repeating: "0", count: max(0, 12 - digits.count)) + digits
  }

  private func drop(unreadableOf dataset: Dataset, into dropped: inout [Int: DroppedRow]) {
    for file in dataset.unreadable {
      guard let index = Int(file.path) else { continue }
      dropped[index] = self.dropped(rows[index], .unreadable, file.reason)
    }
  }

  private func drop(copiesIn dataset: Dataset, into dropped: inout [Int: DroppedRow]) {
    var first: [ContentDigest: Int] = [:]
    for (sample, facts) in zip(dataset.samples, dataset.facts) {
      guard let index = Int(sample.id) else { continue }
      guard let kept = first[facts.pixelDigest] else {
        first[facts.pixelDigest] = index
        continue
      }
      let labels = [kept, index].map { value(.label, of: rows[$0]) ?? "none" }
      let conflict = labels[0] == labels[1] ? "" : ", but label \(labels[1]) for \(labels[0])"
      dropped[index] = self.dropped(
        rows[index], .equalPixels, "the same picture as in line \(rows[kept].line)\(conflict)",
        kept: rows[kept].line)
    }
  }
}

/// The lines on which rows, ids and paths were seen first.
private struct FirstRows {
  private var rows: [[String]: Int] = [:]
  private var ids: [String: Int] = [:]
  private var paths: [String: Int] = [:]

  mutating func repetition(of row: DelimitedRow, in table: ManifestTable) -> DroppedRow? {
    let path = table.picture(of: row)?.path ?? ""
    if let line = rows[row.fields] {
      return table.dropped(row, .equalRow, "equal to line \(line)", kept: line)
    }
    if let id = table.id(of: row), let line = ids[id] {
      return table.dropped(row, .equalID, "the id of line \(line)", kept: line)
    }
    if let line = paths[path] {
      return table.dropped(row, .equalPath, "the file of line \(line)", kept: line)
    }
    rows[row.fields] = row.line
    if let id = table.id(of: row) { ids[id] = row.line }
    paths[path] = row.line
    return nil
  }
}
