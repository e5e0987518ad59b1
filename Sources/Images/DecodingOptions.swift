/// How files become 8-bit pictures, where there is a choice.
public struct DecodingOptions: Sendable, Hashable, Codable {
  public var limits: DecodingLimits
  /// Of pictures deeper than 8 bits with a unit: DICOM, NIfTI and arrays. Nil: as the file says,
  /// else from the smallest to the largest value of the picture.
  public var window: IntensityWindow?

  public static let standard = DecodingOptions()

  public init(limits: DecodingLimits = .standard, window: IntensityWindow? = nil) {
    self.limits = limits
    self.window = window
  }
}

/// The intensities that span black to white.
public struct IntensityWindow: Sendable, Hashable, Codable {
  /// In the picture's own unit, e.g. Hounsfield units.
  public let center: Double
  /// Above 0.
  public let width: Double

  /// - Precondition: both are finite; width > 0.
  public init(center: Double, width: Double) {
    precondition(center.isFinite && width.isFinite && width > 0)
    self.center = center
    self.width = width
  }
}
