import Yams

extension SettingsNode {
  /// The file with the variables of the environment put in that its values name as `${NAME}`, always
  /// as text, and what was put in.
  ///
  /// - Throws: `SettingsError` for a variable that `environment:` does not declare, and for one that it
  ///   declares, used or not, that is neither set nor has anything that stands for it; one that is empty
  ///   counts as not set.
  func substituting(
    _ environment: [String: String]
  ) throws(SettingsError) -> (file: SettingsNode, used: [String: String]) {
    var variables = DeclaredVariables(
      standards: try self["environment"]?.variables() ?? [:], environment: environment)
    let changed = try substituted(&variables)
    for name in variables.standards.keys.sorted() {
      _ = try self["environment"]?.value(of: name, in: variables)
    }
    return (SettingsNode(changed, changing: self, origins: origins), variables.used)
  }

  /// A list of names, or a map from name to what stands for it where it is not set.
  private func variables() throws(SettingsError) -> [String: String?] {
    var variables: [String: String?] = [:]
    if isMap {
      for name in try keys() { variables[name] = .some(try self[name]?.text()) }
    } else {
      for element in try elements() { variables[try element.text()] = .some(nil) }
    }
    for name in variables.keys.sorted() where name.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_]*/) == nil {
      throw .wrongValue(
        place: place, found: "\"\(name)\"", expected: "names of letters, digits and underscores")
    }
    return variables
  }

  private func substituted(_ variables: inout DeclaredVariables) throws(SettingsError) -> Node {
    switch node {
    case .alias: return node
    case .scalar(let scalar):
      let text = try substituted(scalar.string, &variables)
      // In quotes, which ${NAME} needs within brackets, a number would be none.
      return text == scalar.string
        ? node : .scalar(Node.Scalar(text, .implicit, .plain, scalar.mark))
    case .sequence(let sequence):
      var elements: [Node] = []
      for (position, element) in sequence.enumerated() {
        elements.append(try child(element, "\(position)").substituted(&variables))
      }
      return .sequence(Node.Sequence(elements, sequence.tag, sequence.style, sequence.mark))
    case .mapping(let mapping):
      var pairs: [(Node, Node)] = []
      for (key, value) in mapping {
        pairs.append((key, try child(value, key.string ?? "").substituted(&variables)))
      }
      return .mapping(Node.Mapping(pairs, mapping.tag, mapping.style, mapping.mark))
    }
  }

  private func child(_ node: Node, _ key: String) -> SettingsNode {
    SettingsNode(node, at: path + [key], in: self)
  }

  private func substituted(
    _ text: String, _ variables: inout DeclaredVariables
  ) throws(SettingsError) -> String {
    var result = ""
    var rest = text[...]
    while let start = rest.firstRange(of: "${") {
      guard let end = rest[start.upperBound...].firstIndex(of: "}") else {
        throw wrong(expected: "a } after ${")
      }
      result += rest[..<start.lowerBound]
      result += try value(of: String(rest[start.upperBound..<end]), &variables)
      rest = rest[rest.index(after: end)...]
    }
    return result + rest
  }

  private func value(
    of name: String, _ variables: inout DeclaredVariables
  ) throws(SettingsError) -> String {
    guard variables.standards[name] != nil else {
      throw wrong(expected: "no ${\(name)} unless the plan declares environment: [\(name)]")
    }
    let value = try value(of: name, in: variables)
    variables.used[name] = value
    return value
  }

  /// Of a declared variable.
  private func value(
    of name: String, in variables: DeclaredVariables
  ) throws(SettingsError) -> String {
    let set = variables.environment[name].flatMap { $0.isEmpty ? nil : $0 }
    guard let value = set ?? variables.standards[name].flatMap(\.self) else {
      throw wrong(
        expected: "\(name) to be set, or what stands for it under environment: {\(name): …}")
    }
    return value
  }
}

/// What values may name.
private struct DeclaredVariables {
  /// By name; nil for those that have to be set.
  let standards: [String: String?]
  let environment: [String: String]
  var used: [String: String] = [:]
}
