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
  /// Drops rows that are broken, then those that repeat another, then those whose picture cannot be
  /// read or has the pixels of another. Of equal rows the first outside the training split stays, so
  /// that no evaluation item is lost; where there is none, the first.
  ///
  /// - Throws: `CancellationError`.
  public func cleaned(
    _ settings: CleaningSettings = CleaningSettings(), facts: FactsCache? = nil,
    progress: @Sendable (_ done: Int, _ total: Int) -> Void
  ) async throws -> CleanedTable {
    var dropped: [Int: DroppedRow] = [:]
    var firsts = FirstRows()
    let order = preference
    for index in order {
      let row = rows[index]
      if let problem = problem(of: row, settings) ?? firsts.repetition(of: row, in: self) {
        dropped[index] = problem
      }
    }
    let rest = order.filter { dropped[$0] == nil }
    let dataset = try await pictures(of: rest, facts: facts, progress)
    drop(unreadableOf: dataset, into: &dropped)
    if !settings.keepsCopies { drop(copiesIn: dataset, into: &dropped) }
    return CleanedTable(
      table: selecting(rows.indices.filter { dropped[$0] == nil }),
      dropped: dropped.values.sorted { $0.line < $1.line })
  }

  /// Positions of rows, those that are kept rather than others first.
  private var preference: [Int] {
    let isTraining = rows.map { value(.split, of: $0)?.lowercased().hasPrefix("train") ?? false }
    return rows.indices.filter { !isTraining[$0] } + rows.indices.filter { isTraining[$0] }
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

  /// The pictures of some rows, in their order; ids end with the row's position.
  private func pictures(
    of indices: [Int], facts: FactsCache?, _ progress: @Sendable (Int, Int) -> Void
  ) async throws -> Dataset {
    let samples = indices.enumerated().compactMap { place, index in
      picture(of: rows[index]).map {
        Sample(id: Self.name(of: place, row: index), image: .file($0))
      }
    }
    return try await Dataset.load(
      name: file.lastPathComponent,
      from: ListedSamples(samples: SampleListing(samples: samples)), seed: 0, facts: facts,
      progress: progress)
  }

  /// The place in twelve digits, so that the order of ids is that of places, then the row.
  private static func name(of place: Int, row: Int) -> String {
    let digits = String(place)
    return String(repeating: "0", count: max(0, 12 - digits.count)) + digits + "/\(row)"
  }

  private static func row(named name: String) -> Int? {
    name.split(separator: "/").last.flatMap { Int($0) }
  }

  private func drop(unreadableOf dataset: Dataset, into dropped: inout [Int: DroppedRow]) {
    for file in dataset.unreadable {
      guard let index = Self.row(named: file.path) else { continue }
      dropped[index] = self.dropped(rows[index], .unreadable, file.reason)
    }
  }

  private func drop(copiesIn dataset: Dataset, into dropped: inout [Int: DroppedRow]) {
    var first: [ContentDigest: Int] = [:]
    for (sample, facts) in zip(dataset.samples, dataset.facts) {
      guard let index = Self.row(named: sample.id) else { continue }
      guard let kept = first[facts.pixelDigest] else {
        first[facts.pixelDigest] = index
        continue
      }
      dropped[index] = self.dropped(
        rows[index], .equalPixels,
        "the same picture as in line \(rows[kept].line)\(conflicts(index, kept))",
        kept: rows[kept].line)
    }
  }

  /// Where two rows of one picture disagree.
  private func conflicts(_ index: Int, _ kept: Int) -> String {
    [ManifestColumn.label, .split].map { column in
      let (own, other) = (value(column, of: rows[index]), value(column, of: rows[kept]))
      return own == other ? "" : ", but \(column.rawValue) \(own ?? "none") for \(other ?? "none")"
    }.joined()
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
