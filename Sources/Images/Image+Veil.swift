/// What is shown of a picture where it is hidden.
public enum Veil: String, Sendable, Codable, CaseIterable {
  /// The mean colour of the picture.
  case mean
  /// The picture without its details, blurred by a tenth of its shorter side.
  case blurred
  case black

  /// A picture of which all is hidden.
  public func image(of image: Image) -> Image {
    switch self {
    case .mean: image.filled(with: image.meanColor)
    case .blurred: image.blurred(radius: max(1, Float(min(image.width, image.height)) / 10))
    case .black: image.filled(with: Array(repeating: 0, count: image.channels))
    }
  }
}

extension Image {
  /// Each pixel on its way from another picture to this one.
  ///
  /// - Parameters:
  ///   - veil: of this picture's size and channels.
  ///   - shares: of this picture in each pixel, row by row, in [0, 1]; rounded to the nearest sample.
  public func faded(into veil: Image, keeping shares: [Float]) -> Image {
    precondition(veil.samples.count == samples.count && shares.count == width * height)
    var mixed = samples
    for (pixel, share) in shares.enumerated() where share < 1 {
      for slot in (pixel * channels)..<((pixel + 1) * channels) {
        let (own, other) = (Float(samples[slot]), Float(veil.samples[slot]))
        mixed[slot] = UInt8((other + share * (own - other)).rounded())
      }
    }
    return Image(width: width, height: height, channels: channels, samples: mixed)
  }

  /// The mean of each channel, rounded.
  fileprivate var meanColor: [UInt8] {
    (0..<channels).map { channel in
      let sum = stride(from: channel, to: samples.count, by: channels)
        .reduce(0) { $0 + Int(samples[$1]) }
      return UInt8((Double(sum) / Double(width * height)).rounded())
    }
  }

  fileprivate func filled(with color: [UInt8]) -> Image {
    Image(
      width: width, height: height, channels: channels,
      samples: samples.indices.map { color[$0 % channels] })
  }
}
