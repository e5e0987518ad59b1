import Embeddings
import Yams

/// The keys that a plan varies, each with its values.
struct PlanMatrix {
  private let axes: [Axis]

  struct Axis {
    let path: [String]
    let values: [Value]
  }

  struct Value {
    let name: String
    let node: Node
    /// Where it stands, for messages.
    let place: String
  }

  /// A value for every key; nothing varies without a matrix.
  struct Combination {
    fileprivate(set) var values: [(path: [String], value: Value)] = []

    /// Nil where nothing varies.
    var name: String? {
      values.isEmpty
        ? nil
        : values.map { "\($0.path.last ?? "")-\($0.value.name)" }.joined(separator: "_")
    }
  }

  private static let mostRuns = 1_000
  /// Bytes of a name, of which file systems take 255.
  private static let longestName = 200
  /// Keys that are read before a matrix is.
  private static let unvaried = ["include", "environment", "matrix"]

  /// - Parameter overrides: of the command line, none of which may set what varies.
  init(_ plan: SettingsNode, overrides: [String]) throws(SettingsError) {
    guard let matrix = plan["matrix"] else {
      axes = []
      return
    }
    var axes: [Axis] = []
    for key in try matrix.keys() {
      guard let values = matrix[key] else { throw matrix.wrong(expected: "values of \(key)") }
      axes.append(try values.axis(key.split(separator: ".").map(String.init)))
    }
    self.axes = axes
    for assignment in overrides {
      let set = assignment.prefix { $0 != "=" }.split(separator: ".").map(String.init)
      guard let axis = axes.first(where: { set.starts(with: $0.path) || $0.path.starts(with: set) })
      else { continue }
      let key = axis.path.joined(separator: ".")
      throw .badOverride(
        assignment, reason: "the matrix varies \(key); choose runs with --only, or set matrix")
    }
    try check(matrix)
  }

  private func check(_ matrix: SettingsNode) throws(SettingsError) {
    guard !axes.isEmpty else { throw matrix.wrong(expected: "at least one key to vary") }
    if let axis = axes.first(where: { Self.unvaried.contains($0.path.first ?? "") }) {
      throw matrix.wrong(expected: "no \(axis.path[0]), which is read before the matrix")
    }
    let count = axes.reduce(1) { min(Self.mostRuns + 1, $0 * $1.values.count) }
    guard count <= Self.mostRuns else {
      throw matrix.wrong(expected: "at most \(Self.mostRuns) combinations")
    }
    let names = combinations.compactMap(\.name)
    if let long = names.first(where: { $0.utf8.count > Self.longestName }) {
      throw .wrongValue(
        place: matrix.place, found: "a name of \(long.utf8.count) bytes, \(long.prefix(40))…",
        expected: "short names, as {dataset: {a: path/to/a.yaml}}")
    }
    if let twice = Dictionary(grouping: names, by: { $0.lowercased() }).values
      .filter({ $0.count > 1 }).map({ $0[0] }).min()
    {
      throw .wrongValue(
        place: matrix.place, found: "two runs called \(twice)", expected: "a name for each value")
    }
  }

  /// Every choice of a value for each key; the last key varies fastest.
  var combinations: [Combination] {
    axes.reduce([Combination()]) { combinations, axis in
      combinations.flatMap { combination in
        axis.values.map { value in
          var next = combination
          next.values.append((axis.path, value))
          return next
        }
      }
    }
  }
}

extension SettingsNode {
  /// A list of values, called after themselves, or a map from names to them.
  fileprivate func axis(_ path: [String]) throws(SettingsError) -> PlanMatrix.Axis {
    var values: [PlanMatrix.Value] = []
    if isMap {
      for name in try keys() {
        guard let value = node.mapping?.value(of: name), ModelCard.isName(name) else {
          throw wrong(expected: "names of letters, digits, dots, dashes and underscores")
        }
        let place = SettingsNode(value, at: self.path + [name], in: self).place
        values.append(PlanMatrix.Value(name: name, node: value, place: place))
      }
    } else {
      for element in try elements() {
        values.append(
          PlanMatrix.Value(
            name: try element.runName(), node: element.node, place: element.place))
      }
    }
    guard !values.isEmpty else { throw wrong(expected: "at least one value") }
    return PlanMatrix.Axis(path: path, values: values)
  }

  /// The letters and digits of a value, or of the values of a list.
  private func runName() throws(SettingsError) -> String {
    guard !isMap else { throw wrong(expected: "a name for a map, as {name: {…}}") }
    var words: [String] = []
    for element in isList ? try elements() : [self] { words.append(try element.text()) }
    let name = words.joined(separator: "-").replacing(/[^\p{L}\p{N}._]+/, with: "-")
      .trimming(["-", "."])
    guard !name.isEmpty else { throw wrong(expected: "a value with a name, as {name: …}") }
    return name
  }

  /// The plan of a combination, whose title ends in its name.
  func combined(_ combination: PlanMatrix.Combination) throws(SettingsError) -> SettingsNode {
    var plan = self
    for (path, value) in combination.values {
      guard let changed = plan.replacing(path, by: value.node, words: value.place) else {
        throw .wrongValue(
          place: value.place, found: path.joined(separator: "."),
          expected: "the path of a key; something on the way is not a map")
      }
      plan = changed
    }
    guard let name = combination.name else { return plan }
    let bare = plan.replacing(["matrix"], by: Node("null", .implicit, .plain), words: "") ?? plan
    guard let title = try bare["title"]?.text() else { return bare }
    return bare.replacing(["title"], by: Node("\(title) (\(name))"), words: "title") ?? bare
  }
}

extension String {
  fileprivate func trimming(_ characters: Set<Character>) -> String {
    var rest = self[...]
    while let first = rest.first, characters.contains(first) { rest.removeFirst() }
    while let last = rest.last, characters.contains(last) { rest.removeLast() }
    return String(rest)
  }
}
