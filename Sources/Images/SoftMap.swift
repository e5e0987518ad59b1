public import Foundation

/// How much each pixel of a picture belongs to an object: probabilities or any other scores.
public struct SoftMap: Sendable, Hashable {
  public let width: Int
  public let height: Int
  /// width · height finite values, rows from the top.
  public let values: [Float]

  /// - Precondition: as many values as pixels, all finite.
  public init(width: Int, height: Int, values: [Float]) {
    precondition(
      width > 0 && height > 0 && values.count == width * height, "\(values.count) values")
    self.width = width
    self.height = height
    self.values = values
  }

  /// Whether all values are shares, as those of a picture are.
  public var isOfShares: Bool { values.allSatisfy { (0...1).contains($0) } }
}

/// Decodes a map: a NumPy array of one picture, whose values are taken as they are, or a grey picture, of
/// which black is 0 and white 1; 16-bit PNG keep all their levels.
///
/// - Throws: `ImageError`, `NumPyHeaderError`; NaN, colours, transparency and several pictures are refused.
public func decodeSoftMap(_ bytes: Data, limits: DecodingLimits = .standard) throws -> SoftMap {
  if bytes.starts(with: NumPyHeader.magic) {
    return try ImageArray(bytes, limits: limits).softMap()
  }
  let content = [UInt8](bytes)
  if let deep = try PNGCodec.decodeDeepGrey(content, limits) { return deep }
  let decoded = try decodeImage(content, options: DecodingOptions(limits: limits, alpha: .refuse))
  let stretched: Set<DecodingNote> = [.stretchedToRange, .windowFromFile, .reducedTo8Bits]
  guard stretched.isDisjoint(with: decoded.notes) else {
    throw ImageError.unsupported(format: "a map", finding: "values that 8 bits do not hold")
  }
  guard let grey = decoded.image.withoutColors else {
    throw ImageError.unsupported(format: "a map", finding: "colours")
  }
  return SoftMap(
    width: grey.width, height: grey.height, values: grey.samples.map { Float($0) / 255 })
}

extension Image {
  /// In one channel where red, green and blue are equal everywhere; nil for colours.
  public var withoutColors: Image? {
    guard channels == 3 else { return self }
    let pixels = stride(from: 0, to: samples.count, by: 3)
    guard
      pixels.allSatisfy({ samples[$0] == samples[$0 + 1] && samples[$0] == samples[$0 + 2] })
    else { return nil }
    return Image(width: width, height: height, channels: 1, samples: pixels.map { samples[$0] })
  }
}

extension ImageArray {
  fileprivate func softMap() throws(ImageError) -> SoftMap {
    guard count == 1, let values = greyValues() else {
      throw .unsupported(format: "a map", finding: "an array of other than one grey picture")
    }
    if let place = values.firstIndex(where: { !$0.isFinite }) {
      throw .unsupported(
        format: "a map",
        finding: "NaN or an infinite number at row \(place / width), column \(place % width)")
    }
    return SoftMap(width: width, height: height, values: values)
  }
}
