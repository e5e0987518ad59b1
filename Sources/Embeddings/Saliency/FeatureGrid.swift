import Inference
public import LinearAlgebra

/// What a network makes of an image at each place of a grid over its input.
public struct FeatureGrid: Sendable, Equatable {
  public let rows: Int
  public let columns: Int
  /// Shape (rows · columns, channels), row by row.
  public let vectors: Matrix<Float>

  public var channels: Int { vectors.columns }

  /// One channel as a map, shape (rows, columns).
  public func channel(_ index: Int) -> Matrix<Float> {
    Matrix(
      rows: rows, columns: columns, elements: (0..<(rows * columns)).map { vectors[$0, index] })
  }

  /// Tokens of patches in rows of a square, or a feature map.
  ///
  /// - Parameters:
  ///   - tensor: of shape (1, tokens, channels), (1, channels, rows, columns) or (1, rows, columns,
  ///     channels).
  ///   - prefixTokens: before those of the patches.
  ///   - channels: how many there are, which tells the two feature maps apart; nil takes the second axis.
  /// - Returns: nil for any other shape.
  init?(_ tensor: Tensor, prefixTokens: Int, channels: Int?) {
    let shape = tensor.shape
    guard shape.first == 1, shape.allSatisfy({ $0 >= 1 }) else { return nil }
    switch shape.count {
    case 3:
      let patches = shape[1] - prefixTokens
      guard patches >= 1 else { return nil }
      let side = Int(Double(patches).squareRoot().rounded())
      guard side * side == patches else { return nil }
      let values = Array(tensor.values.dropFirst(prefixTokens * shape[2]))
      self.init(rows: side, columns: side, channels: shape[2], values)
    case 4 where shape[3] == channels && shape[1] != channels:
      self.init(rows: shape[1], columns: shape[2], channels: shape[3], tensor.values)
    case 4:
      let planes = Matrix(rows: shape[1], columns: shape[2] * shape[3], elements: tensor.values)
      self.init(
        rows: shape[2], columns: shape[3], channels: shape[1], planes.transposed.elements)
    default: return nil
    }
  }

  private init(rows: Int, columns: Int, channels: Int, _ values: [Float]) {
    (self.rows, self.columns) = (rows, columns)
    vectors = Matrix(rows: rows * columns, columns: channels, elements: values)
  }
}
