import Embeddings
import Foundation
import Statistics

/// Items of a set by whether they have a label.
struct LabelledItems: Sendable {
  /// Those with a label and a vector other than zero.
  let items: EmbeddedItems
  /// Of each of them, numbers in the order of `names`.
  let codes: [Int]
  /// The different labels, ascending.
  let names: [String]
  /// Rows of the whole set without a label but with a vector other than zero, ascending.
  let unlabelledRows: [Int]
  /// Rows of `items` in the whole set.
  let rows: [Int]
  let warnings: [AnalysisWarning]

  /// - Throws: `AnalysisError.missing` where no item has a label.
  init(_ all: EmbeddedItems) throws(AnalysisError) {
    let labels = all.knownLabels
    guard labels.contains(where: { $0 != nil }) else {
      throw .missing(
        what: "label of any item", items: all.name,
        remedy:
          "give a table with a column label, folders with --levels label, or --labels FILE with "
          + "one a line")
    }
    let directed = all.directedRows
    rows = directed.filter { labels[$0] != nil }
    unlabelledRows = directed.filter { labels[$0] == nil }
    let known = rows.compactMap { labels[$0] }
    guard !rows.isEmpty else {
      throw .tooFew(items: all.name, found: 0, needed: 2)
    }
    names = Set(known).sorted()
    codes = numbered(known)
    let chosen = rows.count == all.count ? all : all.selecting(rows, name: all.name)
    items = chosen.with(labels: known)
    warnings = AnalysisWarning.zeroVectors(in: [all]) + all.groupGaps + items.equalVectors
  }

  var count: Int { items.count }
  var unit: String { items.units == nil ? "image" : "group" }
  /// Of each item; nil where every item is its own.
  var units: [Int]? { items.units.map(numbered) }
  var unitCount: Int { items.units.map { Set($0).count } ?? count }

  /// Rows that are no neighbours of a row.
  var exclusion: Exclusion { items.units.map { .sameUnit($0) } ?? .sameRow }

  /// Of each label, in order.
  var counts: [LabelCount] {
    let items = Dictionary(grouping: codes.indices) { codes[$0] }
    return names.indices.map { code in
      let rows = items[code] ?? []
      return LabelCount(label: names[code], items: rows.count, units: unitCount(of: rows))
    }
  }

  private func unitCount(of rows: [Int]) -> Int {
    items.units.map { units in Set(rows.map { units[$0] }).count } ?? rows.count
  }

  /// Labels that nothing is learned of but from a single unit, so that nothing can confirm them.
  var lonelyLabels: [LabelCount] { counts.filter { $0.units < 2 } }

  /// Rows whose label another unit has, too.
  var confirmableRows: [Int] {
    let lonely = Set(lonelyLabels.map(\.label))
    return codes.indices.filter { !lonely.contains(names[codes[$0]]) }
  }

  /// - Throws: `AnalysisError.undefined` for a single label, or a single unit.
  func requireLabelsAndUnits() throws(AnalysisError) {
    guard names.count >= 2 else {
      throw .undefined(
        items: items.name,
        reason:
          "every item with a label has the label \(names[0]), so nothing tells labels apart; add "
          + "items with another label")
    }
    guard unitCount >= 2 else {
      throw .undefined(
        items: items.name,
        reason:
          "all \(count) items with a label are of one \(unit), so no item can be judged by others; "
          + "add items of other groups")
    }
  }

  var fewUnits: [AnalysisWarning] {
    guard unitCount < 10 else { return [] }
    return [
      AnalysisWarning(
        "\(unitCount) \(unit)s are few to draw from: intervals are rough", remedy: "add \(unit)s")
    ]
  }

