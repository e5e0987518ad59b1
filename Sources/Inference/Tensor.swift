/// Numbers in a row-major block.
public struct Tensor: Sendable, Equatable {
  /// Sizes of the axes, outermost first; empty for a single number.
  public let shape: [Int]
  /// As many as the product of `shape`, the last axis fastest.
  public let values: [Float]

  /// - Parameter values: as many as the product of `shape`.
  public init(shape: [Int], values: [Float]) {
    precondition(shape.allSatisfy { $0 >= 0 }, "shape \(shape) has a negative size")
    precondition(
      values.count == shape.reduce(1, *), "\(values.count) numbers for shape \(shape)")
    self.shape = shape
    self.values = values
  }
}

/// What one input of a model is given.
public enum InputTensor: Sendable, Equatable {
  case floats(Tensor)
  /// As many as the product of the shape; for inputs of 32 or 64 bits, such as the numbers of words.
  case integers(shape: [Int], values: [Int64])

  var shape: [Int] {
    switch self {
    case .floats(let tensor): tensor.shape
    case .integers(let shape, _): shape
    }
  }
}

/// What the elements of a tensor are.
public enum TensorElement: Sendable, Equatable {
  case float32, int32, int64
  /// Neither given nor taken.
  case other
}

/// What a model takes or gives under one name.
public struct TensorDescription: Sendable, Equatable, CustomStringConvertible {
  public let name: String
  /// Sizes of the axes, nil where the model leaves one open (as the batch). Empty for a single
  /// number and where even the number of axes is open.
  public let shape: [Int?]
  public let element: TensorElement

  public init(name: String, shape: [Int?], element: TensorElement = .float32) {
    self.name = name
    self.shape = shape
    self.element = element
  }

  /// For a person, e.g. `image (any, 3, 224, 224)`.
  public var description: String {
    let sizes = shape.map { $0.map(String.init) ?? "any" }
    return "\(name) (\(sizes.joined(separator: ", ")))"
  }

  /// Whether a tensor of this shape may be given or got.
  public func accepts(_ found: [Int]) -> Bool {
    guard !shape.isEmpty else { return true }
    return found.count == shape.count && zip(found, shape).allSatisfy { $1 == nil || $0 == $1 }
  }
}
