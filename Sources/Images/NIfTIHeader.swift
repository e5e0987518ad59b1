/// An axis of a volume as it is stored, across which slices are cut.
public enum VolumeAxis: String, Sendable, Codable, CaseIterable, Hashable {
  case i, j, k
}

/// What the header of a NIfTI file declares, version 1 (348 bytes) or 2 (540 bytes), of either byte
/// order, checked before anything is allocated by it.
///
/// Source: nifti1.h and nifti2.h of the NIfTI Data Format Working Group.
public struct NIfTIHeader: Sendable, Equatable {
  /// Voxels along i, j and k.
  public let sizes: [Int]
  /// Volumes: the product of all further dimensions.
  public let volumes: Int
  public let isGzipped: Bool
  let voxel: NIfTIVoxel
  let isBigEndian: Bool
  /// Bytes before the first voxel.
  let offset: Int
  /// From stored numbers to the unit of the picture.
  let slope: Double
  let intercept: Double
  /// What the file proposes to show as black and white.
  let range: ClosedRange<Double>?

  /// Bytes that hold a header of either version.
  static let length = 540
  private static let largestSize = 1 << 20

  /// - Parameter bytes: the file, gzipped or not, or its beginning.
  /// - Throws: `ImageError` for what is no NIfTI file of one piece, or of voxels that are not read.
  public init(startingWith bytes: [UInt8]) throws(ImageError) {
    guard let head = Self.head(of: bytes) else {
      throw .damaged(format: "NIfTI", reason: "it ends within its header")
    }
    guard let fields = NIfTIFields(head) else {
      throw .unsupported(
        format: "NIfTI", finding: "a header of another kind or in a file of its own")
    }
    let dimensions = try Self.dimensions(fields)
    sizes = (0..<3).map { $0 < dimensions.count ? dimensions[$0] : 1 }
    volumes = dimensions.dropFirst(3).reduce(1, *)
    isGzipped = bytes.starts(with: ByteStream.gzipSignature)
    voxel = try NIfTIVoxel(code: fields.datatype)
    isBigEndian = fields.isBigEndian
    guard let start = Int(exactly: fields.voxelOffset.rounded()), (0...(1 << 40)).contains(start)
    else {
      throw .damaged(format: "NIfTI", reason: "its voxels begin at \(fields.voxelOffset)")
    }
    offset = max(start, fields.isVersion2 ? 544 : 352)
    // A slope of 0 means none.
    let isScaled = fields.slope != 0 && fields.slope.isFinite
    slope = isScaled ? fields.slope : 1
    intercept = isScaled && fields.intercept.isFinite ? fields.intercept : 0
    range = fields.calMin < fields.calMax ? fields.calMin...fields.calMax : nil
  }

  /// Pictures in the file: slices across the axis, volume after volume.
  public func frames(across axis: VolumeAxis) -> Int {
    sizes[axis.index] * volumes
  }

  /// Refuses a header that declares more than a file of this size can hold, unpacked.
  ///
  /// - Parameter size: of the file, in bytes.
  public func check(fileSize size: Int) throws(ImageError) {
    let declared = sizes.reduce(1, *) * volumes * voxel.bytes
    // Deflate makes data at most 1,032 times smaller.
    let held = isGzipped ? size * 1032 : size - offset
    guard declared <= held else {
      throw .damaged(
        format: "NIfTI", reason: "it declares \(declared) bytes of voxels and holds fewer")
    }
    // Each slice takes time and memory, and is found again from the beginning of a gzipped file.
    let slices = (sizes.max() ?? 1) * volumes
    guard slices <= size else {
      throw .unsupported(format: "NIfTI", finding: "\(slices) slices in \(size) bytes")
    }
  }

  static func isNIfTI(startingWith bytes: [UInt8]) -> Bool {
    head(of: bytes).map { NIfTIFields($0) != nil } ?? false
  }

  /// The first bytes, unpacked, with zeros behind those of a file that holds little more; nil when
  /// they do not hold a header.
  private static func head(of bytes: [UInt8]) -> [UInt8]? {
    let smallest = 348
    for count in [length, smallest] {
      // The reason does not matter: it is no header.
      guard var stream = try? ByteStream(bytes), let head = try? stream.read(count) else {
        continue
      }
      return head + Array(repeating: 0, count: length - count)
    }
    return nil
  }

  /// One size a dimension, each at least 1, their product that of a file that can be.
  private static func dimensions(_ fields: NIfTIFields) throws(ImageError) -> [Int] {
    let count = fields.dimensions[0]
    guard (1...7).contains(count) else {
      throw .damaged(format: "NIfTI", reason: "it declares \(count) dimensions")
    }
    let sizes = Array(fields.dimensions[1...count])
    var product = 1
    for size in sizes {
      guard (1...largestSize).contains(size) else {
        throw .damaged(format: "NIfTI", reason: "it declares a size of \(size)")
      }
      product = min(product * size, 1 << 36)
    }
    guard product <= 1 << 34 else {
      throw .damaged(format: "NIfTI", reason: "it declares more than \(1 << 34) voxels")
    }
    return sizes
  }
}

extension VolumeAxis {
  var index: Int {
    switch self {
    case .i: 0
    case .j: 1
    case .k: 2
    }
  }
}
