import Inference

/// Which of a model's outputs holds the embedding, and how it becomes one vector.
public struct ModelOutput: Sendable, Equatable {
  public let tensor: OutputName
  public let pooling: Pooling
  /// Tokens before those of the patches (CLS, registers); left out of the mean of tokens.
  public let prefixTokens: Int

  /// - Precondition: prefixTokens ≥ 0.
  public init(tensor: OutputName, pooling: Pooling = .none, prefixTokens: Int = 0) {
    precondition(prefixTokens >= 0)
    self.tensor = tensor
    self.pooling = pooling
    self.prefixTokens = prefixTokens
  }

  /// In words; part of an encoder's id.
  var summary: String {
    switch pooling {
    case .none: "\(tensor)"
    case .cls: "\(tensor), first token"
    case .meanTokens: "\(tensor), mean of the tokens after \(prefixTokens)"
    case .globalAverage: "\(tensor), average over positions"
    }
  }

  /// The shape that the output must have, for a person.
  func expectedShape(_ dimension: Int) -> String {
    switch pooling {
    case .none: "(1, \(dimension))"
    case .cls, .meanTokens: "(1, tokens, \(dimension))"
    case .globalAverage: "(1, \(dimension), rows, columns) or (1, rows, columns, \(dimension))"
    }
  }

  /// The embedding in the output for one image; sums are accumulated in double precision.
  ///
  /// - Returns: `dimension` numbers, or nil where the tensor has another shape.
  func vector(in found: Tensor, dimension: Int) -> [Float]? {
    let shape = found.shape
    switch pooling {
    case .none:
      return found.values.count == dimension ? found.values : nil
    case .cls:
      guard shape.count == 3, shape[0] == 1, shape[1] >= 1, shape[2] == dimension else {
        return nil
      }
      return Array(found.values.prefix(dimension))
    case .meanTokens:
      guard shape.count == 3, shape[0] == 1, shape[1] > prefixTokens, shape[2] == dimension else {
        return nil
      }
      return Self.rowMeans(found.values.dropFirst(prefixTokens * dimension), dimension)
    case .globalAverage:
      guard shape.count == 4, shape[0] == 1, shape.allSatisfy({ $0 >= 1 }) else { return nil }
      if shape[1] == dimension { return Self.planeMeans(found.values, dimension) }
      return shape[3] == dimension ? Self.rowMeans(found.values[...], dimension) : nil
    }
  }

  /// The mean of rows of `columns` numbers.
  private static func rowMeans(_ values: ArraySlice<Float>, _ columns: Int) -> [Float] {
    var sums = [Double](repeating: 0, count: columns)
    for (offset, value) in values.enumerated() { sums[offset % columns] += Double(value) }
    let rows = Double(values.count / columns)
    return sums.map { Float($0 / rows) }
  }

  /// The mean of each of `count` blocks.
  private static func planeMeans(_ values: [Float], _ count: Int) -> [Float] {
    let length = values.count / count
    return (0..<count).map { plane in
      let sum = values[(plane * length)..<((plane + 1) * length)].reduce(0.0) { $0 + Double($1) }
      return Float(sum / Double(length))
    }
  }
}

/// An output by name, or by position among the model's outputs from 0.
public enum OutputName: Sendable, Equatable, CustomStringConvertible {
  case name(String)
  case index(Int)

  /// Nil for a position.
  var name: String? {
    if case .name(let name) = self { name } else { nil }
  }

  public var description: String {
    switch self {
    case .name(let name): name
    case .index(let index): "output \(index)"
    }
  }
}

/// How an output of several vectors becomes one.
public enum Pooling: String, Sendable, CaseIterable {
  /// It is one vector already.
  case none
  /// The first token, of shape (1, tokens, dimension).
  case cls
  /// The mean of the tokens of the patches.
  case meanTokens = "mean_tokens"
  /// The mean over the positions of a feature map, whose channels are on the second axis, or on the
  /// last where the second has another size.
  case globalAverage = "global_average"
}
