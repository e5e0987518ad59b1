/// The fields of a NIfTI header that are used, where either version has them.
struct NIfTIFields {
  let isVersion2: Bool
  let isBigEndian: Bool
  /// How many, then the sizes.
  let dimensions: [Int]
  let datatype: Int
  let voxelOffset: Double
  let slope: Double
  let intercept: Double
  let calMin: Double
  let calMax: Double

  /// Nil for bytes that are no header of a file in one piece.
  ///
  /// - Precondition: 540 bytes.
  init?(_ bytes: [UInt8]) {
    var reader = BinaryNumbers(bytes: bytes, isBigEndian: false)
    guard let version = Self.version(&reader) else { return nil }
    isVersion2 = version == 2
    isBigEndian = reader.isBigEndian
    let fields = reader
    if isVersion2 {
      dimensions = (0..<8).map { Int(clamping: fields.integer(at: 16 + 8 * $0, bytes: 8)) }
      datatype = fields.integer(at: 12, bytes: 2)
      voxelOffset = Double(fields.integer(at: 168, bytes: 8))
      slope = fields.double(at: 176)
      intercept = fields.double(at: 184)
      calMax = fields.double(at: 192)
      calMin = fields.double(at: 200)
    } else {
      dimensions = (0..<8).map { fields.integer(at: 40 + 2 * $0, bytes: 2) }
      datatype = fields.integer(at: 70, bytes: 2)
      voxelOffset = fields.float(at: 108)
      slope = fields.float(at: 112)
      intercept = fields.float(at: 116)
      calMax = fields.float(at: 124)
      calMin = fields.float(at: 128)
    }
  }

  /// By the header's own size, which also tells the byte order, and its signature.
  private static func version(_ reader: inout BinaryNumbers) -> Int? {
    for isBigEndian in [false, true] {
      reader.isBigEndian = isBigEndian
      let size = reader.integer(at: 0, bytes: 4)
      if size == 348, reader.bytes[344..<348].elementsEqual(Array("n+1\0".utf8)) { return 1 }
      if size == 540, reader.bytes[4..<8].elementsEqual(Array("n+2\0".utf8)) { return 2 }
    }
    return nil
  }
}
