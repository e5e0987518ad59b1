/// A condition on numbers of a run: `leakage.leak_rate.high < 0.01`.
///
/// On both sides of the comparison stand names, numbers, `+ - * /` and parentheses.
public struct GateCondition: Sendable, Equatable {
  /// As it was written.
  public let text: String
  let left: GateExpression
  let comparison: Comparison
  let right: GateExpression

  /// What is asked of both sides.
  public enum Comparison: String, Sendable, CaseIterable {
    case atLeast = ">="
    case atMost = "<="
    case equal = "=="
    case unequal = "!="
    case above = ">"
    case below = "<"
  }

  /// - Parameters:
  ///   - place: where it stands, for messages.
  ///   - question: the only one that is asked, whose name may be left out; nil for several.
  /// - Throws: `SettingsError` that says what is wrong with it, and at which column.
  public init(_ text: String, place: String, question: String? = nil) throws(SettingsError) {
    do {
      var parser = try GateParser(text, question: question)
      (left, comparison, right) = try parser.condition()
    } catch {
      throw .wrongValue(
        place: place, found: "\"\(text)\"",
        expected: "\(error.expected) at column \(error.column), "
          + "as in \(question == nil ? "leakage.leak_rate.high < 0.01" : "pair_count>0")")
    }
    self.text = text
  }

  /// In the order in which they are written; empty where two constants are compared.
  public var references: [NumberReference] { left.references + right.references }

  /// Whether it holds of two finite numbers.
  func holds(_ a: Double, _ b: Double) -> Bool {
    switch comparison {
    case .atLeast: a >= b
    case .atMost: a <= b
    case .equal: a == b
    case .unequal: a != b
    case .above: a > b
    case .below: a < b
    }
  }
}

extension GateCondition: Codable {
  /// As it was written; read with the question's name.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }

  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    try self.init(text, place: "gate")
  }
}
