import Foundation

/// Pixels, rows from the top.
///
/// Encoded with its samples in base 64.
public struct Bitmap: Sendable, Equatable {
  public let width: Int
  public let height: Int
  /// 1 grey, 3 red, green and blue.
  public let channels: Int
  public let samples: [UInt8]

  /// - Precondition: width, height ≥ 1; 1 or 3 channels; as many samples as they make.
  public init(width: Int, height: Int, channels: Int, samples: [UInt8]) {
    precondition(
      Self.isValid(width, height, channels, samples.count),
      "\(samples.count) samples are not \(width) × \(height) pixels of \(channels) channels")
    self.width = width
    self.height = height
    self.channels = channels
    self.samples = samples
  }

  private static func isValid(_ width: Int, _ height: Int, _ channels: Int, _ count: Int) -> Bool {
    guard width >= 1, height >= 1, channels == 1 || channels == 3 else { return false }
    let (pixels, isTooLarge) = width.multipliedReportingOverflow(by: height)
    return !isTooLarge && count % channels == 0 && count / channels == pixels
  }
}

extension Bitmap: Codable {
  private enum CodingKeys: CodingKey {
    case width, height, channels, samples
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let width = try container.decode(Int.self, forKey: .width)
    let height = try container.decode(Int.self, forKey: .height)
    let channels = try container.decode(Int.self, forKey: .channels)
    let samples = try container.decode(Data.self, forKey: .samples)
    guard Self.isValid(width, height, channels, samples.count) else {
      throw DecodingError.dataCorruptedError(
        forKey: .samples, in: container,
        debugDescription:
          "\(samples.count) samples are not \(width) × \(height) pixels of \(channels) channels")
    }
    self.init(width: width, height: height, channels: channels, samples: Array(samples))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(width, forKey: .width)
    try container.encode(height, forKey: .height)
    try container.encode(channels, forKey: .channels)
    try container.encode(Data(samples), forKey: .samples)
  }
}

/// Pixels scaled into a rectangle.
public struct Picture: Sendable, Codable, Equatable {
  public let bitmap: Bitmap
  public let frame: Rectangle
  /// Whether pixels stay sharp squares instead of being smoothed.
  public let isPixelated: Bool

  public init(_ bitmap: Bitmap, in frame: Rectangle, isPixelated: Bool) {
    self.bitmap = bitmap
    self.frame = frame
    self.isPixelated = isPixelated
  }
}
