extension Image {
  /// All samples times a factor, as Pillow's `ImageEnhance.Brightness`; 1 leaves the picture as it is.
  ///
  /// - Precondition: factor ≥ 0.
  public func brightened(by factor: Float) -> Image {
    blended(from: 0, by: factor)
  }

  /// Samples moved away from the mean grey by a factor, as Pillow's `ImageEnhance.Contrast`; 1 leaves
  /// the picture as it is.
  ///
  /// - Precondition: factor ≥ 0.
  public func contrasted(by factor: Float) -> Image {
    let luma = grey.samples
    let mean = Double(luma.reduce(0) { $0 + Int($1) }) / Double(luma.count)
    return blended(from: UInt8(mean + 0.5), by: factor)
  }

  /// In single precision and rounded down, as Pillow's `Image.blend`.
  private func blended(from start: UInt8, by factor: Float) -> Image {
    precondition(factor >= 0, "a factor of \(factor)")
    let first = Float(start)
    return mapped { sample in first + factor * (Float(sample) - first) }
  }

  /// The range of values shown, 0 to 255, moved by a share of its width: what lies beyond is black or
  /// white.
  public func windowShifted(by share: Double) -> Image {
    let shift = Float(255 * share)
    return mapped { sample in (Float(sample) - shift).rounded() }
  }

  /// Clamped and rounded down; a table does it for each of the 256 values.
  private func mapped(_ function: (UInt8) -> Float) -> Image {
    let table = (0...UInt8.max).map { UInt8(min(255, max(0, function($0)))) }
    return Image(
      width: width, height: height, channels: channels, samples: samples.map { table[Int($0)] })
  }

  /// Whether it has no colour: one channel, or three equal ones.
  var isGrey: Bool {
    guard channels == 3 else { return true }
    return stride(from: 0, to: samples.count, by: 3).allSatisfy { start in
      let red = samples[start]
      return samples[start + 1] == red && samples[start + 2] == red
    }
  }
}
