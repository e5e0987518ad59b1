/// Rows on their way into a table, as `COPY … FROM STDIN (FORMAT binary)` takes them.
public struct CopyMessage: Sendable {
  private(set) var bytes =
    Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0] + [0, 0, 0, 0, 0, 0, 0, 0]
  public private(set) var rows = 0

  public init() {}

  /// - Parameter values: a column each; nil for NULL.
  public mutating func append(_ values: [ServerValue?]) {
    rows += 1
    bytes.append(bigEndian: Int16(truncatingIfNeeded: values.count))
    for value in values {
      let place = bytes.count
      bytes.append(bigEndian: Int32(-1))
      guard let value else { continue }
      value.append(to: &bytes)
      let size = UInt32(truncatingIfNeeded: bytes.count - place - 4)
      for byte in 0..<4 { bytes[place + byte] = UInt8(truncatingIfNeeded: size >> (24 - 8 * byte)) }
    }
  }

  /// With what ends it.
  var finished: [UInt8] { bytes + [0xFF, 0xFF] }
}
