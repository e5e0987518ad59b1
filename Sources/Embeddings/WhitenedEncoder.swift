public import Images
public import LinearAlgebra

/// Another encoder's vectors along principal components, each divided by its standard deviation, so
/// that no direction outweighs the others in a cosine or a distance.
///
/// y = W (x − m), accumulated in double precision, one image at a time. On the data that it was
/// fitted on, each number of the vector has mean 0, variance 1 and no correlation with the others.
public struct WhitenedEncoder: Encoder {
  public let id: EncoderID
  private let base: any Encoder
  private let whitening: Whitening

  /// - Parameters:
  ///   - origin: what it was fitted on, in words; part of the id.
  /// - Precondition: the whitening takes vectors of the base's dimension.
  public init(name: String, of base: any Encoder, by whitening: Whitening, origin: String) {
    precondition(base.dimension == whitening.mean.count)
    self.base = base
    self.whitening = whitening
    let inner = base.id
    id = EncoderID(
      name: name, weights: inner.weights, preprocessing: inner.preprocessing,
      runtime: inner.runtime,
      output: "\(inner.name): \(inner.output ?? "vector"), whitened to "
        + "\(whitening.axes.rows) components fitted on \(origin)")
  }

  public var dimension: Int { whitening.axes.rows }

  public func placement(of image: Image) -> PicturePlacement { base.placement(of: image) }

  public func encode(_ images: [Image]) async throws -> Matrix<Float> {
    let vectors = try await base.encode(images)
    return Matrix(
      rows: vectors.rows, columns: dimension,
      elements: (0..<vectors.rows).flatMap { whitening.applied(to: vectors.row($0)) })
  }
}

/// A mean and axes that make vectors uncorrelated and of variance 1.
public struct Whitening: Sendable, Equatable {
  /// m, d numbers.
  public let mean: [Double]
  /// W, shape (c, d): principal directions divided by the standard deviation along them.
  public let axes: Matrix<Double>

  /// - Precondition: as many numbers in the mean as columns in the axes.
  public init(mean: [Double], axes: Matrix<Double>) {
    precondition(mean.count == axes.columns)
    self.mean = mean
    self.axes = axes
  }

  /// Rounded to 32 bits, as it is kept: the mean, then the axes, shape (c + 1, d).
  public var stored: Matrix<Float> {
    Matrix(
      rows: axes.rows + 1, columns: axes.columns,
      elements: mean.map(Float.init) + axes.elements.map(Float.init))
  }

  /// - Precondition: at least two rows.
  public init(stored: Matrix<Double>) {
    precondition(stored.rows >= 2)
    self.init(
      mean: Array(stored.row(0)), axes: stored.selecting(rows: 1..<stored.rows))
  }

  func applied(to vector: ArraySlice<Float>) -> [Float] {
    let centred = zip(vector, mean).map { Double($0) - $1 }
    return (0..<axes.rows).map { row in
      Float(zip(axes.row(row), centred).reduce(0) { $0 + $1.0 * $1.1 })
    }
  }
}
