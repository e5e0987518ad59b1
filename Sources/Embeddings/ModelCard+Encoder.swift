extension ModelCard {
  /// Whether an encoder was made by this card: it prepares pictures and takes its output as the card says, and
  /// has the weights that the card asks for, where it does.
  public func describes(_ encoder: EncoderID) -> Bool {
    guard encoder.preprocessing.hasPrefix(preprocessing.summary), encoder.output == output.summary
    else { return false }
    guard case .file(_, let sha256?) = weights else { return true }
    return encoder.weights == sha256
  }
}
