import Images

/// What a promptable segmenter needs to be used as it was trained: an encoder of pictures and a decoder of
/// prompts, as of SAM. Written as YAML; see the page Saliency.
public struct SegmenterCard: Sendable, Equatable {
  public let name: String
  public let encoder: SegmenterFile
  public let decoder: SegmenterFile
  /// Name of the encoder's input; nil for the only one.
  public let input: String?
  public let layout: TensorLayout
  /// Side of the encoder's input: the longer side of a picture becomes it.
  public let size: Int
  /// One number a channel, red, green and blue, for samples of 0…255.
  public let mean: [Float]
  public let deviation: [Float]
  public let licence: String
  /// Where the weights come from.
  public let source: String

  public init(
    name: String, encoder: SegmenterFile, decoder: SegmenterFile, input: String? = nil,
    layout: TensorLayout = .nchw, size: Int, mean: [Float], deviation: [Float], licence: String,
    source: String
  ) {
    precondition(size >= 1 && mean.count == 3 && deviation.count == 3)
    (self.name, self.encoder, self.decoder) = (name, encoder, decoder)
    (self.input, self.layout, self.size) = (input, layout, size)
    (self.mean, self.deviation) = (mean, deviation)
    (self.licence, self.source) = (licence, source)
  }

  /// The size of a picture in the encoder's input, whose upper left corner it fills; each side rounded
  /// half up, as the published program does.
  func resizedSize(width: Int, height: Int) -> (width: Int, height: Int) {
    let scale = Double(size) / Double(max(width, height))
    func side(_ length: Int) -> Int { max(1, Int(Double(length) * scale + 0.5)) }
    return (side(width), side(height))
  }

  /// The encoder's input: (x − mean) / deviation, and zeros where the picture does not reach.
  func tensor(of image: Image) -> [Float] {
    let (width, height) = resizedSize(width: image.width, height: image.height)
    let samples = image.rgb.resized(width: width, height: height, filter: .bilinear).samples
    var numbers = [Float](repeating: 0, count: 3 * size * size)
    let (pixelStep, channelStep) = layout == .nchw ? (1, size * size) : (3, 1)
    for y in 0..<height {
      for x in 0..<width {
        for channel in 0..<3 {
          let sample = Float(samples[(y * width + x) * 3 + channel])
          numbers[(y * size + x) * pixelStep + channel * channelStep] =
            (sample - mean[channel]) / deviation[channel]
        }
      }
    }
    return numbers
  }

  /// All that decides the encoder's input, in words.
  var summary: String {
    "\(input ?? "input") \(layout.rawValue), longer side \(size), bilinear, "
      + "mean \(mean), deviation \(deviation)"
  }

  var shape: [Int] { layout == .nchw ? [1, 3, size, size] : [1, size, size, 3] }
}

/// One of a segmenter's ONNX files.
public struct SegmenterFile: Sendable, Equatable {
  /// Relative to the card.
  public let path: String
  /// Nil where any file that fits will do.
  public let sha256: String?

  public init(path: String, sha256: String? = nil) {
    (self.path, self.sha256) = (path, sha256)
  }
}
