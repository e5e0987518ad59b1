public import Images

/// From an image of any size to a model's input, a square of `size`.
///
/// The image is converted to the channels, resized by the rule, centre-cropped to `size`, and each
/// sample x becomes (x / range − mean) / deviation in 32-bit arithmetic, as NumPy's and PyTorch's.
public struct Preprocessing: Sendable, Equatable {
  public let resize: ResizeRule
  public let filter: ResizeFilter
  /// Width and height of the input.
  public let size: Int
  public let channels: ChannelOrder
  public let layout: TensorLayout
  public let range: SampleRange
  /// One number a channel, in the model's order of channels and in units of `range`.
  public let mean: [Float]
  public let deviation: [Float]

  /// - Precondition: size ≥ 1; as many means and deviations as channels.
  public init(
    resize: ResizeRule, filter: ResizeFilter, size: Int, channels: ChannelOrder = .rgb,
    layout: TensorLayout = .nchw, range: SampleRange = .byte, mean: [Float], deviation: [Float]
  ) {
    precondition(size >= 1)
    precondition(mean.count == channels.count && deviation.count == channels.count)
    self.resize = resize
    self.filter = filter
    self.size = size
    self.channels = channels
    self.layout = layout
    self.range = range
    self.mean = mean
    self.deviation = deviation
  }

  /// Shape of the tensor of one image, with its axis of one image.
  public var shape: [Int] {
    switch layout {
    case .nchw: [1, channels.count, size, size]
    case .nhwc: [1, size, size, channels.count]
    }
  }

  /// What the model is given of an image of any size; as many numbers as `shape` makes.
  public func tensor(of image: Image) -> [Float] {
    let picture = channels == .grey ? fitted(image.grey) : fitted(image)
    let samples = picture.samples
    // A grey picture is its own red, green and blue.
    let sources = channels.sources.map { min($0, picture.channels - 1) }
    let tables = sources.indices.map(levels)
    let (pixelStep, channelStep) = layout == .nchw ? (1, size * size) : (channels.count, 1)
    let count = channels.count * size * size
    return unsafe [Float](unsafeUninitializedCapacity: count) { numbers, initialized in
      for channel in sources.indices {
        unsafe tables[channel].withUnsafeBufferPointer { table in
          unsafe samples.withUnsafeBufferPointer { samples in
            for pixel in 0..<(size * size) {
              unsafe numbers[channel * channelStep + pixel * pixelStep] =
                table[Int(samples[pixel * picture.channels + sources[channel]])]
            }
          }
        }
      }
      initialized = count
    }
  }

  /// The input number of each grey level in one channel.
  private func levels(_ channel: Int) -> [Float] {
    (0...255).map { level in
      switch range {
      case .byte: (Float(level) - mean[channel]) / deviation[channel]
      case .unit: (Float(level) / 255 - mean[channel]) / deviation[channel]
      }
    }
  }

  private func fitted(_ image: Image) -> Image {
    switch resize {
    case .shortSide(let side):
      return image.resizedShortSide(to: side, filter: filter, centerCroppedTo: size)
    case .exact(let side):
      return image.resized(width: side, height: side, filter: filter).centerCropped(size)
    case .pad:
      let (width, height) = paddedSize(of: image)
      return image.resized(width: width, height: height, filter: filter)
        .cropped(
          x: -((size - width) / 2), y: -((size - height) / 2), width: size, height: size)
    }
  }

  /// The size of an image whose longer side becomes `size`.
  func paddedSize(of image: Image) -> (width: Int, height: Int) {
    let long = max(image.width, image.height)
    return (padded(image.width, long), padded(image.height, long))
  }

  /// A side when the longer one becomes `size`, rounded half to even.
  private func padded(_ side: Int, _ long: Int) -> Int {
    let exact = Double(side) * Double(size) / Double(long)
    return max(1, Int(exact.rounded(.toNearestOrEven)))
  }

  /// All of it in words; part of an encoder's id.
  var summary: String {
    let layout = layout == .nhwc ? ", pixels interleaved" : ""
    return "\(channels.rawValue.uppercased()), \(geometry), \(normalisation)\(layout)"
  }

  private var geometry: String {
    switch resize {
    case .shortSide(let side):
      "short side to \(side) (\(filter), antialiased), centre crop \(size)"
    case .exact(let side):
      "to \(side)×\(side) (\(filter), antialiased), centre crop \(size)"
    case .pad:
      "long side to \(size) (\(filter), antialiased), black around it to \(size)×\(size)"
    }
  }

  private var normalisation: String {
    let sample = range == .unit ? "x/255" : "x"
    return "(\(sample)−\(Self.brief(mean)))/\(Self.brief(deviation))"
  }

  /// One number where all are equal.
  private static func brief(_ values: [Float]) -> String {
    Set(values).count == 1 ? "\(values[0])" : "\(values)"
  }
}

/// How an image of any shape becomes a square.
public enum ResizeRule: Sendable, Equatable {
  /// The shorter side to this length, the longer one follows, rounded down; as torchvision's
  /// `Resize`.
  case shortSide(Int)
  /// Both sides to this length, whatever the shape was.
  case exact(Int)
  /// The longer side to the size of the input, black on both ends of the other.
  case pad
}

/// Channels in the order in which a model takes them.
public enum ChannelOrder: String, Sendable, CaseIterable {
  case rgb, bgr, grey

  public var count: Int { sources.count }

  /// For each channel of the input the one of the image.
  var sources: [Int] {
    switch self {
    case .rgb: [0, 1, 2]
    case .bgr: [2, 1, 0]
    case .grey: [0]
    }
  }
}

/// Order of the axes: image, channel, row, column, or image, row, column, channel.
public enum TensorLayout: String, Sendable, CaseIterable {
  case nchw, nhwc
}

/// What white is before mean and deviation are applied.
public enum SampleRange: Sendable, Equatable {
  /// 1: samples are divided by 255.
  case unit
  /// 255: samples as they are.
  case byte
}
