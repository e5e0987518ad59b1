/// The named parts that PNG, JPEG and WebP files are made of, as far as they can be followed.
enum FileChunks {
  /// The body of the first chunk of a PNG that has this name of four letters.
  static func png(_ name: String, in bytes: [UInt8]) -> ArraySlice<UInt8>? {
    var position = PNGCodec.signature.count
    while position + 8 <= bytes.count {
      let length = bytes[position..<(position + 4)].reduce(0) { $0 << 8 | Int($1) }
      let (start, end) = (position + 8, position + 8 + length)
      guard end <= bytes.count else { return nil }
      if bytes[(position + 4)..<start].elementsEqual(name.utf8) { return bytes[start..<end] }
      position = end + 4
    }
    return nil
  }

  /// What follows a label in the first segment of a JPEG that has this marker and begins with it.
  static func jpeg(
    _ marker: UInt8, _ label: String, in bytes: [UInt8]
  ) -> ArraySlice<UInt8>? {
    var position = 2
    while position + 4 <= bytes.count {
      // Bytes between segments are passed over, as by libjpeg, and 0xFF may be repeated before a marker.
      guard bytes[position] == 0xFF, bytes[position + 1] != 0xFF, bytes[position + 1] != 0 else {
        position += 1
        continue
      }
      let length = Int(bytes[position + 2]) << 8 | Int(bytes[position + 3])
      let end = position + 2 + length
      guard bytes[position + 1] != 0xDA, length >= 2, end <= bytes.count else { return nil }
      let body = bytes[(position + 4)..<end]
      if bytes[position + 1] == marker, body.starts(with: label.utf8) {
        return body.dropFirst(label.utf8.count)
      }
      position = end
    }
    return nil
  }

  /// The body of the first chunk of a WebP that has this name of four letters.
  static func webP(_ name: String, in bytes: [UInt8]) -> ArraySlice<UInt8>? {
    var position = 12
    while position + 8 <= bytes.count {
      let length = bytes[(position + 4)..<(position + 8)].reversed().reduce(0) { $0 << 8 | Int($1) }
      let (start, end) = (position + 8, position + 8 + length)
      guard end <= bytes.count else { return nil }
      if bytes[position..<(position + 4)].elementsEqual(name.utf8) { return bytes[start..<end] }
      position = end + length % 2
    }
    return nil
  }
}
