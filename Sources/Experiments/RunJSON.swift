public import Foundation

/// How results become JSON and come back: snake_case keys in alphabetical order.
public enum RunJSON {
  /// One line, for records that programs read.
  public static func compact(_ value: some Encodable) throws -> Data {
    try encode(value, [])
  }

  /// Indented, for people.
  public static func pretty(_ value: some Encodable) throws -> Data {
    try encode(value, .prettyPrinted)
  }

  public static func decode<Value: Decodable>(
    _ type: Value.Type, from data: Data
  ) throws -> Value {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(type, from: data)
  }

  /// A number that is not finite is an error: no output ever holds NaN.
  private static func encode(
    _ value: some Encodable, _ formatting: JSONEncoder.OutputFormatting
  ) throws -> Data {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = formatting.union([.sortedKeys, .withoutEscapingSlashes])
    do {
      return try encoder.encode(value) + Data("\n".utf8)
    } catch EncodingError.invalidValue(let found, let context) {
      throw SettingsError.wrongValue(
        place: "result: " + context.codingPath.map(\.stringValue).joined(separator: "."),
        found: "\(found)", expected: "a finite number; look for extreme numbers in the vectors")
    }
  }
}
