/// JSON Schema of draft 2020-12.
extension SettingsShape: Encodable {
  /// A value that holds `${NAME}`, which is read before its kind is looked at.
  private static let environmentPattern = #"\$\{"#

  func encode(to encoder: any Encoder) throws {
    var words = encoder.container(keyedBy: Keyword.self)
    switch self {
    case .text: try words.encode(["string", "number"], forKey: "type")
    case .nothing: try words.encode("null", forKey: "type")
    case .flag: try scalar("boolean", &words)
    case .integer(let range):
      try scalar("integer", &words)
      try words.encode(range.lowerBound, forKey: "minimum")
      try words.encode(range.upperBound, forKey: "maximum")
    case .number(let range): try number(range, &words)
    case .words(let choices):
      try words.encode(
        [Alternative(choices), Alternative(pattern: Self.environmentPattern)], forKey: "anyOf")
    case .list(let element):
      try words.encode("array", forKey: "type")
      try words.encode(element, forKey: "items")
    case .map(let keys): try map(keys, &words)
    case .named(let element):
      try words.encode("object", forKey: "type")
      try words.encode(element, forKey: "additionalProperties")
    case .either(let shapes): try words.encode(shapes, forKey: "anyOf")
    case .anything: break
    }
  }

  /// One word of a few.
  private struct Alternative: Encodable {
    var `enum`: [String]?
    var type: String?
    var pattern: String?

    init(_ words: [String]) { `enum` = words }

    init(pattern: String) { (type, self.pattern) = ("string", pattern) }
  }

  private func scalar(
    _ type: String, _ words: inout KeyedEncodingContainer<Keyword>
  ) throws {
    try words.encode([type, "string"], forKey: "type")
    try words.encode(Self.environmentPattern, forKey: "pattern")
  }

  private func number(
    _ range: ClosedRange<Double>, _ words: inout KeyedEncodingContainer<Keyword>
  ) throws {
    try scalar("number", &words)
    if range.lowerBound == .leastNormalMagnitude {
      try words.encode(0, forKey: "exclusiveMinimum")
    } else if range.lowerBound > -.greatestFiniteMagnitude {
      try words.encode(range.lowerBound, forKey: "minimum")
    }
    if range.upperBound < .greatestFiniteMagnitude {
      try words.encode(range.upperBound, forKey: "maximum")
    }
  }

  private func map(
    _ keys: [SettingsKey], _ words: inout KeyedEncodingContainer<Keyword>
  ) throws {
    // Nothing at all counts as an empty map, where no key is needed.
    let needed = keys.filter(\.isNeeded).map(\.name)
    try words.encode(needed.isEmpty ? ["object", "null"] : ["object"], forKey: "type")
    try words.encode(false, forKey: "additionalProperties")
    var properties = words.nestedContainer(keyedBy: Keyword.self, forKey: "properties")
    for key in keys { try properties.encode(key, forKey: Keyword(key.name)) }
    if !needed.isEmpty { try words.encode(needed, forKey: "required") }
  }
}

extension SettingsKey: Encodable {
  func encode(to encoder: any Encoder) throws {
    try shape.encode(to: encoder)
    var words = encoder.container(keyedBy: Keyword.self)
    try words.encode(meaning, forKey: "description")
    if let standard { try words.encode(standard, forKey: "default") }
  }
}

/// A word of JSON Schema, or a key that it describes.
private struct Keyword: CodingKey, ExpressibleByStringLiteral {
  let stringValue: String
  var intValue: Int? { nil }

  init(_ name: String) { stringValue = name }
  init(stringLiteral name: String) { stringValue = name }
  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { return nil }
}
