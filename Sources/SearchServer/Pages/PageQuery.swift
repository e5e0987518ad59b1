/// Fields of a link within the explorer, in order.
struct PageQuery {
  private(set) var items: [(name: String, value: String)]

  init(_ items: [(name: String, value: String)] = []) { self.items = items }

  /// With other values of some fields; nil takes a field out.
  func with(_ changes: KeyValuePairs<String, String?>) -> PageQuery {
    var items = items
    for (name, value) in changes {
      items.removeAll { $0.name == name }
      if let value { items.append((name, value)) }
    }
    return PageQuery(items)
  }

  func href(_ path: String) -> String {
    guard !items.isEmpty else { return path }
    return path + "?" + items.map { "\($0.name.inURL)=\($0.value.inURL)" }.joined(separator: "&")
  }

  /// For forms.
  var hidden: [HiddenField] { items.map { HiddenField(name: $0.name, value: $0.value) } }
}

/// In templates.
struct HiddenField {
  let name: String
  let value: String
}

/// A choice of a form, in templates.
struct ChoiceOption {
  let value: String
  let text: String
  let isSelected: Bool
}
