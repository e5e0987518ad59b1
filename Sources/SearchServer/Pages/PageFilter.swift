import Foundation
import VectorStore

/// What a page is restricted to: values of columns from lists, and conditions as the API takes them.
struct PageFilter {
  static let columns = ["label", "split", "site", "group"]
  /// Names of its fields.
  static let fields = columns + ["where"]

  let filter: ItemFilter
  private let chosen: [String: String]
  private let conditions: [String]

  /// Empty fields say nothing: forms send them.
  init(_ fields: RequestFields) throws {
    var chosen: [String: String] = [:]
    for column in Self.columns {
      if let value = try fields.text(column), !value.isEmpty { chosen[column] = value }
    }
    self.chosen = chosen
    conditions = fields.texts("where").filter { !$0.allSatisfy(\.isWhitespace) }
    let equal = Self.columns.compactMap { column in
      chosen[column].map { ItemCondition(column: column, equals: $0) }
    }
    filter = ItemFilter(conditions: equal + (try ItemFilter(conditions).conditions))
  }

  var query: [(name: String, value: String)] {
    Self.columns.compactMap { column in chosen[column].map { (column, $0) } }
      + conditions.map { ("where", $0) }
  }

  /// For a page's form.
  func form(_ choices: StoreChoices) -> FilterForm {
    FilterForm(
      columns: Self.columns.compactMap { column in
        choices.values[column].flatMap { FilterColumn(column, $0, chosen: chosen[column]) }
      },
      conditions: conditions.enumerated().map {
        FilterField(number: $0.offset + 1, value: $0.element)
      },
      next: conditions.count + 1,
      known: (["id", "width", "height"] + choices.further).joined(separator: ", "),
      isOpen: !query.isEmpty)
  }
}

extension ItemCondition {
  fileprivate init(column: String, equals value: String) {
    self.init(column: column, comparison: .equal, value: value)
  }
}

/// In templates.
struct FilterForm {
  let columns: [FilterColumn]
  let conditions: [FilterField]
  let next: Int
  /// Further columns that conditions may name.
  let known: String
  let isOpen: Bool
}

/// One condition as it was typed.
struct FilterField {
  let number: Int
  let value: String
}

/// One column with what can be chosen.
struct FilterColumn {
  let name: String
  let title: String
  /// Whether all values are listed; else one is typed.
  let isListed: Bool
  let options: [ChoiceOption]
  let value: String

  /// Nil where there is nothing to choose.
  init?(_ name: String, _ values: [StoreChoices.Value], chosen: String?) {
    guard !values.isEmpty else { return nil }
    (self.name, title) = (name, name.capitalized)
    isListed = values.count <= StoreChoices.listed
    value = chosen ?? ""
    let known = values.map(\.value)
    let strange = chosen.map { known.contains($0) ? [] : [$0] } ?? []
    options =
      values.map {
        ChoiceOption(
          value: $0.value, text: "\($0.value) (\($0.items))", isSelected: $0.value == chosen)
      } + strange.map { ChoiceOption(value: $0, text: $0, isSelected: true) }
  }
}

/// Values that items have in the columns by which pages are filtered.
struct StoreChoices: Sendable {
  struct Value: Sendable {
    let value: String
    let items: Int
  }

  /// Beyond these, values are typed.
  static let listed = 200

  let version: StoreVersion
  let values: [String: [Value]]
  let further: [String]

  init(_ store: any ReadableStore, _ version: StoreVersion) async throws {
    var values: [String: [Value]] = [:]
    for column in PageFilter.columns {
      values[column] = try await store.values(of: column, limit: Self.listed + 1).map {
        Value(value: $0.value, items: $0.items)
      }
    }
    (self.version, self.values) = (version, values)
    further = try await store.columns()
  }
}
