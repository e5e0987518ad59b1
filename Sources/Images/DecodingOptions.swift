/// What is decided of files that say more than 8-bit grey or RGB.
public struct DecodingOptions: Sendable, Hashable, Codable {
  public var limits: DecodingLimits
  /// What becomes of transparent pixels.
  public var alpha: AlphaPolicy
  /// Values of deep samples that become black and white; nil: what the file says, else its smallest
  /// and largest value.
  public var window: IntensityWindow?
  /// Across which volumes are cut into slices.
  public var volumeAxis: VolumeAxis
  /// At which size JPEGs are decoded.
  public var jpegScale: JPEGScale

  /// As Pillow shows it: transparent pixels over white, everything at its full size.
  public static let standard = DecodingOptions()

  public init(
    limits: DecodingLimits = .standard, alpha: AlphaPolicy = .composite(over: .white),
    window: IntensityWindow? = nil, volumeAxis: VolumeAxis = .k, jpegScale: JPEGScale = .full
  ) {
    self.limits = limits
    self.alpha = alpha
    self.window = window
    self.volumeAxis = volumeAxis
    self.jpegScale = jpegScale
  }
}

/// Decoding a JPEG at a fraction of its size, which is faster and moves embeddings.
public enum JPEGScale: String, Sendable, Hashable, Codable, CaseIterable {
  case full = "1"
  case half = "1/2"
  case quarter = "1/4"
  case eighth = "1/8"

  /// By what both sides are divided; the result is rounded up.
  public var divisor: Int {
    switch self {
    case .full: 1
    case .half: 2
    case .quarter: 4
    case .eighth: 8
    }
  }
}

/// The values of deep samples, such as Hounsfield units, that 8-bit grey is spread over.
public struct IntensityWindow: Sendable, Hashable, Codable {
  public let center: Double
  /// Above 0.
  public let width: Double

  /// - Precondition: both finite; width > 0.
  public init(center: Double, width: Double) {
    precondition(center.isFinite && width.isFinite && width > 0)
    self.center = center
    self.width = width
  }
}
