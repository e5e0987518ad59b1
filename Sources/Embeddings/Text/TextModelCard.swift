/// What a text model's file needs to be used as it was trained. Written as YAML; see the page Models.
public struct TextModelCard: Sendable, Equatable {
  /// Name in plans. A text model with the name of an image model shares its space.
  public let name: String
  public let weights: TextModelFile
  /// The vocabulary, by path relative to the folder of models: vocab.txt, tokenizer.json, or vocab.json
  /// with merges.txt beside it.
  public let tokenizer: String
  /// Of WordPiece; nil takes what the vocabulary's folder says.
  public let isLowerCase: Bool?
  /// Pieces of a text at most, with the marks of its beginning and end.
  public let limit: Int
  public let padding: TextPadding
  public let inputs: TextInputs
  public let output: TextOutput
  /// Numbers in the vector that the output is reduced to.
  public let dimension: Int
  /// What cosines were divided by in training, > 0; nil where the model was not trained with images.
  public let temperature: Double?
  public let precision: ModelPrecision
  public let licence: String
  /// Where the weights come from.
  public let source: String
  /// How to get the file where the set-up does not fetch it: a line for a shell.
  public let export: String?

  public init(
    name: String, weights: TextModelFile, tokenizer: String, isLowerCase: Bool? = nil, limit: Int,
    padding: TextPadding = .none, inputs: TextInputs, output: TextOutput, dimension: Int,
    temperature: Double? = nil, precision: ModelPrecision = .float32, licence: String,
    source: String, export: String? = nil
  ) {
    (self.name, self.weights, self.tokenizer) = (name, weights, tokenizer)
    (self.isLowerCase, self.limit, self.padding) = (isLowerCase, limit, padding)
    (self.inputs, self.output, self.dimension) = (inputs, output, dimension)
    (self.temperature, self.precision) = (temperature, precision)
    (self.licence, self.source, self.export) = (licence, source, export)
  }
}

/// The ONNX file of a text model.
public struct TextModelFile: Sendable, Equatable {
  /// Relative to the folder of models.
  public let path: String
  /// Nil where any file that fits will do.
  public let sha256: String?

  public init(path: String, sha256: String? = nil) {
    (self.path, self.sha256) = (path, sha256)
  }
}

/// Names of the input tensors, each of shape (1, pieces) and of whole numbers.
public struct TextInputs: Sendable, Equatable {
  /// Of the numbers of pieces.
  public let ids: String
  /// Of ones for pieces and zeros for padding; nil where the model takes none.
  public let mask: String?
  /// Of zeros, as there is one sentence; nil where the model takes none.
  public let types: String?

  public init(ids: String, mask: String? = nil, types: String? = nil) {
    (self.ids, self.mask, self.types) = (ids, mask, types)
  }

  var names: [String] { [ids] + [mask, types].compactMap(\.self) }
}

/// Whether texts are filled up to the limit, as models of one length need it.
public enum TextPadding: Sendable, Equatable {
  case none
  /// With the piece of this number.
  case toLimit(piece: Int)
}

/// Which of a text model's outputs holds the embedding, and how it becomes one vector.
public struct TextOutput: Sendable, Equatable {
  public let tensor: String
  public let pooling: TextPooling

  public init(tensor: String, pooling: TextPooling = .none) {
    (self.tensor, self.pooling) = (tensor, pooling)
  }
}

/// How an output of one vector a piece becomes one vector.
public enum TextPooling: String, Sendable, CaseIterable {
  /// It is one vector already, of shape (1, dimension).
  case none
  /// The vector of the first piece, of shape (1, pieces, dimension).
  case cls
  /// The mean over all pieces but padding, the marks of beginning and end among them.
  case meanTokens = "mean_tokens"
  /// The vector of the mark of the end.
  case lastToken = "last_token"
}

extension TextModelCard {
  /// What is done to a text, in words; part of an encoder's id.
  ///
  /// - Parameter vocabulary: the digest of its file.
  func preprocessing(vocabulary: String) -> String {
    let padded =
      switch padding {
      case .none: ""
      case .toLimit(let piece): ", filled up with \(piece)"
      }
    let spelling = isLowerCase.map { $0 ? ", lower case" : ", case kept" } ?? ""
    return "vocabulary \(vocabulary.prefix(12)), \(limit) pieces\(padded)\(spelling)"
  }

  /// The embedding in the output for one text of so many pieces; sums are accumulated in double precision.
  ///
  /// - Returns: `dimension` numbers, or nil where the tensor has another shape.
  func vector(in shape: [Int], _ values: [Float], pieces: Int) -> [Float]? {
    if output.pooling == .none {
      return values.count == dimension && shape.last == dimension ? values : nil
    }
    guard shape.count == 3, shape[0] == 1, shape[1] >= pieces, shape[2] == dimension else {
      return nil
    }
    switch output.pooling {
    case .none, .cls: return Array(values.prefix(dimension))
    case .lastToken: return Array(values[(pieces - 1) * dimension..<pieces * dimension])
    case .meanTokens:
      var sums = [Double](repeating: 0, count: dimension)
      for place in 0..<pieces * dimension { sums[place % dimension] += Double(values[place]) }
      return sums.map { Float($0 / Double(pieces)) }
    }
  }

  /// The shape that the output must have, for a person.
  var expectedShape: String {
    output.pooling == .none ? "(1, \(dimension))" : "(1, pieces, \(dimension))"
  }
}
