/// NIfTI volumes, slice by slice, as they are stored.
///
/// A slice across k shows i to the right and j downwards, one across j shows i and k, one across i
/// shows j and k: in NumPy, `data[:, :, k].T` and so on. Nothing is turned, whatever the orientation
/// that the file states. Voxels are scaled by slope and intercept, then windowed as asked, as the file
/// proposes (cal_min, cal_max), or from the slice's smallest to its largest value.
enum NIfTICodec {
  static func frameCount(
    _ bytes: [UInt8], _ options: DecodingOptions
  ) throws(ImageError) -> Int {
    try header(of: bytes).frames(across: options.volumeAxis)
  }

  private static func header(of bytes: [UInt8]) throws(ImageError) -> NIfTIHeader {
    let header = try NIfTIHeader(startingWith: bytes)
    try header.check(fileSize: bytes.count)
    return header
  }

  /// - Parameter frame: slices of the first volume, then those of the next.
  static func decode(
    _ bytes: [UInt8], frame: Int, _ options: DecodingOptions
  ) throws(ImageError) -> DecodedImage {
    let header = try header(of: bytes)
    let frames = header.frames(across: options.volumeAxis)
    guard (0..<frames).contains(frame) else {
      throw .missingFrame(frame, count: frames)
    }
    let slice = NIfTISlice(header, frame, across: options.volumeAxis)
    try options.limits.check(slice.width, slice.height)
    try options.limits.check(header.sizes[0], header.sizes[1])
    let voxels = try slice.voxels(of: bytes)
    switch header.voxel {
    case .number(let type): return grey(voxels, type, slice, options.window)
    case .color:
      return DecodedImage(
        image: Image(width: slice.width, height: slice.height, channels: 3, samples: voxels))
    }
  }

  private static func grey(
    _ voxels: [UInt8], _ type: NumberType, _ slice: NIfTISlice, _ window: IntensityWindow?
  ) -> DecodedImage {
    let header = slice.header
    let numbers = BinaryNumbers(bytes: voxels, isBigEndian: header.isBigEndian)
    let values = (0..<(slice.width * slice.height)).map {
      type.value(numbers, $0) * header.slope + header.intercept
    }
    return DecodedImage(
      values: values, width: slice.width, height: slice.height, window: window,
      proposed: header.range)
  }
}

/// Where the voxels of one slice are.
struct NIfTISlice {
  let header: NIfTIHeader
  let axis: VolumeAxis
  let volume: Int
  /// Along the axis.
  let position: Int
  let width: Int
  let height: Int

  init(_ header: NIfTIHeader, _ frame: Int, across axis: VolumeAxis) {
    self.header = header
    self.axis = axis
    let count = header.sizes[axis.index]
    volume = frame / count
    position = frame % count
    width = header.sizes[axis == .i ? 1 : 0]
    height = header.sizes[axis == .k ? 1 : 2]
  }

  /// Row by row, as stored.
  func voxels(of bytes: [UInt8]) throws(ImageError) -> [UInt8] {
    let slab = header.sizes[0] * header.sizes[1] * header.voxel.bytes
    var stream = try ByteStream(bytes)
    try stream.skip(header.offset + volume * header.sizes[2] * slab)
    if axis == .k {
      try stream.skip(position * slab)
      return try stream.read(slab)
    }
    var voxels: [UInt8] = []
    voxels.reserveCapacity(min(width * height * header.voxel.bytes, bytes.count))
    for _ in 0..<height { voxels += row(of: try stream.read(slab)) }
    return voxels
  }

  /// The part of a plane of i and j that lies in this slice.
  private func row(of plane: [UInt8]) -> [UInt8] {
    let size = header.voxel.bytes
    let stride = header.sizes[0] * size
    if axis == .j { return Array(plane[(position * stride)..<((position + 1) * stride)]) }
    return (0..<header.sizes[1]).flatMap { j in
      let start = j * stride + position * size
      return plane[start..<(start + size)]
    }
  }
}
