/// What a place in a settings file takes, as far as an editor can say.
indirect enum SettingsShape: Sendable {
  /// Any scalar: a number is a text, too.
  case text
  /// A key without a value.
  case nothing
  case flag
  case integer(ClosedRange<Int>)
  case number(ClosedRange<Double>)
  /// One of these.
  case words([String])
  case list(SettingsShape)
  case map([SettingsKey])
  /// A map whose keys are names of the writer's.
  case named(SettingsShape)
  case either([SettingsShape])
  case anything

  /// Above zero.
  static let positive = SettingsShape.number(
    .leastNormalMagnitude...Double.greatestFiniteMagnitude)
  static let anyNumber = SettingsShape.number(
    -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude)

  /// One of the words of an enumeration.
  static func choice<Choice: RawRepresentable & CaseIterable>(
    _ type: Choice.Type
  ) -> SettingsShape where Choice.RawValue == String {
    .words(Choice.allCases.map(\.rawValue))
  }

  /// One, or a list of them.
  static func oneOrMore(_ shape: SettingsShape) -> SettingsShape { .either([shape, .list(shape)]) }
}

/// A key of a map, with what it means.
struct SettingsKey: Sendable {
  let name: String
  let shape: SettingsShape
  let meaning: String
  /// What stands where the key is left out; nil where that depends on something else.
  var standard: (any Encodable & Sendable)?
  var isNeeded = false

  init(
    _ name: String, _ shape: SettingsShape, _ meaning: String,
    standard: (any Encodable & Sendable)? = nil, isNeeded: Bool = false
  ) {
    self.name = name
    self.shape = shape
    self.meaning = meaning
    self.standard = standard
    self.isNeeded = isNeeded
  }
}
