import Foundation
import Yams

/// One place in a YAML file, with its key path and line for error messages.
struct SettingsNode {
  let node: Node
  let file: String
  let path: [String]
  /// Where parts of the tree come from that do not stand in the file; none at a path of another.
  let origins: [Origin]

  struct Origin {
    let path: [String]
    let source: Source

    enum Source {
      /// Another file, whose lines the values have.
      case file(String)
      /// What says it, as "--set limit=x".
      case words(String)
    }
  }

  init(file url: URL) throws(SettingsError) {
    try self.init(yaml: try TextFile.read(url.path), file: url.path)
  }

  init(yaml: String, file: String) throws(SettingsError) {
    do {
      node = try Yams.compose(yaml: yaml) ?? Node([:])
    } catch {
      let problem = YAMLProblem(error)
      throw .notYAML(
        place: file + (problem.line.map { ":\($0)" } ?? ""), reason: problem.finding,
        remedy: problem.remedy)
    }
    self.file = file
    path = []
    origins = []
  }

  init(_ node: Node, at path: [String], in parent: SettingsNode) {
    self.node = node
    file = parent.file
    self.path = path
    origins = parent.origins
  }

  /// The whole file after a change.
  init(_ node: Node, changing former: SettingsNode, origins: [Origin]) {
    self.node = node
    file = former.file
    path = []
    self.origins = origins
  }

  /// "plan.yaml:12: analyses.leakage", or "--set limit=x: limit" for what the command line set.
  var place: String {
    let line = node.mark.map { ":\($0.line)" } ?? ""
    let origin =
      switch source(of: path) {
      case .file(let file): file + line
      case .words(let words): words
      }
    return origin + (path.isEmpty ? "" : ": \(path.joined(separator: "."))")
  }

  /// That of the nearest part above.
  func source(of path: [String]) -> Origin.Source {
    origins.filter { path.starts(with: $0.path) }.max { $0.path.count < $1.path.count }?.source
      ?? .file(file)
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
  var isList: Bool { node.sequence != nil }

  func wrong(expected: String) -> SettingsError {
    .wrongValue(place: place, found: found, expected: expected)
  }

  /// The value of a key, or nil when it is absent or null.
  subscript(key: String) -> SettingsNode? {
    guard let value = node.mapping?.value(of: key), value.null == nil else { return nil }
    return SettingsNode(value, at: path + [key], in: self)
  }

  /// Whether a key stands here with `~` or `null` behind it, and not with nothing.
  func isTakenAway(_ key: String) -> Bool {
    let value = node.mapping?.value(of: key)
    return value?.null != nil && value?.scalar?.string.isEmpty == false
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
        place: place(ofKey: key), key: key, nearest: nearest(to: key, in: known), known: known)
    }
  }

  /// The line of a key with the path of its map: the key is named by who refuses it.
  private func place(ofKey key: String) -> String {
    let value = node.mapping?.value(of: key) ?? node
    switch source(of: path + [key]) {
    case .words(let words): return words
    case .file(let file):
      let line = value.mark.map { ":\($0.line)" } ?? ""
      return file + line + (path.isEmpty ? "" : ": \(path.joined(separator: "."))")
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
      SettingsNode(element, at: path + ["\(position)"], in: self)
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
}

extension Node.Mapping {
  /// By the key as written: a quoted "0.0" and a plain 0.0 are one key.
  func value(of key: String) -> Node? {
    first { $0.key.string == key }?.value
  }
}
