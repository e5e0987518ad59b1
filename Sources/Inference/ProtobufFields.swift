import Foundation

/// The fields of a protobuf message in the order in which they stand there; ends before what is
/// damaged.
///
/// Source: Protocol Buffers, "Encoding".
struct ProtobufFields: Sequence, IteratorProtocol {
  struct Field {
    let number: UInt64
    /// With its tag.
    let whole: Range<Int>
    /// Of a field with a length, what it holds; empty for others.
    let payload: Range<Int>
    /// Of a number.
    let value: UInt64
  }

  private let bytes: Data
  private let end: Int
  private var place: Int

  /// - Precondition: the range lies within the bytes, whose indices begin at 0.
  init(_ bytes: Data, _ range: Range<Int>) {
    self.bytes = bytes
    place = range.lowerBound
    end = range.upperBound
  }

  /// Whether everything has been read.
  var isAtEnd: Bool { place == end }

  mutating func next() -> Field? {
    var cursor = place
    guard let tag = varint(&cursor) else { return nil }
    var payload = cursor..<cursor
    var value: UInt64 = 0
    switch tag & 7 {
    case 0:
      guard let number = varint(&cursor) else { return nil }
      value = number
    case 1: cursor += 8
    case 2:
      guard let length = varint(&cursor), length <= end - cursor else { return nil }
      payload = cursor..<(cursor + Int(length))
      cursor = payload.upperBound
    case 5: cursor += 4
    default: return nil
    }
    guard cursor <= end else { return nil }
    defer { place = cursor }
    return Field(number: tag >> 3, whole: place..<cursor, payload: payload, value: value)
  }

  private func varint(_ cursor: inout Int) -> UInt64? {
    var value: UInt64 = 0
    for shift in stride(from: 0, to: 64, by: 7) {
      guard cursor < end else { return nil }
      let byte = UInt64(bytes[cursor])
      cursor += 1
      value |= (byte & 0x7F) << UInt64(shift)
      if byte < 0x80 { return value }
    }
    return nil
  }
}

extension ProtobufFields {
  /// What stands before so many bytes of a field.
  static func tag(_ field: UInt8, length: Int) -> [UInt8] {
    precondition(field < 16, "field \(field) takes two bytes")
    var bytes: [UInt8] = [field << 3 | 2]
    var rest = length
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F | 0x80))
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }

  /// Whether the numbers of an ONNX tensor are in a file beside the model: TensorProto.data_location 14.
  static func isKeptElsewhere(_ tensor: Range<Int>, in file: Data) -> Bool {
    ProtobufFields(file, tensor).contains { $0.number == 14 && $0.value == 1 }
  }
}
