import Yams

/// A map of settings as a plan's file has them, key by key in order.
struct WrittenSettings {
  private var pairs: [(Node, Node)] = []

  var node: Node { .mapping(Node.Mapping(pairs, Tag(.map), .block)) }

  mutating func add(_ key: String, _ node: Node) { pairs.append((.text(key), node)) }

  /// Nothing at all is `~`.
  mutating func add(_ key: String, _ text: String?) { add(key, text.map(Node.text) ?? .nothing) }
  mutating func add(_ key: String, _ number: Int?) {
    add(key, number.map { .plain("\($0)") } ?? .nothing)
  }
  mutating func add(_ key: String, _ number: Double?) {
    add(key, number.map { .plain("\($0)") } ?? .nothing)
  }
  mutating func add(_ key: String, _ flag: Bool) { add(key, .plain("\(flag)")) }
  mutating func add(_ key: String, _ texts: [String]) { add(key, .list(texts.map(Node.text))) }
  mutating func add(_ key: String, _ settings: WrittenSettings) { add(key, settings.node) }
}

extension Node {
  static var nothing: Node { .plain("~") }

  /// A number, or a word that YAML knows.
  static func plain(_ word: String) -> Node { .scalar(Scalar(word, Tag(.implicit), .plain)) }

  /// In quotes where it would be read as anything but itself.
  static func text(_ text: String) -> Node {
    let isPlain =
      text.wholeMatch(of: /[A-Za-z][A-Za-z0-9_.\/-]*/) != nil
      && !["null", "true", "false", "yes", "no", "on", "off", "y", "n"].contains(text.lowercased())
    return isPlain ? .plain(text) : .scalar(Scalar(text, Tag(.str), .doubleQuoted))
  }

  /// On one line where its elements are scalars.
  static func list(_ elements: [Node]) -> Node {
    let isFlat = elements.allSatisfy { $0.scalar != nil }
    return .sequence(Sequence(elements, Tag(.seq), isFlat ? .flow : .block))
  }

  /// Every value by its path, in order; a list of scalars is one, and what stands in other lists goes by
  /// its `name`, or its number from 1.
  func leaves(at path: String = "") -> [(path: String, value: String)] {
    func below(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
    switch self {
    case .mapping(let mapping) where !mapping.isEmpty:
      return mapping.flatMap { key, value in value.leaves(at: below(key.string ?? "")) }
    case .sequence(let list) where !list.allSatisfy({ $0.scalar != nil }):
      return list.enumerated().flatMap { number, element in
        element.leaves(at: below(element.mapping?.value(of: "name")?.string ?? "\(number + 1)"))
      }
    default: return [(path, shown)]
    }
  }

  private var shown: String {
    switch self {
    case .scalar: null == nil ? string ?? "" : "none"
    case .sequence(let list): list.isEmpty ? "none" : list.map(\.shown).joined(separator: ", ")
    case .mapping, .alias: "all defaults"
    }
  }
}