  /// That labels were foretold no better than at random, so that what is said of them is noise.
  ///
  /// At random is how often given and foretold labels would meet if neither knew of the other.
  /// - Parameters:
  ///   - who: foretells, as "the votes of neighbours".
  ///   - foretold: of some of the rows.
  ///   - accuracy: how often they meet.
  func atRandom(
    _ who: String, _ foretold: [(row: Int, label: Int)], accuracy: Interval
  ) -> [AnalysisWarning] {
    var (given, guessed) = ([Int: Double](), [Int: Double]())
    for (row, label) in foretold {
      given[codes[row], default: 0] += 1
      guessed[label, default: 0] += 1
    }
    let n = Double(foretold.count)
    let chance = names.indices.reduce(0) { $0 + (given[$1] ?? 0) / n * (guessed[$1] ?? 0) / n }
    guard accuracy.low <= chance else { return [] }
    let range = String(format: "[%.3g, %.3g]", accuracy.low, accuracy.high)
    return [
      AnalysisWarning(
        "\(who) foretell labels no better than at random, in \(range) of cases where chance alone gives "
          + "\(String(format: "%.3g", chance)): what they suggest or suspect says nothing",
        remedy: "try another encoder, or see whether labels belong to these images")
    ]
  }

  /// What is said where labels are of a single unit each.
  var lonelyWarnings: [AnalysisWarning] {
    let lonely = lonelyLabels
    guard !lonely.isEmpty else { return [] }
    let shown = lonely.prefix(3).map(\.label).joined(separator: ", ")
    return [
      AnalysisWarning(
        "labels of a single \(unit) cannot be confirmed by others: "
          + "\(shown)\(lonely.count > 3 ? " and \(lonely.count - 3) more" : "")",
        remedy: "add items of these labels, or join them with others")
    ]
  }
}

/// How often a label occurs.
public struct LabelCount: Sendable, Codable, Hashable {
  public let label: String
  public let items: Int
  /// Different ones among these; as many as items where every item is its own.
  public let units: Int
}

extension EmbeddedItems {
  /// That nothing can be told from vectors that do not differ.
  fileprivate var equalVectors: [AnalysisWarning] {
    guard count > 1, vectors.stored.areAllEqual else { return [] }
    return [
      AnalysisWarning(
        "\(name): the vectors of all \(count) items with a label are equal, so they say nothing of labels",
        remedy: "look for blank images or an encoder that failed")
    ]
  }

  /// The label of each item that has one.
  public var knownLabels: [String?] {
    if let labels { return labels }
    return (columns["label"] ?? Array(repeating: nil, count: count)).map { $0 == "" ? nil : $0 }
  }

  /// The same items with a label for some of them.
  public func with(someLabels labels: [String?]) -> EmbeddedItems {
    var columns = columns
    columns["label"] = labels
    return EmbeddedItems(
      name: name, ids: ids, vectors: vectors, labels: labels.withoutGaps, units: units,
      parts: parts, digests: digests, columns: columns)
  }

  /// That items without a label do not count where labels are asked for; nothing where nobody speaks of
  /// labels.
  var labelGaps: [AnalysisWarning] {
    guard let labels = columns["label"] else { return [] }
    let missing = labels.indices.filter { labels[$0].map(\.isEmpty) ?? true }
    guard let first = missing.first else { return [] }
    guard missing.count < count else {
      return [
        AnalysisWarning(
          "none of the \(count) items of \(name) has a label, so nothing is measured by labels",
          remedy: "fill the column or file of labels")
      ]
    }
    return [
      AnalysisWarning(
        "\(name): \(missing.count) of \(count) items have no label, the first \(ids[first]); what is measured "
          + "by labels leaves them out", remedy: "label them, or leave them out of all")
    ]
  }

  /// The label of all items that have one, where it is one.
  var onlyLabel: String? {
    let known = Set(knownLabels.compactMap(\.self))
    return known.count == 1 ? known.first : nil
  }

  /// Groups that are known of some items only are not used.
  var groupGaps: [AnalysisWarning] {
    let missing = (columns["group"] ?? []).count { $0 == nil }
    guard units == nil, missing > 0, missing < count else { return [] }
    return [
      AnalysisWarning(
        "\(name): \(missing) of \(count) images have no group; groups are not used",
        remedy: "fill the column, or leave those images out")
    ]
  }
}
