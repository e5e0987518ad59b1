public import Images
public import LinearAlgebra

/// A 64-bit difference hash as a vector of +1 and −1: finds re-encoded and resized copies.
///
/// The image becomes 9 × 8 grey levels (Lanczos); a level above its left neighbour's is +1, any other
/// −1, row by row. The cosine of two images is 1 − Hamming distance / 32. A blank picture is all −1.
///
/// Source: `dhash` of the Python package imagehash; Krawetz, "Kind of Like That", 2013.
public struct DifferenceHashEncoder: Encoder {
  private static let side = 8

  public init() {}

  public var dimension: Int { Self.side * Self.side }

  public var id: EncoderID {
    EncoderID(
      name: "dhash", weights: nil,
      preprocessing: "grey (ITU-R 601), Lanczos resize to 9×8, sign of the step from each level to "
        + "the next of its row", runtime: nil)
  }

  public func encode(_ images: [Image]) -> Matrix<Float> {
    Matrix(rows: images.count, columns: dimension, elements: images.flatMap(signs))
  }

  private func signs(_ image: Image) -> [Float] {
    let small = image.grey.resized(width: Self.side + 1, height: Self.side, filter: .lanczos)
    return (0..<Self.side).flatMap { y in
      (0..<Self.side).map { x in
        let place = y * (Self.side + 1) + x
        return small.samples[place + 1] > small.samples[place] ? 1 : -1
      }
    }
  }
}
