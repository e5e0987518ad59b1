public import Images

extension EncoderID {
  /// The same of pictures that are decoded otherwise than usual, which gives other vectors.
  ///
  /// - Parameter options: limits, and refusing transparency, change no vector.
  public func decoded(by options: DecodingOptions) -> EncoderID {
    let words = options.deviations
    guard !words.isEmpty else { return self }
    return EncoderID(
      name: name, weights: weights,
      preprocessing: "\(preprocessing), decoded with \(words.joined(separator: ", "))",
      runtime: runtime, output: output)
  }
}

extension DecodingOptions {
  /// What is not as usual and changes pixels, in words.
  fileprivate var deviations: [String] {
    let usual = DecodingOptions.standard
    return [
      alpha == usual.alpha || alpha == .refuse ? nil : "alpha \(alpha.rawValue)",
      window.map { "window \($0.center),\($0.width)" },
      volumeAxis == usual.volumeAxis ? nil : "slices across \(volumeAxis.rawValue)",
      jpegScale == usual.jpegScale ? nil : "JPEG at \(jpegScale.rawValue)",
    ].compactMap(\.self)
  }
}
