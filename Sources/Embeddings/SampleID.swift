/// How results name a vector: by its sample's id, or by its row where an array came without ids.
///
/// In JSON a string or an integer, counted from 0.
public enum SampleID: Sendable, Hashable, Codable, CustomStringConvertible {
  case name(String)
  case row(Int)

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let row = try? container.decode(Int.self) {  // not a number: then it is a name
      self = .row(row)
    } else {
      self = .name(try container.decode(String.self))
    }
  }

  public func encode(to encoder: any Swift.Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .name(let name): try container.encode(name)
    case .row(let row): try container.encode(row)
    }
  }

  public var description: String {
    switch self {
    case .name(let name): name
    case .row(let row): "row \(row)"
    }
  }
}

extension SampleID: Comparable {
  /// Names by their characters, rows by number; names come first.
  public static func < (a: SampleID, b: SampleID) -> Bool {
    switch (a, b) {
    case (.name(let a), .name(let b)): a < b
    case (.row(let a), .row(let b)): a < b
    case (.name, .row): true
    case (.row, .name): false
    }
  }
}
