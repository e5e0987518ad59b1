public import Images
public import LinearAlgebra
public import Statistics

/// An encoder whose vectors are brought into the space of another, as of texts.
public struct AlignedEncoder: Encoder {
  private let base: any Encoder
  private let side: AlignedSide

  /// - Precondition: the map takes vectors of the encoder's dimension.
  public init(_ base: any Encoder, _ side: AlignedSide) {
    precondition(side.map.rows == base.dimension, "a map for \(side.map.rows) numbers")
    (self.base, self.side) = (base, side)
  }

  public var dimension: Int { side.map.columns }

  public var id: EncoderID {
    let own = base.id
    return EncoderID(
      name: own.name, weights: own.weights, preprocessing: own.preprocessing, runtime: own.runtime,
      output: (own.output.map { "\($0), " } ?? "") + "aligned to \(dimension) numbers")
  }

  public func encode(_ images: [Image]) async throws -> Matrix<Float> {
    side.aligned(UnitRows(try await base.encode(images)))
  }
}
