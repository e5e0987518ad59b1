/// What a model file needs to be used as it was trained. Written as YAML; see the page Models.
public struct ModelCard: Sendable, Equatable {
  /// Name in plans.
  public let name: String
  public let weights: ModelWeights
  /// Name of the input tensor; nil for the only one.
  public let input: String?
  public let preprocessing: Preprocessing
  public let output: ModelOutput
  /// The tensor that has values by place, where the output has none: the last one before the pooling, by
  /// name.
  public let featureMap: String?
  /// Numbers in the vector that the output is reduced to.
  public let dimension: Int
  public let precision: ModelPrecision
  public let licence: String
  /// Where the weights come from.
  public let source: String
  /// How to get the file where the set-up does not fetch it: a line for a shell.
  public let export: String?

  public init(
    name: String, weights: ModelWeights, input: String?, preprocessing: Preprocessing,
    output: ModelOutput, featureMap: String? = nil, dimension: Int,
    precision: ModelPrecision = .float32, licence: String,
    source: String, export: String? = nil
  ) {
    self.name = name
    self.weights = weights
    self.input = input
    self.preprocessing = preprocessing
    self.output = output
    self.featureMap = featureMap
    self.dimension = dimension
    self.precision = precision
    self.licence = licence
    self.source = source
    self.export = export
  }
}

/// The files of a card, by path relative to the folder of models.
public enum ModelWeights: Sendable, Equatable {
  /// One ONNX file. Without a digest any file that fits will do, and its own digest goes into the
  /// encoder's id.
  case file(String, sha256: String?)
  /// Checkpoints of one training, as a pattern with one `*` in the file's name.
  case series(String)
}

/// What a model computes with. Our own arithmetic is 32-bit always.
public enum ModelPrecision: String, Sendable, CaseIterable {
  case float32, float16, int8
}
