/// What happens to a picture on its way to a second copy: re-encoding, light edits, overlays.
///
/// A pure function of the picture and of the random numbers it is given, so that a seed decides the
/// copy. Random are only the signs (±), the places and the noise.
public enum Perturbation: Sendable, Hashable {
  /// Re-encoded as a JPEG of this quality, colour at half resolution.
  case jpeg(quality: Int)
  /// Resized to this share of both sides and back, bicubic.
  case resizing(percent: Int)
  /// As wide as high, the shorter side long, bicubic; a square picture stays as it is.
  case squaring
  /// A share of both sides cut off, drawn from the range, at a random place, and resized back.
  case crop(percent: ClosedRange<Int>)
  /// Turned by this angle, left or right, about the middle; what comes into view is black.
  case rotation(degrees: Int)
  case flip(Flip)
  case turn(QuarterTurn)
  /// All samples brighter or darker by this share.
  case brightness(percent: Int)
  /// Differences to the mean grey larger or smaller by this share.
  case contrast(percent: Int)
  /// The range of values shown is moved up or down by this share of its width; for grey pictures.
  case windowShift(percent: Int)
  /// Gaussian, of this standard deviation in pixels.
  case blur(radius: Int)
  /// Gaussian, added to each sample, of this standard deviation in grey levels of 255.
  case noise(deviation: Int)
  /// A word across the picture, at a random height.
  case text
  /// A scale from white to black on the right.
  case colorBar
  /// A black frame as wide as this share of the shorter side; the picture grows.
  case border(percent: Int)
  /// Turned, zoomed, moved and mirrored at random.
  case geometry(GeometricChange)
  /// The random chain of SelfClean's benchmark; see `Image.alteredLikeSelfClean(using:)`.
  case selfClean

  public enum Flip: String, Sendable, Hashable, CaseIterable {
    case horizontal, vertical
  }

  /// Clockwise.
  public enum QuarterTurn: Int, Sendable, Hashable, CaseIterable {
    case quarter = 90
    case half = 180
    case threeQuarters = 270
  }
}

extension Perturbation {
  /// Short, unique, without spaces, e.g. `jpeg-75`.
  public var name: String {
    switch self {
    case .jpeg(let quality): "jpeg-\(quality)"
    case .resizing(let percent): "resize-\(percent)"
    case .squaring: "square"
    case .crop(let percent) where percent.count == 1: "crop-\(percent.lowerBound)"
    case .crop(let percent): "crop-\(percent.lowerBound)-\(percent.upperBound)"
    case .rotation(let degrees): "rotation-\(degrees)"
    case .flip(let flip): "flip-\(flip.rawValue)"
    case .turn(let turn): "turn-\(turn.rawValue)"
    case .brightness(let percent): "brightness-\(percent)"
    case .contrast(let percent): "contrast-\(percent)"
    case .windowShift(let percent): "window-\(percent)"
    case .blur(let radius): "blur-\(radius)"
    case .noise(let deviation): "noise-\(deviation)"
    case .text: "text"
    case .colorBar: "color-bar"
    case .border(let percent): "border-\(percent)"
    case .geometry(let change):
      "geometry-\(change.degrees)-\(change.shiftPercent)-\(change.zoomPercent)"
        + change.flips.map { "-\($0.rawValue)" }.joined()
    case .selfClean: "selfclean"
    }
  }

  /// Whether it says anything about a picture: windows belong to grey ones.
  public func applies(to image: Image) -> Bool {
    if case .windowShift = self { image.isGrey } else { true }
  }

  /// - Parameter generator: takes as many numbers as the perturbation is random in.
  /// - Throws: `ImageError` for a picture that no JPEG can hold (a side above 65,500 pixels).
  public func applied(
    to image: Image, using generator: inout some RandomNumberGenerator
  ) throws(ImageError) -> Image {
    switch self {
    case .jpeg(let quality): try image.recompressed(jpegQuality: quality)
    case .resizing(let percent): image.resizedAndBack(percent: percent)
    case .squaring: image.squared
    case .crop(let percent): image.croppedAndResizedBack(percent, using: &generator)
    case .rotation(let degrees): image.rotated(degrees: generator.signed(Double(degrees)))
    case .flip(.horizontal): image.turned(.mirrored)
    case .flip(.vertical): image.turned(.flipped)
    case .turn(.quarter): image.turned(.clockwise)
    case .turn(.half): image.turned(.upsideDown)
    case .turn(.threeQuarters): image.turned(.counterclockwise)
    case .brightness(let percent):
      image.brightened(by: 1 + Float(generator.signed(Double(percent))) / 100)
    case .contrast(let percent):
      image.contrasted(by: 1 + Float(generator.signed(Double(percent))) / 100)
    case .windowShift(let percent):
      image.windowShifted(by: generator.signed(Double(percent)) / 100)
    case .blur(let radius): image.blurred(radius: Float(radius))
    case .noise(let deviation): image.noised(deviation: Double(deviation), using: &generator)
    case .text: image.overlaid(using: &generator)
    case .colorBar: image.withColorBar
    case .border(let percent): image.bordered(percent: percent)
    case .geometry(let change): image.altered(by: change, using: &generator)
    case .selfClean: image.alteredLikeSelfClean(using: &generator)
    }
  }
}
