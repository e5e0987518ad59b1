import Experiments
import Foundation
import TestSupport
import Testing
import Yams

/// The schema and the parser of plans say the same.
@Suite struct PlanSchemaTests {
  typealias Schema = [String: Any]

  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// A map of a plan: how a key of it is set on the command line, and what the schema says of it.
  private struct Place {
    let keys: String
    let schema: Schema
    /// Of an element in a list: what else it has to say.
    var siblings: String?

    func assignment(_ key: String, _ value: String) -> String {
      guard let siblings else { return (keys.isEmpty ? key : "\(keys).\(key)") + "=\(value)" }
      return "\(keys)=[{\(siblings), \(key): \(value)}]"
    }

    var properties: [String: Schema] { schema["properties"] as? [String: Schema] ?? [:] }
  }

  private static func schema() throws -> Schema {
    try #require(try JSONSerialization.jsonObject(with: PlanSchema.json()) as? Schema)
  }

  /// All maps with known keys, from the whole plan on.
  private static func places() throws -> [Place] {
    try places(below: Place(keys: "", schema: schema()))
  }

  private static func places(below place: Place) -> [Place] {
    [place]
      + place.properties.sorted { $0.key < $1.key }.flatMap { key, schema -> [Place] in
        let keys = place.keys.isEmpty ? key : "\(place.keys).\(key)"
        let siblings = keys.hasSuffix("masks") ? "name: a, path: a" : "name: a"
        return maps(of: schema).flatMap { places(below: Place(keys: keys, schema: $0)) }
          + maps(of: schema["items"] as? Schema ?? [:]).map {
            Place(keys: keys, schema: $0, siblings: siblings)
          }
      }
  }

  /// The maps with known keys among what a value may be.
  private static func maps(of schema: Schema) -> [Schema] {
    ([schema] + (schema["anyOf"] as? [Schema] ?? [])).filter { $0["properties"] != nil }
  }

  /// A plan of one analysis with what it needs.
  private static func base(for keys: String) -> String {
    let parts = keys.split(separator: ".").map(String.init)
    let name = parts.count > 1 && parts[0] == "analyses" ? parts[1] : "similarity"
    let needed = [
      "sites": "by: site", "text": "encoder: minilm-l6",
      "segmentation": "masks: [{name: z, path: a}]",
      "labels": keys.hasSuffix("filter")
        ? "filter: {wanted: a}" : keys.hasSuffix("select") ? "select: {count: 3}" : "",
    ]
    return """
      title: t
      dataset: d.yaml
      encoders: [pixels]
      compare: {by: split, reference: train, candidate: test}
      analyses: {\(name): {\(needed[name] ?? "")}}
      \(parts.first == "tracking" ? "tracking: {mlflow: {uri: http://127.0.0.1:5000}}" : "")
      """
  }

  private static func plan(
    _ base: String, _ assignment: String? = nil
  ) throws -> ExperimentPlan {
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    return try ExperimentPlan(
      file: folder.write(base, to: "plan.yaml"), overrides: [assignment].compactMap(\.self))
  }

  /// Why a key's value is refused; nil when it is not.
  private static func refusal(
    _ place: Place, _ key: String, _ value: String
  ) -> SettingsError? {
    do {
      _ = try plan(base(for: place.keys), place.assignment(key, value))
      return nil
    } catch {
      return error as? SettingsError
    }
  }

  @Test func everyKeyThatTheParserTakesIsInTheSchemaAndTheOtherWayRound() throws {
    let places = try Self.places()
    #expect(places.count > 20)
    for place in places {
      guard case .unknownKey(_, _, _, let known) = Self.refusal(place, "no-such-key", "1") else {
        Issue.record("\(place.keys): an unknown key is taken")
        continue
      }
      #expect(Set(known) == Set(place.properties.keys), "\(place.keys)")
      #expect(place.schema["additionalProperties"] as? Bool == false)
    }
  }

  @Test func everyKeyHasAMeaning() throws {
    for place in try Self.places() {
      for (key, schema) in place.properties {
        #expect((schema["description"] as? String)?.isEmpty == false, "\(place.keys).\(key)")
      }
    }
  }

