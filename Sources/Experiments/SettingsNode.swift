import Foundation
import Yams

/// One place in a YAML file, with its key path and line for error messages.
struct SettingsNode {
  private let node: Node
  private let file: String
  private let path: [String]

  init(file url: URL) throws(SettingsError) {
    let text: String
    do {
      text = try String(contentsOf: url, encoding: .utf8)
    } catch {
      let isThere = FileManager.default.fileExists(atPath: url.path)
      throw .unreadable(
        file: url.path, reason: isThere ? "not a readable UTF-8 file" : "no such file")
    }
    try self.init(yaml: text, file: url.path)
  }

  init(yaml: String, file: String) throws(SettingsError) {
    do {
      node = try Yams.compose(yaml: yaml) ?? Node([:])
    } catch {
      throw .notYAML(
        file: file, reason: "\(error)".split(separator: "\n").first.map(String.init) ?? "")
    }
    self.file = file
    path = []
  }

  private init(_ node: Node, file: String, path: [String]) {
    self.node = node
    self.file = file
    self.path = path
  }

  /// "plan.yaml:12: analyses.leakage".
  var place: String {
    let line = node.mark.map { ":\($0.line)" } ?? ""
    return "\(file)\(line)" + (path.isEmpty ? "" : ": \(path.joined(separator: "."))")
  }

  /// What stands here, for messages.
  var found: String {
    switch node {
    case .scalar(let scalar): "\"\(scalar.string)\""
    case .mapping: "a map"
    case .sequence: "a list"
    case .alias: "an alias"
    }
  }

  var isMap: Bool { node.mapping != nil }

  func wrong(expected: String) -> SettingsError {
    .wrongValue(place: place, found: found, expected: expected)
  }

  /// The value of a key, or nil when it is absent or null.
  subscript(key: String) -> SettingsNode? {
    guard let value = node.mapping?.value(of: key), value.null == nil else { return nil }
    return SettingsNode(value, file: file, path: path + [key])
  }

  func require(_ key: String, example: String) throws(SettingsError) -> SettingsNode {
    guard let value = self[key] else {
      throw .missingKey(place: place, key: key, example: example)
    }
    return value
  }

  /// Refuses a map with keys that nobody reads.
  func allow(_ known: [String]) throws(SettingsError) {
    for key in try keys() where !known.contains(key) {
      throw .unknownKey(
        place: SettingsNode(node.mapping?.value(of: key) ?? node, file: file, path: path).place,
        key: key, nearest: nearest(to: key, in: known), known: known)
    }
  }

  /// Keys of a map in the file's order. Nothing at all counts as an empty map.
  func keys() throws(SettingsError) -> [String] {
    if node.null != nil { return [] }
    guard let mapping = node.mapping else { throw wrong(expected: "a map of keys and values") }
    return mapping.keys.compactMap { $0.string }
  }

  func elements() throws(SettingsError) -> [SettingsNode] {
    guard let sequence = node.sequence else { throw wrong(expected: "a list") }
    return sequence.enumerated().map { position, element in
      SettingsNode(element, file: file, path: path + ["\(position)"])
    }
  }

  func text() throws(SettingsError) -> String {
    guard let scalar = node.scalar, node.null == nil else { throw wrong(expected: "text") }
    return scalar.string
  }

  func flag() throws(SettingsError) -> Bool {
    guard let value = node.bool else { throw wrong(expected: "true or false") }
    return value
  }

  func integer(in range: ClosedRange<Int>) throws(SettingsError) -> Int {
    guard let value = node.int, range.contains(value) else {
      throw wrong(expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  func number(in range: ClosedRange<Double>) throws(SettingsError) -> Double {
    guard let value = node.float, range.contains(value) else {
      throw wrong(expected: "a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  /// One of a few words.
  func choice<Choice: RawRepresentable & CaseIterable>(
    of type: Choice.Type
  ) throws(SettingsError) -> Choice where Choice.RawValue == String {
    guard let choice = Choice(rawValue: try text()) else {
      throw wrong(
        expected: "one of " + Choice.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return choice
  }

  /// The same file with one value replaced, from `path.to.key=value`.
  func overriding(_ assignment: String) throws(SettingsError) -> SettingsNode {
    let sides = assignment.split(separator: "=", maxSplits: 1).map(String.init)
    guard sides.count == 2, !sides[0].isEmpty else {
      throw .badOverride(assignment, reason: "expected key=value, e.g. --set limit=none")
    }
    let value: Node
    do {
      value = try Yams.compose(yaml: sides[1]) ?? Node("null")
    } catch {
      throw .badOverride(assignment, reason: "\(sides[1]) is not a YAML value")
    }
    let keys = sides[0].split(separator: ".").map(String.init)
    guard let changed = replaced(node, keys[...], value) else {
      throw .badOverride(assignment, reason: "a key on the way to \(sides[0]) is not a map")
    }
    return SettingsNode(changed, file: file, path: path)
  }
}

extension Node.Mapping {
  /// By the key as written: a quoted "0.0" and a plain 0.0 are one key.
  fileprivate func value(of key: String) -> Node? {
    first { $0.key.string == key }?.value
  }
}

/// The tree with the value at a key path replaced or added; nil where the path meets no map.
private func replaced(_ node: Node, _ keys: ArraySlice<String>, _ value: Node) -> Node? {
  guard let key = keys.first else { return value }
  guard var mapping = node.null != nil ? Node.Mapping([]) : node.mapping else { return nil }
  guard let child = replaced(mapping.value(of: key) ?? Node.mapping([:]), keys.dropFirst(), value)
  else {
    return nil
  }
  mapping[Node(key)] = child
  return .mapping(mapping)
}

/// The known word with the fewest edits, if it is close enough to be meant.
func nearest(to word: String, in known: [String]) -> String? {
  let ranked = known.map { (edits(from: word, to: $0), $0) }.sorted { $0 < $1 }
  guard let best = ranked.first, best.0 <= max(2, word.count / 3) else { return nil }
  return best.1
}

/// Levenshtein distance.
private func edits(from a: String, to b: String) -> Int {
  let b = Array(b)
  var row = Array(0...b.count)
  for (i, x) in a.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for j in b.indices {
      let substituted = diagonal + (x == b[j] ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(substituted, row[j] + 1, row[j + 1] + 1)
    }
  }
  return row[b.count]
}
