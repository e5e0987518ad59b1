import Embeddings
import Statistics

/// The items that all encoders are judged by.
struct TaskItems {
  /// Rows of the joined encoders, ascending.
  let rows: [Int]
  let ids: [SampleID]
  /// By the number of its label.
  let names: [String]
  /// Of each item.
  let labels: [Int]
  let unitNames: [String]?
  let units: [Int]?

  /// Nil where labels are not known.
  init?(_ joined: JoinedEncoders) {
    guard let all = joined.labels, let first = joined.views.first else { return nil }
    let zero = Set(joined.views.flatMap(\.items.unitRows.zeroRows))
    let rows = all.indices.filter { all[$0] != nil && !zero.contains($0) }
    let known = rows.compactMap { all[$0] }
    let names = Set(known).sorted()
    let numbers = Dictionary(uniqueKeysWithValues: zip(names, 0...))
    let units = joined.units.map { units in rows.map { units[$0] } }
    self.rows = rows
    ids = rows.map { first.items.ids[$0] }
    self.names = names
    labels = known.compactMap { numbers[$0] }
    unitNames = units
    self.units = units.map(codes)
  }

  var count: Int { rows.count }
  var unit: String { units == nil ? "image" : "group" }
  var unitCount: Int { units.map { Set($0).count } ?? count }

  /// Items of each label.
  var sizes: [Int] {
    labels.reduce(into: Array(repeating: 0, count: names.count)) { $0[$1] += 1 }
  }

  /// The directions of the items as an encoder sees them.
  func unitRows(of view: EncoderView) -> UnitRows {
    count == view.items.count
      ? view.items.unitRows
      : view.items.selecting(rows, name: view.items.name).unitRows
  }

  /// Why nothing can be asked, if so.
  var refusal: AnalysisWarning? {
    guard count >= 2 else {
      return AnalysisWarning(
        "\(count) items have a label and a vector other than zero, too few to foretell labels",
        remedy: "add images")
    }
    guard names.count >= 2 else {
      return AnalysisWarning(
        "all items have the label \(names[0]): there is nothing to foretell",
        remedy: "give labels that differ")
    }
    guard unitCount >= 2 else {
      return AnalysisWarning(
        "all items are of one group, and items of a group do not foretell one another",
        remedy: "give groups that differ, or leave them out where images are independent")
    }
    return nil
  }

  /// What makes numbers doubtful.
  func remarks(_ plan: EncodersPlan) -> [AnalysisWarning] {
    let single = zip(names, sizes).filter { $0.1 == 1 }.map(\.0)
    let many = plan.neighbors.filter { $0 > reachable }
    return [
      single.isEmpty
        ? nil
        : AnalysisWarning(
          "labels with a single item, which nothing can foretell: "
            + single.prefix(5).joined(separator: ", ") + (single.count > 5 ? ", …" : ""),
          remedy: "add items of them, or leave them out"),
      many.isEmpty
        ? nil
        : AnalysisWarning(
          "no \(many.map { "\($0)" }.joined(separator: " or ")) neighbours of other "
            + "\(unit)s are there for every item, so these votes are left out",
          remedy: "ask fewer neighbours"),
      unitCount < 10
        ? AnalysisWarning(
          "\(unitCount) \(unit)s are few to draw from: intervals are rough",
          remedy: "add \(unit)s") : nil,
    ].compactMap { $0 }
  }

  /// Neighbours of other units that every item has.
  var reachable: Int {
    guard let units else { return count - 1 }
    let largest = Dictionary(units.map { ($0, 1) }, uniquingKeysWith: +).values.max() ?? 0
    return count - largest
  }
}
