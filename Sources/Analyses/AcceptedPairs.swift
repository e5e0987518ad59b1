/// Pairs that a human looked at and accepted, keyed by content: `accepted.json`.
///
/// A pair is named by the SHA-256 of both pictures' pixels, smaller first, so that renaming and moving
/// files changes nothing, and any change of a picture does.
public struct AcceptedPairs: Sendable, Codable, Equatable {
  public let format: Int
  /// Ascending; one for each pair of images, so that equal pictures are accepted as often as they were
  /// seen.
  public let pairs: [Pair]

  public struct Pair: Sendable, Codable, Hashable {
    /// 64 hexadecimal digits each, a ≤ b.
    public let a: String
    public let b: String
    /// What they were called when they were accepted; for the reader.
    public let names: [String]?

    public init(a: String, b: String, names: [String]?) {
      (self.a, self.b, self.names) = (a, b, names)
    }

    public var key: [String] { [a, b] }
  }

  public static let currentFormat = 1

  /// - Parameter pairs: in any order, each digest on either side.
  public init(_ pairs: [Pair]) {
    format = Self.currentFormat
    let ordered = pairs.map { pair in
      Pair(a: min(pair.a, pair.b), b: max(pair.a, pair.b), names: pair.names?.sorted())
    }
    self.pairs = Set(ordered).sorted {
      ($0.a, $0.b, $0.names?.joined(separator: " ") ?? "")
        < ($1.a, $1.b, $1.names?.joined(separator: " ") ?? "")
    }
  }

  public static let none = AcceptedPairs([])

  public func adding(_ more: AcceptedPairs) -> AcceptedPairs {
    AcceptedPairs(pairs + more.pairs)
  }
}
