/// The words of a gate, one after the other.
///
/// A name starts with a letter and goes on over letters, digits and `_ . @ :`, and over a `-` with a
/// letter or digit behind it: `a - b` is a difference and `a-b` a name. Any other name is quoted.
struct GateTokens {
  enum Token: Equatable {
    case number(Double)
    case name(String)
    /// In brackets behind a name.
    case qualifier(String)
    case sign(String)
  }

  private let characters: [Character]
  private var place = 0
  /// Of the next token, from 1; behind the text at its end.
  private(set) var column = 1
  /// Nil at the end.
  private(set) var next: Token?

  /// - Throws: `GateSyntaxError` for a text that starts with what is no token.
  init(_ text: String) throws(GateSyntaxError) {
    characters = Array(text)
    try advance()
  }

  /// Two characters first: `>=` begins with `>`.
  private static let signs = [">=", "<=", "==", "!=", ">", "<", "+", "-", "*", "/", "(", ")"]

  mutating func advance() throws(GateSyntaxError) {
    while place < characters.count, characters[place].isWhitespace { place += 1 }
    column = place + 1
    guard place < characters.count else {
      next = nil
      return
    }
    switch characters[place] {
    case "\"": next = .name(try enclosed(by: "\""))
    case "[": next = .qualifier(try enclosed(by: "]"))
    case let first where first.isLetter || first == "_": next = .name(taken(nameLength))
    case let first where first.isNumber || (first == "." && !isQualified): next = try number()
    case "." where isQualified: next = .name(taken(nameLength))
    default: next = try sign()
    }
  }

  /// Whether the last token was a qualifier, behind which `.high` may stand.
  private var isQualified: Bool {
    if case .qualifier = next { true } else { false }
  }

  private mutating func taken(_ count: Int) -> String {
    defer { place += count }
    return String(characters[place..<(place + count)])
  }

  private var nameLength: Int {
    var end = place
    while end < characters.count, isInName(end) { end += 1 }
    return end - place
  }

  private func isInName(_ place: Int) -> Bool {
    let character = characters[place]
    if character == "-" { return place + 1 < characters.count && characters[place + 1].isWord }
    return character.isWord || "_.@:".contains(character)
  }

  private mutating func enclosed(by end: Character) throws(GateSyntaxError) -> String {
    guard let close = characters[(place + 1)...].firstIndex(of: end), close > place + 1 else {
      throw GateSyntaxError(column: column, expected: "a name and \(end) behind it")
    }
    defer { place = close + 1 }
    return String(characters[(place + 1)..<close])
  }

  private mutating func number() throws(GateSyntaxError) -> Token {
    var end = place
    while end < characters.count,
      characters[end].isNumber || ".eE".contains(characters[end])
        || ("+-".contains(characters[end]) && "eE".contains(characters[end - 1]) && end > place)
    {
      end += 1
    }
    let text = taken(end - place)
    guard let value = Double(text), value.isFinite else {
      throw GateSyntaxError(column: column, expected: "a number instead of \(text)")
    }
    return .number(value)
  }

  private mutating func sign() throws(GateSyntaxError) -> Token {
    let rest = String(characters[place...].prefix(2))
    guard let sign = Self.signs.first(where: rest.hasPrefix) else {
      throw GateSyntaxError(
        column: column, expected: "a name, a number or a sign instead of \(characters[place])")
    }
    return .sign(taken(sign.count))
  }
}

extension Character {
  fileprivate var isWord: Bool { isLetter || isNumber }
}

/// What is wrong with a gate as it is written.
struct GateSyntaxError: Error, Equatable {
  /// From 1.
  let column: Int
  let expected: String
}
