import Foundation
import GRDB

/// Conditions on what a store knows of its items, all of which have to hold.
///
/// Each is a text as `split == train`, `label != shoe` or `age >= 50`: a column, one of `=`, `==`, `!=`,
/// `<`, `<=`, `>`, `>=`, and a value. Columns are id, split, label, site, group, width, height and whatever
/// else items came with. The last four compare numbers, and an item without a number there is left
/// out; with `!=`, an item without a value is taken. Nothing in place of a value stands for no value:
/// `label !=` takes the items that have a label, `label ==` those without.
public struct ItemFilter: Sendable, Hashable {
  public let conditions: [ItemCondition]

  /// Takes every item.
  public static let all = ItemFilter(conditions: [])

  public init(conditions: [ItemCondition]) {
    self.conditions = conditions
  }

  /// - Throws: `StoreError.refused` for a text that is no condition.
  public init(_ texts: [String]) throws(StoreError) {
    var conditions: [ItemCondition] = []
    for text in texts { conditions.append(try ItemCondition(text)) }
    self.init(conditions: conditions)
  }

  /// The number that a text is, for SQL; NULL for none.
  static let number = DatabaseFunction("number", argumentCount: 1, pure: true) { values in
    values.first.flatMap {
      String.fromDatabaseValue($0) ?? Int.fromDatabaseValue($0).map { "\($0)" }
    }
    .flatMap { Double($0) }.flatMap { $0.isFinite ? $0 : nil }
  }

  /// A condition of SQL on a row `i` of items, with its arguments.
  var sql: (text: String, arguments: StatementArguments) {
    var arguments = StatementArguments()
    let texts = conditions.map { condition in
      let (text, values) = condition.sql
      arguments += values
      return text
    }
    return (texts.isEmpty ? "TRUE" : texts.joined(separator: " AND "), arguments)
  }

  /// - Throws: `StoreError.refused` for a column that no item has.
  func requireColumns(_ database: Database) throws {
    try requireColumns(
      further: try String.fetchAll(database, sql: "SELECT name FROM columns ORDER BY name"))
  }

  /// - Parameter further: columns that items have beside their own.
  func requireColumns(further: [String]) throws(StoreError) {
    let known = ItemCondition.ownColumns + further
    for condition in conditions where !known.contains(condition.column) {
      throw StoreError.refused(
        subject: "filter \(condition)", finding: "no item has a column \(condition.column)",
        remedy: "choose from \(known.joined(separator: ", "))")
    }
  }
}

/// A condition on one column.
public struct ItemCondition: Sendable, Hashable, CustomStringConvertible {
  /// How a value is compared.
  public enum Comparison: String, Sendable, CaseIterable {
    case equal = "=="
    case unequal = "!="
    case atMost = "<="
    case atLeast = ">="
    case less = "<"
    case greater = ">"
  }

  public let column: String
  public let comparison: Comparison
  public let value: String

  static let ownColumns = ["id", "split", "label", "site", "group", "width", "height"]

  public var description: String { "\(column) \(comparison.rawValue) \(value)" }

  /// - Parameter value: with `==` and `!=` as it is; a number with the others.
  public init(column: String, comparison: Comparison, value: String) {
    (self.column, self.comparison, self.value) = (column, comparison, value)
  }

  /// - Throws: `StoreError.refused` for a text without comparison or column, and for one that compares
  ///   with what is no number.
  public init(_ text: String) throws(StoreError) {
    guard let found = Self.comparison(in: text) else {
      throw .refused(
        subject: "filter \(text)", finding: "it compares nothing",
        remedy: "give COLUMN == VALUE, COLUMN != VALUE or, for numbers, <, <=, > or >=")
    }
    column = text[..<found.range.lowerBound].trimmingCharacters(in: .whitespaces)
    comparison = found.comparison
    value = text[found.range.upperBound...].trimmingCharacters(in: .whitespaces)
    guard !column.isEmpty else {
      throw .refused(
        subject: "filter \(text)", finding: "it names no column", remedy: "give COLUMN == VALUE")
    }
    guard !comparesNumbers || Double(value)?.isFinite == true else {
      throw .refused(
        subject: "filter \(text)",
        finding: "\"\(value)\" is no number, and \(comparison.rawValue) compares numbers",
        remedy: "give a number, or compare with == or !=")
    }
  }

  private var comparesNumbers: Bool { comparison != .equal && comparison != .unequal }

  /// The first comparison; where two begin at one place the longer.
  private static func comparison(
    in text: String
  ) -> (comparison: Comparison, range: Range<String.Index>)? {
    let found = Comparison.allCases.compactMap { comparison in
      text.range(of: comparison.rawValue).map { (comparison: comparison, range: $0) }
    }
    if let first = found.min(by: { $0.range.lowerBound < $1.range.lowerBound }) { return first }
    return text.range(of: "=").map { (.equal, $0) }
  }

  var sql: (text: String, arguments: StatementArguments) {
    let (place, name) = Self.place(of: column)
    switch comparison {
    case .equal where value.isEmpty: return ("coalesce(\(place), '') = ''", name)
    case .unequal where value.isEmpty: return ("coalesce(\(place), '') <> ''", name)
    case .equal: return ("\(place) = ?", name + comparedValue)
    case .unequal: return ("\(place) IS NOT ?", name + comparedValue)
    case .atMost, .atLeast, .less, .greater:
      return ("number(\(place)) \(comparison.rawValue) ?", name + [Double(value)])
    }
  }

  /// What a column says of a row `i` of items, for SQL, with its arguments.
  static func place(of column: String) -> (text: String, arguments: StatementArguments) {
    if ownColumns.contains(column) { return ("i.\"\(column)\"", []) }
    // Paths have no way to say these in every version of SQLite; this is slower.
    if column.contains(where: { $0 == "\"" || $0 == "\\" }) {
      return ("(SELECT value FROM json_each(i.attributes) WHERE key = ?)", [column])
    }
    return ("json_extract(i.attributes, ?)", ["$.\"\(column)\""])
  }

  /// Width and height are numbers in the database.
  private var comparedValue: StatementArguments {
    column == "width" || column == "height" ? [Int(value)] : [value]
  }
}
