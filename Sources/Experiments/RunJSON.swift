public import Foundation

/// How results become JSON and come back: snake_case keys in alphabetical order.
public enum RunJSON {
  /// One line, for records that programs read.
  public static func compact(_ value: some Encodable) throws -> Data {
    try encoder([]).encode(value) + Data("\n".utf8)
  }

  /// Indented, for people.
  public static func pretty(_ value: some Encodable) throws -> Data {
    try encoder(.prettyPrinted).encode(value) + Data("\n".utf8)
  }

  public static func decode<Value: Decodable>(
    _ type: Value.Type, from data: Data
  ) throws -> Value {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(type, from: data)
  }

  /// A number that is not finite is an error: no output ever holds NaN.
  private static func encoder(_ formatting: JSONEncoder.OutputFormatting) -> JSONEncoder {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = formatting.union([.sortedKeys, .withoutEscapingSlashes])
    return encoder
  }
}
