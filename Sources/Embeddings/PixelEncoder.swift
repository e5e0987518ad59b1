public import Images
public import LinearAlgebra

/// The grey levels of an image as its vector: the baseline that an encoder has to beat.
///
/// The image is converted to grey (ITU-R 601), resized to side × side unless it has that size
/// already, and divided by 255. An entirely black image gives
/// the zero vector, which has no cosine.
public struct PixelEncoder: Encoder {
  public let side: Int

  /// - Precondition: 1 ≤ side ≤ 1,024.
  public init(side: Int = 32) {
    precondition((1...1_024).contains(side))
    self.side = side
  }

  public var dimension: Int { side * side }

  public var id: EncoderID {
    EncoderID(
      name: "pixels-\(side)", weights: nil,
      preprocessing: "grey (ITU-R 601), bilinear resize to \(side)×\(side) with antialiasing, ÷255",
      runtime: nil)
  }

  public func encode(_ images: [Image]) -> Matrix<Float> {
    let elements = images.flatMap { image in
      fitted(image.grey).samples.map { Float($0) / 255 }
    }
    return Matrix(rows: images.count, columns: dimension, elements: elements)
  }

  private func fitted(_ image: Image) -> Image {
    let fits = image.width == side && image.height == side
    return fits ? image : image.resized(width: side, height: side, filter: .bilinear)
  }
}
