public import Images
public import LinearAlgebra
public import Statistics

/// An encoder whose vectors are brought into the space of another, as of texts.
public struct AlignedEncoder: Encoder {
  public let id: EncoderID
  private let base: any Encoder
  private let side: AlignedSide

  /// - Precondition: the map takes vectors of the encoder's dimension.
  public init(_ base: any Encoder, _ side: AlignedSide) {
    precondition(side.map.rows == base.dimension, "a map for \(side.map.rows) numbers")
    (self.base, self.side) = (base, side)
    let own = base.id
    id = EncoderID(
      name: own.name, weights: own.weights, preprocessing: own.preprocessing, runtime: own.runtime,
      output: (own.output.map { "\($0), " } ?? "") + side.summary)
  }

  public var dimension: Int { side.map.columns }

  public func placement(of image: Image) -> PicturePlacement { base.placement(of: image) }

  public func encode(_ images: [Image]) async throws -> Matrix<Float> {
    side.aligned(UnitRows(try await base.encode(images)))
  }
}

extension AlignedSide {
  /// In words that differ whenever the numbers do.
  var summary: String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 * (mean.count + map.elements.count))
    for number in mean + map.elements {
      for shift in stride(from: 0, to: 64, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: number.bitPattern >> shift))
      }
    }
    return "aligned to \(map.columns) numbers by \(ContentDigest(of: bytes).hex.prefix(16))"
  }
}
