/// Sentences with citations in their places.
///
/// ```swift
/// let sentence: Prose = "The estimate is unbiased \(cite: .gretton2012)."
/// ```
public struct Prose: Sendable, Hashable {
  public internal(set) var parts: [Part]

  public enum Part: Sendable, Hashable {
    case text(String)
    case citation([Reference])
  }

  /// Every reference once, in the order of first citation.
  public var references: [Reference] {
    parts.reduce(into: []) { found, part in
      guard case .citation(let cited) = part else { return }
      found += cited.filter { !found.contains($0) }
    }
  }

  /// "… (Gretton et al. 2012)."
  public var text: String {
    parts.map { part in
      switch part {
      case .text(let text): text
      case .citation(let cited): "(\(cited.map(\.short).joined(separator: "; ")))"
      }
    }.joined()
  }

  /// "… \citep{gretton2012}."
  var laTeX: String {
    parts.map { part in
      switch part {
      case .text(let text): text.laTeXEscaped
      case .citation(let cited): "\\citep{\(cited.map(\.key).joined(separator: ","))}"
      }
    }.joined()
  }

  var isEmpty: Bool { parts.isEmpty }

  public init(_ text: String) { self.init(stringLiteral: text) }

  init(parts: [Part]) { self.parts = parts }

  static func + (first: Prose, second: Prose) -> Prose { Prose(parts: first.parts + second.parts) }
}

extension Prose: ExpressibleByStringInterpolation {
  public init(stringLiteral text: String) { parts = text.isEmpty ? [] : [.text(text)] }
  public init(stringInterpolation: StringInterpolation) { parts = stringInterpolation.parts }

  public struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var parts: [Part] = []

    public init(literalCapacity: Int, interpolationCount: Int) {}

    public mutating func appendLiteral(_ text: String) {
      if !text.isEmpty { parts.append(.text(text)) }
    }

    public mutating func appendInterpolation(_ text: some CustomStringConvertible) {
      appendLiteral("\(text)")
    }

    public mutating func appendInterpolation(cite references: Reference...) {
      parts.append(.citation(references))
    }
  }
}

extension [Prose] {
  /// One after the other, with a space between them; empty ones are left out.
  var sentences: Prose {
    let spaced = filter { !$0.isEmpty }.flatMap { [Prose.Part.text(" ")] + $0.parts }
    return Prose(parts: [Prose.Part](spaced.dropFirst()))
  }
}
