/// Pixels as a file stores them, 8 bits a sample, before its alpha channel is resolved.
struct StoredPicture {
  let width: Int
  let height: Int
  /// 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha; alpha is not multiplied into the colours.
  let channels: Int
  let samples: [UInt8]

  var hasAlpha: Bool { channels % 2 == 0 }

  /// Whether all pixels are equal, alpha included.
  private var isUniform: Bool {
    samples.indices.allSatisfy { samples[$0] == samples[$0 % channels] }
  }

  /// Whether alpha is there and takes nothing away; found at the first transparent pixel if not.
  private var isOpaque: Bool {
    var slot = channels - 1
    while slot < samples.count {
      if samples[slot] != 255 { return false }
      slot += channels
    }
    return true
  }

  /// The picture that encoders see. An alpha channel that is 255 everywhere is none.
  ///
  /// - Parameters:
  ///   - format: for the message, where alpha is refused.
  ///   - notes: of what was decided before.
  func resolved(
    _ alpha: AlphaPolicy, format: String, notes: [DecodingNote] = [],
    window: IntensityWindow? = nil
  ) throws(ImageError) -> DecodedImage {
    guard hasAlpha else {
      return DecodedImage(
        image: Image(width: width, height: height, channels: channels, samples: samples),
        notes: notes, window: window)
    }
    if isOpaque { return DecodedImage(image: opaque, notes: notes, window: window) }
    let (image, note) = try withoutAlpha(alpha, format)
    let turnedUniform = image.isUniform && !isUniform
    return DecodedImage(
      image: image, notes: notes + [note] + (turnedUniform ? [.uniformByAlpha] : []),
      window: window)
  }

  private func withoutAlpha(
    _ policy: AlphaPolicy, _ format: String
  ) throws(ImageError) -> (Image, DecodingNote) {
    switch policy {
    case .composite(.white): (composited(over: .white), .alphaOverWhite)
    case .composite(let color): (composited(over: color), .alphaOverColor)
    case .drop: (opaque, .alphaDropped)
    case .refuse: throw .transparent(format: format)
    }
  }

  /// The colours as they are stored.
  private var opaque: Image {
    var colors = [UInt8](repeating: 0, count: samples.count / channels * (channels - 1))
    var slot = 0
    for start in stride(from: 0, to: samples.count, by: channels) {
      for source in start..<(start + channels - 1) {
        colors[slot] = samples[source]
        slot += 1
      }
    }
    return Image(width: width, height: height, channels: channels - 1, samples: colors)
  }

  /// Grey becomes RGB where the background is not grey.
  private func composited(over color: BackgroundColor) -> Image {
    let background = [color.red, color.green, color.blue].map(Int.init)
    let isGrey = channels == 2 && color.isGrey
    let newChannels = isGrey ? 1 : 3
    // Of each new channel, the stored one that it is made from.
    let sources = channels == 4 ? [0, 1, 2] : [0, 0, 0]
    var blended: [UInt8] = []
    blended.reserveCapacity(width * height * newChannels)
    for start in stride(from: 0, to: samples.count, by: channels) {
      let alpha = Int(samples[start + channels - 1])
      for channel in 0..<newChannels {
        let value = Int(samples[start + sources[channel]])
        blended.append(Self.blend(value, over: background[channel], alpha: alpha))
      }
    }
    return Image(width: width, height: height, channels: newChannels, samples: blended)
  }

  /// Pillow's `alpha_composite` on an opaque colour: 7 bits of fraction, and ⌊(t + ⌊t/256⌋) / 256⌋
  /// for the division by 255.
  private static func blend(_ value: Int, over background: Int, alpha: Int) -> UInt8 {
    let blended = (value * alpha + background * (255 - alpha) + 128) << 7
    return UInt8((blended >> 8 + blended) >> 15)
  }
}
