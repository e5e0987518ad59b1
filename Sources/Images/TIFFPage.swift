import CTIFF

/// One page of a TIFF: its samples, and what they mean.
struct TIFFPage {
  private let bytes: [UInt8]
  private let page: UInt32
  let header: ctiff_header
  let layout: TIFFLayout

  init(_ bytes: [UInt8], _ frame: Int) throws(ImageError) {
    var message = [CChar](repeating: 0, count: Int(CTIFF_MESSAGE))
    var header = ctiff_header()
    self.bytes = bytes
    page = UInt32(frame)
    guard unsafe ctiff_read_header(bytes, bytes.count, page, &header, &message) else {
      throw TIFFCodec.damaged(message)
    }
    self.header = header
    layout = try TIFFLayout(header)
  }

  private var pixelCount: Int { Int(header.width) * Int(header.height) }
  private var samplesPerPixel: Int { Int(header.samples) }

  /// Checked before anything is allocated; samples of 64 bits count as more than one pixel.
  func check(_ limits: DecodingLimits) throws(ImageError) {
    let (width, height) = (Int(header.width), Int(header.height))
    try limits.check(width, height)
    guard width > 0, height > 0 else {
      throw .damaged(format: "TIFF", reason: "\(width) × \(height) pixels")
    }
    var copy = header
    let size = unsafe ctiff_sample_size(&copy)
    guard pixelCount * samplesPerPixel * size <= 8 * limits.pixels else {
      throw .tooLarge(width: width, height: height, limits: limits)
    }
    try limits.check(
      width, height, bytesEach: samplesPerPixel * size, fileSize: bytes.count, format: "TIFF")
  }

  func decode(
    _ options: DecodingOptions, notes: [DecodingNote]
  ) throws(ImageError) -> DecodedImage {
    let (levels, found, window) = try levels(options)
    var notes = notes + found
    if layout.colors == .inks { notes.append(.convertedFromCMYK) }
    if header.has_profile { notes.append(.colorProfileIgnored) }
    let picture = StoredPicture(
      width: Int(header.width), height: Int(header.height), channels: layout.channelCount,
      samples: layout.channels(of: levels))
    return try picture.resolved(options.alpha, format: "TIFF", notes: notes, window: window)
      .turned(EXIFOrientation(rawValue: Int(header.orientation)) ?? .upright)
  }

  private typealias Levels = (samples: [UInt8], notes: [DecodingNote], window: IntensityWindow?)

  /// All samples as 8-bit ones; those of palettes as they are.
  private func levels(_ options: DecodingOptions) throws(ImageError) -> Levels {
    switch (header.format, header.bits) {
    case (1, ...7) where layout.colors != .palette:
      let highest = (1 << Int(header.bits)) - 1
      return (try read(UInt8.self).map { UInt8(Int($0) * 255 / highest) }, [], nil)
    case (1, ...8): return (try read(UInt8.self), [], nil)
    case (1, ...16): return try deep(options)
    case (1, 32): return try windowed(UInt32.self, options, Double.init)
    case (1, 64): return try windowed(UInt64.self, options, Double.init)
    case (2, 8): return try windowed(Int8.self, options, Double.init)
    case (2, 16): return try windowed(Int16.self, options, Double.init)
    case (2, 32): return try windowed(Int32.self, options, Double.init)
    case (2, 64): return try windowed(Int64.self, options, Double.init)
    case (3, 16): return try windowed(Float16.self, options, Double.init)
    case (3, 32): return try windowed(Float.self, options, Double.init)
    case (3, 64): return try windowed(Double.self, options) { $0 }
    default:
      let kind = [1: "unsigned", 2: "signed", 3: "floating-point"][header.format] ?? "other"
      throw .unsupported(format: "TIFF", finding: "\(kind) samples of \(header.bits) bits")
    }
  }

  private func deep(_ options: DecodingOptions) throws(ImageError) -> Levels {
    let values = try read(UInt16.self)
    // Left-aligned where there is no window, whose values are those of the file.
    let shift = options.window == nil ? 16 - Int(header.bits) : 0
    let aligned = shift == 0 ? values : values.map { $0 << shift }
    return DeepSamples(values: aligned, colors: layout.colorCount, samplesPerPixel: samplesPerPixel)
      .reduced(options)
  }

  private func windowed<Sample: AdditiveArithmetic & BitwiseCopyable>(
    _ type: Sample.Type, _ options: DecodingOptions, _ value: (Sample) -> Double
  ) throws(ImageError) -> Levels {
    guard samplesPerPixel == layout.colorCount, layout.colors != .palette else {
      throw .unsupported(format: "TIFF", finding: "alpha or a palette of deep samples")
    }
    let samples = try read(type)
    guard let window = options.window ?? IntensityWindow(spanning: samples.lazy.map(value)) else {
      throw .unsupported(format: "TIFF", finding: "no finite sample, or too wide a range of them")
    }
    return (
      samples.map { window.level(of: value($0)) },
      [options.window == nil ? .stretchedToRange : .windowAsAsked], window
    )
  }

  private func read<Sample: AdditiveArithmetic & BitwiseCopyable>(
    _ type: Sample.Type
  ) throws(ImageError) -> [Sample] {
    var message = [CChar](repeating: 0, count: Int(CTIFF_MESSAGE))
    var samples = [Sample](repeating: .zero, count: pixelCount * samplesPerPixel)
    let isDone = unsafe samples.withUnsafeMutableBytes { buffer in
      unsafe ctiff_decode(bytes, bytes.count, page, buffer.baseAddress, buffer.count, &message)
    }
    guard isDone else { throw TIFFCodec.damaged(message) }
    return samples
  }
}
