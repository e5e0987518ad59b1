import CTIFF

/// What the samples of a TIFF's pixel mean.
struct TIFFLayout {
  enum Colors {
    case grey, greyFromWhite, rgb, palette, inks
  }

  enum Alpha {
    case none, straight, premultiplied
  }

  let colors: Colors
  let alpha: Alpha
  private let samplesPerPixel: Int
  private let palette: [[UInt8]]

  init(_ header: ctiff_header) throws(ImageError) {
    colors = try Self.colors(header)
    samplesPerPixel = Int(header.samples)
    palette = colors == .palette ? try Self.palette(header) : []
    let extra = samplesPerPixel - colors.count
    guard extra >= 0, samplesPerPixel <= 5 else {
      throw .unsupported(format: "TIFF", finding: "\(samplesPerPixel) samples a pixel")
    }
    alpha = extra == 0 ? .none : Self.alpha(header, colors)
  }

  /// Samples that are colours: 1, 3 or 4.
  var colorCount: Int { colors.count }

  /// Channels of the picture.
  var channelCount: Int {
    (colors == .grey || colors == .greyFromWhite ? 1 : 3) + (alpha == .none ? 0 : 1)
  }

  /// Grey, RGB and alpha from 8-bit samples.
  func channels(of samples: [UInt8]) -> [UInt8] {
    let converted = colors == .inks ? Inks.rgb(of: colorsOnly(samples)) : []
    if colors == .grey || colors == .rgb, channelCount == samplesPerPixel, alpha != .premultiplied {
      return samples
    }
    var result: [UInt8] = []
    result.reserveCapacity(samples.count / samplesPerPixel * channelCount)
    for pixel in 0..<(samples.count / samplesPerPixel) {
      let start = pixel * samplesPerPixel
      let first = result.count
      switch colors {
      case .grey: result.append(samples[start])
      case .greyFromWhite: result.append(255 - samples[start])
      case .rgb: result += samples[start..<(start + 3)]
      case .palette: result += palette[Int(samples[start])]
      case .inks: result += converted[(3 * pixel)..<(3 * pixel + 3)]
      }
      guard alpha != .none else { continue }
      let opacity = samples[start + colorCount]
      if alpha == .premultiplied { Self.divide(&result[first...], by: opacity) }
      result.append(opacity)
    }
    return result
  }

  private func colorsOnly(_ samples: [UInt8]) -> [UInt8] {
    guard samplesPerPixel > colorCount else { return samples }
    return stride(from: 0, to: samples.count, by: samplesPerPixel).flatMap {
      samples[$0..<($0 + colorCount)]
    }
  }

  /// As Pillow: rounded down; nothing where all is transparent.
  private static func divide(_ colors: inout ArraySlice<UInt8>, by opacity: UInt8) {
    for slot in colors.indices {
      colors[slot] = opacity == 0 ? 0 : UInt8(clamping: Int(colors[slot]) * 255 / Int(opacity))
    }
  }
}

extension TIFFLayout.Colors {
  fileprivate var count: Int {
    switch self {
    case .grey, .greyFromWhite, .palette: 1
    case .rgb: 3
    case .inks: 4
    }
  }
}

extension TIFFLayout {
  private static let jpeg: UInt16 = 7
  /// Its tables lie anywhere in the file.
  private static let oldJPEG: UInt16 = 6

  private static func colors(_ header: ctiff_header) throws(ImageError) -> Colors {
    guard header.compression != oldJPEG else {
      throw .unsupported(format: "TIFF", finding: "JPEG compression of the old kind")
    }
    switch header.photometric {
    case 0: return .greyFromWhite
    case 1: return .grey
    case 2: return .rgb
    case 3: return .palette
    case 5: return .inks
    case 6 where header.compression == jpeg: return .rgb
    case 6: throw .unsupported(format: "TIFF", finding: "YCbCr colours outside of JPEG")
    case 8, 9, 10: throw .unsupported(format: "TIFF", finding: "Lab colours")
    case 32_844, 32_845: throw .unsupported(format: "TIFF", finding: "LogLuv colours")
    default:
      throw .unsupported(
        format: "TIFF", finding: "photometric interpretation \(header.photometric)")
    }
  }

  /// A fourth sample of RGB that is not explained is alpha, as in Pillow; unspecified ones are none.
  private static func alpha(_ header: ctiff_header, _ colors: Colors) -> Alpha {
    switch Int(header.extra) {
    case Int(ctiff_extra_alpha): return .straight
    case Int(ctiff_extra_premultiplied): return .premultiplied
    case Int(ctiff_no_extra) where colors == .rgb && header.samples == 4: return .straight
    default: return .none
    }
  }

  /// RGB of every value that a sample can have.
  private static func palette(_ header: ctiff_header) throws(ImageError) -> [[UInt8]] {
    guard header.has_palette else {
      throw .unsupported(format: "TIFF", finding: "a palette of \(header.bits) bits")
    }
    let count = 1 << Int(header.bits)
    let channels = [array(header.red), array(header.green), array(header.blue)]
    // Some programs write 8-bit colours where 16-bit ones belong.
    let highest = channels.map { $0.prefix(count).max() ?? 0 }.max() ?? 0
    let shift = highest > 255 ? 8 : 0
    return (0..<count).map { index in channels.map { UInt8($0[index] >> shift) } }
  }

  private static func array<Table>(_ table: Table) -> [UInt16] {
    unsafe withUnsafeBytes(of: table) { unsafe Array($0.bindMemory(to: UInt16.self)) }
  }
}
