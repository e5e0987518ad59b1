import Foundation

@testable import Figures

extension Figure {
  /// As JSON to compare: one element a line, keys sorted, lengths rounded to 1/100 point and parts of
  /// colours to 1/1000, so that it is the same on every machine.
  func golden() throws -> String {
    let lines = try elements.map { try JSON(of: $0).golden(key: "") }.joined(separator: ",\n")
    let size = "\"width\":\(width.golden(100)),\"height\":\(height.golden(100))"
    return "{\(size),\"fonts\":\(fonts.quoted),\"elements\":[\n\(lines)\n]}\n"
  }
}

/// Any JSON value.
private enum JSON: Decodable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSON])
  case object([String: JSON])

  private static let partsOfColor: Set = ["red", "green", "blue", "opacity"]

  init(of value: some Encodable) throws {
    self = try JSONDecoder().decode(JSON.self, from: JSONEncoder().encode(value))
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {  // Fails for other types: try those.
      self = .bool(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([JSON].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: JSON].self))
    }
  }

  func golden(key: String) -> String {
    switch self {
    case .null: "null"
    case .bool(let value): "\(value)"
    case .number(let value): value.golden(Self.partsOfColor.contains(key) ? 1_000 : 100)
    case .string(let value): value.quoted
    case .array(let values):
      "[" + values.map { $0.golden(key: key) }.joined(separator: ",") + "]"
    case .object(let values):
      "{"
        + values.sorted { $0.key < $1.key }.map {
          "\($0.key.quoted):\($0.value.golden(key: $0.key))"
        }
        .joined(separator: ",") + "}"
    }
  }
}

extension Double {
  /// Rounded to one part of so many.
  fileprivate func golden(_ parts: Double) -> String {
    let rounded = (self * parts).rounded() / parts
    return rounded == 0 ? "0" : "\(rounded)"
  }
}

extension String {
  fileprivate var quoted: String {
    let escaped = unicodeScalars.map { scalar -> String in
      switch scalar {
      case "\"": "\\\""
      case "\\": "\\\\"
      case "\n": "\\n"
      default: String(scalar)
      }
    }
    return "\"" + escaped.joined() + "\""
  }
}
