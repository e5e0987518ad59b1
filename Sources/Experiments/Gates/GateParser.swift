/// Reads a condition: two expressions and a comparison between them.
struct GateParser {
  private var tokens: GateTokens
  /// That names are of where they do not say so; nil where they all do.
  private let question: String?

  init(_ text: String, question: String?) throws(GateSyntaxError) {
    tokens = try GateTokens(text)
    self.question = question
  }

  mutating func condition() throws(GateSyntaxError) -> (
    GateExpression, GateCondition.Comparison, GateExpression
  ) {
    let left = try sum()
    guard case .sign(let sign) = tokens.next,
      let comparison = GateCondition.Comparison(rawValue: sign)
    else { throw wrong("one of >= <= == != > <") }
    try tokens.advance()
    let right = try sum()
    guard tokens.next == nil else { throw wrong("the end, as a gate has one comparison") }
    return (left, comparison, right)
  }

  private mutating func sum() throws(GateSyntaxError) -> GateExpression {
    var result = try product()
    while let operation = try operation(among: [.plus, .minus]) {
      result = .combined(result, operation, try product())
    }
    return result
  }

  private mutating func product() throws(GateSyntaxError) -> GateExpression {
    var result = try factor()
    while let operation = try operation(among: [.times, .divided]) {
      result = .combined(result, operation, try factor())
    }
    return result
  }

  private mutating func factor() throws(GateSyntaxError) -> GateExpression {
    switch tokens.next {
    case .number(let value):
      try tokens.advance()
      return .number(value)
    case .name(let name): return .reference(try reference(name))
    case .sign("-"):
      try tokens.advance()
      return .negated(try factor())
    case .sign("("):
      try tokens.advance()
      let inner = try sum()
      guard tokens.next == .sign(")") else { throw wrong("a closing parenthesis") }
      try tokens.advance()
      return inner
    case .sign, .qualifier, nil: throw wrong("a name or a number")
    }
  }

  /// `NAME`, `NAME[ENCODER]` or `NAME[ENCODER].high`.
  private mutating func reference(_ name: String) throws(GateSyntaxError) -> NumberReference {
    let column = tokens.column
    var whole = name
    var encoder: NumberReference.EncoderChoice?
    try tokens.advance()
    if case .qualifier(let word) = tokens.next {
      encoder = word == "*" ? .each : .named(word)
      try tokens.advance()
      if case .name(let end) = tokens.next, end.first == "." {
        whole += end
        try tokens.advance()
      }
    }
    if let question, !whole.hasPrefix("\(question).") { whole = "\(question).\(whole)" }
    return NumberReference(name: whole, encoder: encoder, column: column)
  }

  private mutating func operation(
    among known: [GateExpression.Operation]
  ) throws(GateSyntaxError) -> GateExpression.Operation? {
    guard case .sign(let sign) = tokens.next, let character = sign.first, sign.count == 1,
      let operation = GateExpression.Operation(rawValue: character), known.contains(operation)
    else { return nil }
    try tokens.advance()
    return operation
  }

  private func wrong(_ expected: String) -> GateSyntaxError {
    GateSyntaxError(column: tokens.column, expected: expected)
  }
}
