import Yams

extension SettingsNode {
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
    guard let changed = replacing(keys, by: value, words: "--set \(assignment)") else {
      throw .badOverride(assignment, reason: "a key on the way to \(sides[0]) is not a map")
    }
    return changed
  }

  /// The same file with the value at a key path replaced or added; nil where the path meets no map.
  ///
  /// - Parameter words: say where the value comes from, in messages.
  func replacing(_ keys: [String], by value: Node, words: String) -> SettingsNode? {
    guard let changed = replaced(node, keys[...], value) else { return nil }
    let others = origins.filter { !$0.path.starts(with: keys) }
    return SettingsNode(
      changed, changing: self, origins: others + [Origin(path: keys, source: .words(words))])
  }

  /// The map as YAML with texts for the values at key paths as `encoder.file`; comments are lost.
  func yaml(replacing values: [String: String]) throws -> String {
    let changed = values.sorted { $0.key < $1.key }.reduce(node) { node, value in
      replaced(node, value.key.split(separator: ".").map(String.init)[...], Node(value.value))
        ?? node
    }
    return try Yams.serialize(node: changed)
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