  @Test func everyDefaultIsWhatStandsWhereNothingIsSaid() throws {
    var seen = 0
    for place in try Self.places() {
      for (key, schema) in place.properties {
        guard let standard = schema["default"] else { continue }
        let value = try String(
          decoding: JSONSerialization.data(withJSONObject: standard, options: .fragmentsAllowed),
          as: UTF8.self)
        let base = Self.base(for: place.keys)
        seen += 1
        if key == "selection" {
          let with = "analyses.clusters={method: hdbscan, selection: \(value)}"
          #expect(
            try Self.plan(base, with) == Self.plan(base, "analyses.clusters={method: hdbscan}"))
        } else if let siblings = place.siblings {
          let without = try Self.plan(base, "\(place.keys)=[{\(siblings)}]")
          #expect(try Self.plan(base, place.assignment(key, value)) == without, "\(key)")
        } else {
          let found = try Self.plan(base, place.assignment(key, value))
          #expect(try found == Self.plan(base), "\(place.keys).\(key)")
        }
      }
    }
    #expect(seen > 60)
  }

  @Test func boundsAndWordsAreThoseOfTheParser() throws {
    var seen = 0
    for place in try Self.places() where !place.keys.isEmpty {
      for (key, schema) in place.properties {
        for (value, isFit) in Self.trials(schema) {
          seen += 1
          let refusal = Self.refusal(place, key, value)
          if isFit {
            let isOfValue =
              refusal?.description.contains("expected a number from") == true
              || refusal?.description.contains("expected a whole number from") == true
              || refusal?.description.contains("expected one of") == true
            #expect(!isOfValue, "\(place.keys).\(key)=\(value): \(refusal?.description ?? "")")
          } else {
            #expect(refusal != nil, "\(place.keys).\(key)=\(value) is taken")
          }
        }
      }
    }
    #expect(seen > 250)
  }

  /// Values on the bounds and beyond them; of alternatives, where one is of numbers, those beyond it.
  private static func trials(_ schema: Schema) -> [(value: String, isFit: Bool)] {
    var trials: [(String, Bool)] = []
    let isWhole = (schema["type"] as? [String])?.contains("integer") == true
    let step = isWhole ? 1 : 1e-12
    for (bound, sign) in [("minimum", -1.0), ("maximum", 1.0)] {
      guard let limit = schema[bound] as? Double else { continue }
      let beyond = limit + sign * max(step, abs(limit) * (isWhole ? 0 : 1e-9))
      let text = { (number: Double) in isWhole ? "\(Int(number))" : "\(number)" }
      trials += [(text(limit), true), (text(beyond), false)]
    }
    if schema["exclusiveMinimum"] != nil { trials += [("0", false), ("1e-6", true)] }
    if (schema["type"] as? [String])?.contains("boolean") == true {
      trials += [("true", true), ("3", false)]
    }
    let alternatives = schema["anyOf"] as? [Schema] ?? []
    let words = alternatives.compactMap { $0["enum"] as? [String] }.joined()
    trials += words.map { ($0, true) }
    if !words.isEmpty { trials.append(("no-such-word", false)) }
    return trials
  }

  // MARK: Plans of the repository

  /// What is wrong with a value, as a validator of draft 2020-12 would find it; as far as the schema of
  /// plans needs.
  private static func problems(_ value: Any, _ schema: Schema, _ place: String) -> [String] {
    if let alternatives = schema["anyOf"] as? [Schema],
      !alternatives.contains(where: { problems(value, $0, place).isEmpty })
    {
      return ["\(place): none of the alternatives"]
    }
    var found: [String] = []
    let types = (schema["type"] as? [String]) ?? (schema["type"] as? String).map { [$0] } ?? []
    if !types.isEmpty, !types.contains(where: { isType(value, $0) }) {
      found.append("\(place): not of \(types)")
    }
    if let words = schema["enum"] as? [String], !words.contains("\(value)") {
      found.append("\(place): none of \(words)")
    }
    if let text = value as? String, let pattern = schema["pattern"] as? String,
      (try? Regex(pattern).firstMatch(in: text)) == nil
    {
      found.append("\(place): no \(pattern)")
    }
    if let elements = value as? [Any], let items = schema["items"] as? Schema {
      found += elements.flatMap { problems($0, items, place) }
    }
    guard let map = value as? Schema else { return found }
    let properties = schema["properties"] as? [String: Schema] ?? [:]
    for (key, value) in map {
      if let known = properties[key] ?? schema["additionalProperties"] as? Schema {
        found += problems(value, known, "\(place).\(key)")
      } else if schema["additionalProperties"] as? Bool == false {
        found.append("\(place): unknown key \(key)")
      }
    }
    for key in schema["required"] as? [String] ?? [] where map[key] == nil {
      found.append("\(place): \(key) is missing")
    }
    return found
  }

  private static func isType(_ value: Any, _ type: String) -> Bool {
    switch type {
    case "object": value is Schema
    case "array": value is [Any]
    case "string": value is String || value is Date  // YAML 1.2 has no dates.
    case "boolean": value is Bool
    case "integer": value is Int
    case "number": value is Int || value is Double
    default: value is NSNull
    }
  }

  @Test func whatIsLeftOutBehindItsKeyFits() throws {
    let schema = try Self.schema()
    let plan = """
      environment: {DATA: ../mine, SEED: }
      dataset: ${DATA}/dataset.yaml
      seed: ~
      limit:
      analyses: {similarity: , clusters: {k: ~, method: }, shift: ~}
      """
    #expect(Self.problems(try #require(try Yams.load(yaml: plan)), schema, "").isEmpty)
    let needed = "compare: {by: ~, reference: a, candidate: b}"
    #expect(!Self.problems(try #require(try Yams.load(yaml: needed)), schema, "").isEmpty)
  }

  @Test func plansOfTheRepositoryFit() throws {
    let schema = try Self.schema()
    let folder = Self.root.appending(path: "experiments")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    var seen = 0
    for name in names {
      let file = folder.appending(path: "\(name)/plan.yaml")
      guard FileManager.default.fileExists(atPath: file.path) else { continue }
      seen += 1
      let problems = Self.problems(
        try #require(try Yams.load(yaml: String(contentsOf: file, encoding: .utf8))), schema, name)
      #expect(problems.isEmpty, "\(problems)")
    }
    #expect(seen >= 6)
    let broken: Schema = ["title": "t", "seeds": 3, "pictures": "no", "limit": ["train": 0.5]]
    #expect(Self.problems(broken, schema, "").count == 3)
  }

  /// The YAML of the README and the pages, by page.
  private static func quotations() throws -> [(page: String, yaml: String)] {
    let folder = root.appending(path: "Sources/semblance/Documentation.docc")
    let pages = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil
    ).filter { $0.pathExtension == "md" }.sorted { $0.path < $1.path }
    return try (pages + [root.appending(path: "README.md")]).flatMap { page in
      try String(contentsOf: page, encoding: .utf8).matches(of: /```yaml\n((?s).*?)```/)
        .map { (page.lastPathComponent, String($0.1)) }
    }
  }

  /// What is quoted is a part of a plan unless it is a workflow, a data set or a card of a model; it stands
  /// on a plan that has the rest.
  @Test func plansThatThePagesQuoteFit() throws {
    let schema = try Self.schema()
    let rest = Self.base(for: "analyses.leakage")
    var seen = 0
    for (page, yaml) in try Self.quotations() {
      let quoted = try #require(try Yams.load(yaml: yaml) as? Schema, "\(page): \(yaml)")
      if ["jobs", "source"].contains(where: { quoted[$0] != nil }) { continue }
      seen += 1
      let whole = try #require(try Yams.load(yaml: rest) as? Schema).merging(quoted) { $1 }
      let problems = Self.problems(whole, schema, page)
      #expect(problems.isEmpty, "\(problems)")
      let folder = try TemporaryFolder()
      try folder.write(rest, to: "base.yaml")
      let base = quoted["include"] == nil ? "include: ../base.yaml\n" : ""
      let plan = try folder.write(base + yaml, to: "plans/plan.yaml")
      #expect(throws: Never.self, "\(page): \(yaml)") {
        try PlannedRun.all(of: plan, environment: ["SEED": "7", "USER": "me"])
      }
    }
    #expect(seen >= 7)
  }
}
