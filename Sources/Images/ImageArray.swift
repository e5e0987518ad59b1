public import Foundation

/// What the dimensions of an array of pictures are: n pictures, h rows, w columns, c channels.
public enum ArrayLayout: String, Sendable, Codable, CaseIterable {
  case hw, nhw, hwc, nhwc

  /// By rank, and the last size where that leaves a choice: 1 or 3 are channels.
  init?(shape: [Int]) {
    let endsWithChannels = [1, 3].contains(shape.last)
    switch shape.count {
    case 2: self = .hw
    case 3: self = endsWithChannels ? .hwc : .nhw
    case 4: self = .nhwc
    default: return nil
    }
  }

  fileprivate var rank: Int { rawValue.count }
}

/// Pictures of one size in a NumPy array (`.npy`), read where they lie.
///
/// 8-bit numbers are shown as they are; others by a window, or from the smallest to the largest value
/// of the picture. Arrays with an alpha channel are refused.
public final class ImageArray: Sendable {
  public let count: Int
  public let width: Int
  public let height: Int
  private let channels: Int
  private let data: Data
  private let start: Int
  private let type: NumberType
  private let isBigEndian: Bool
  private let isShownAsItIs: Bool

  /// - Parameters:
  ///   - data: the whole file.
  ///   - layout: nil to tell it by the shape.
  /// - Throws: `NumPyHeaderError` for what is no array; `ImageError` for one of no pictures.
  public init(_ data: Data, layout: ArrayLayout? = nil, limits: DecodingLimits = .standard) throws {
    let header = try NumPyHeader(data)
    let shape = header.shape
    guard let layout = layout ?? ArrayLayout(shape: shape), layout.rank == shape.count else {
      throw ImageError.unsupported(format: "NumPy", finding: "shape \(shape)")
    }
    guard !header.isFortranOrder else {
      throw ImageError.unsupported(format: "NumPy", finding: "Fortran order")
    }
    func size(_ name: Character) -> Int {
      layout.rawValue.firstIndex(of: name)
        .map { shape[layout.rawValue.distance(from: layout.rawValue.startIndex, to: $0)] } ?? 1
    }
    (count, height, width, channels) = (size("n"), size("h"), size("w"), size("c"))
    guard count > 0, width > 0, height > 0, [1, 3].contains(channels) else {
      throw ImageError.unsupported(format: "NumPy", finding: "shape \(shape)")
    }
    type = try Self.type(header.scalar)
    isBigEndian = header.scalar.hasPrefix(">")
    isShownAsItIs = header.scalar.hasSuffix("u1")
    try limits.check(width, height)
    guard data.count - header.length == header.count * type.bytes else {
      throw ImageError.damaged(
        format: "NumPy",
        reason: "\(data.count - header.length) bytes where shape \(shape) takes "
          + "\(header.count * type.bytes)")
    }
    self.data = data
    start = header.length
  }

  /// - Precondition: 0 ≤ index < count.
  public func picture(
    _ index: Int, options: DecodingOptions = .standard
  ) throws(ImageError) -> DecodedImage {
    precondition((0..<count).contains(index))
    let size = width * height * channels * type.bytes
    let first = data.startIndex + start + index * size
    let bytes = [UInt8](data[first..<(first + size)])
    if isShownAsItIs, options.window == nil { return DecodedImage(image: image(bytes)) }
    let numbers = BinaryNumbers(bytes: bytes, isBigEndian: isBigEndian)
    let values = (0..<(width * height * channels)).map { type.value(numbers, $0) }
    let shown = DecodedImage(
      values: values, width: width * channels, height: height, window: options.window)
    return DecodedImage(image: image(shown.image.samples), notes: shown.notes)
  }

  /// The numbers of the first picture as they are; nil for one in colours.
  func greyValues() -> [Float]? {
    guard channels == 1 else { return nil }
    let first = data.startIndex + start
    let bytes = [UInt8](data[first..<(first + width * height * type.bytes)])
    let numbers = BinaryNumbers(bytes: bytes, isBigEndian: isBigEndian)
    return (0..<(width * height)).map { Float(type.value(numbers, $0)) }
  }

  private func image(_ samples: [UInt8]) -> Image {
    Image(width: width, height: height, channels: channels, samples: samples)
  }

  /// As NumPy writes it: byte order, kind, bytes.
  private static func type(_ scalar: String) throws(ImageError) -> NumberType {
    let kinds: [Character: NumberType.Kind] = [
      "b": .unsigned, "u": .unsigned, "i": .signed, "f": .floating,
    ]
    guard let kind = scalar.dropFirst().first.flatMap({ kinds[$0] }),
      let bytes = Int(scalar.dropFirst(2)), [1, 2, 4, 8].contains(bytes),
      kind != .floating || bytes > 1
    else { throw .unsupported(format: "NumPy", finding: "numbers of type \(scalar)") }
    return NumberType(kind: kind, bytes: bytes)
  }
}
