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
    var reader = NIfTINumbers(bytes: bytes, isBigEndian: false)
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
  private static func version(_ reader: inout NIfTINumbers) -> Int? {
    for isBigEndian in [false, true] {
      reader.isBigEndian = isBigEndian
      let size = reader.integer(at: 0, bytes: 4)
      if size == 348, reader.bytes[344..<348].elementsEqual(Array("n+1\0".utf8)) { return 1 }
      if size == 540, reader.bytes[4..<8].elementsEqual(Array("n+2\0".utf8)) { return 2 }
    }
    return nil
  }
}

/// Numbers of either byte order at places in bytes.
struct NIfTINumbers {
  let bytes: [UInt8]
  var isBigEndian: Bool

  /// The bits, as a number of up to 8 bytes.
  func bits(at place: Int, bytes count: Int) -> UInt64 {
    var value: UInt64 = 0
    for i in 0..<count {
      value = value << 8 | UInt64(bytes[place + (isBigEndian ? i : count - 1 - i)])
    }
    return value
  }

  func integer(at place: Int, bytes count: Int) -> Int {
    let unused = UInt64(64 - 8 * count)
    return Int(
      truncatingIfNeeded: Int64(bitPattern: bits(at: place, bytes: count) << unused) >> unused)
  }

  func float(at place: Int) -> Double {
    Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits(at: place, bytes: 4))))
  }

  func double(at place: Int) -> Double {
    Double(bitPattern: bits(at: place, bytes: 8))
  }
}

/// The type of a voxel (DT_… of nifti1.h).
enum NIfTIVoxel: Int {
  case uint8 = 2
  case int16 = 4
  case int32 = 8
  case float32 = 16
  case float64 = 64
  case rgb24 = 128
  case int8 = 256
  case uint16 = 512
  case uint32 = 768
  case int64 = 1024
  case uint64 = 1280

  init(code: Int) throws(ImageError) {
    guard let known = Self(rawValue: code) else {
      throw .unsupported(format: "NIfTI", finding: "voxels of type \(code)")
    }
    self = known
  }

  var bytes: Int {
    switch self {
    case .uint8, .int8: 1
    case .int16, .uint16: 2
    case .rgb24: 3
    case .int32, .uint32, .float32: 4
    case .int64, .uint64, .float64: 8
    }
  }

  /// - Precondition: not `rgb24`.
  func value(_ numbers: NIfTINumbers, _ index: Int) -> Double {
    let place = index * bytes
    switch self {
    case .uint8, .uint16, .uint32, .uint64, .rgb24:
      return Double(numbers.bits(at: place, bytes: bytes))
    case .int8, .int16, .int32, .int64: return Double(numbers.integer(at: place, bytes: bytes))
    case .float32: return numbers.float(at: place)
    case .float64: return numbers.double(at: place)
    }
  }
}
