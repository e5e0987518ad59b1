/// The largest picture that is decoded: beyond it lie mistakes and decompression bombs.
public struct DecodingLimits: Sendable, Hashable, Codable {
  /// Of either side.
  public let side: Int
  public let pixels: Int

  public static let standard = DecodingLimits(side: 16_384, pixels: 1 << 27)

  public init(side: Int, pixels: Int) {
    self.side = side
    self.pixels = pixels
  }

  /// Checked against the header, before anything is allocated.
  func check(_ width: Int, _ height: Int) throws(ImageError) {
    guard width <= side, height <= side, width * height <= pixels else {
      throw .tooLarge(width: width, height: height, limits: self)
    }
  }
}

/// What had to be decided to make a file an 8-bit picture.
public enum DecodingNote: String, Sendable, Codable, Hashable, CaseIterable {
  /// The file is an animation or holds further pages, which are no part of this picture.
  case oneOfSeveralFrames
  /// Transparent pixels were laid over white.
  case alphaOverWhite
  /// Transparent pixels were laid over another colour.
  case alphaOverColor
  /// Transparency was forgotten.
  case alphaDropped
  /// All pixels became equal only by what was done with transparency: the picture was in it.
  case uniformByAlpha
  /// 16-bit samples kept their high byte.
  case reducedTo8Bits
  /// 16-bit samples that all lie below 4096 kept their high byte: the picture is nearly black; name
  /// a window.
  case darkBy16Bits
  /// Inks became red, green and blue without a colour profile.
  case convertedFromCMYK
  /// A colour profile was not applied.
  case colorProfileIgnored
  /// A JPEG was decoded at a fraction of its size.
  case scaledWhileDecoding
  /// The picture was turned as its EXIF orientation says.
  case orientationApplied
  /// Intensities were mapped to grey levels by the window, or table, that the file names.
  case windowFromFile
  /// Intensities were mapped to grey levels by the window that was asked for.
  case windowAsAsked
  /// Black and white are the smallest and the largest intensity of the picture.
  case stretchedToRange
}

/// A picture and how it was resolved.
public struct DecodedImage: Sendable, Equatable {
  public let image: Image
  public let notes: [DecodingNote]
  /// The values that became black to white, where deep samples were made 8-bit ones by a window.
  public let window: IntensityWindow?

  public init(image: Image, notes: [DecodingNote] = [], window: IntensityWindow? = nil) {
    self.image = image
    self.notes = notes
    self.window = window
  }
  /// With a note before the others.
  func noting(_ note: DecodingNote) -> DecodedImage {
    DecodedImage(image: image, notes: [note] + notes, window: window)
  }
}
