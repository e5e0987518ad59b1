/// A JSON value as the text that a table would show; lists, objects, null and empty texts as none.
public struct ScalarText: Decodable, Sendable {
  public let text: String?

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    // Each is tried in turn: JSON does not say of what kind a value is.
    if let value = try? container.decode(String.self) {
      text = value.isEmpty ? nil : value
    } else if let value = try? container.decode(Bool.self) {
      text = String(value)
    } else if let value = try? container.decode(Int.self) {
      text = String(value)
    } else if let value = try? container.decode(Double.self) {
      text = String(value)
    } else {
      text = nil
    }
  }
}
