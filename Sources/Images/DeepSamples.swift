/// Samples of more than 8 bits on their way to 8.
struct DeepSamples {
  /// Pixels side by side.
  let values: [UInt16]
  /// The first samples of a pixel; what follows, such as alpha, is never windowed.
  let colors: Int
  let samplesPerPixel: Int

  /// The high bytes, as Pillow takes them; through a window where the options have one.
  func reduced(
    _ options: DecodingOptions
  ) -> (samples: [UInt8], notes: [DecodingNote], window: IntensityWindow?) {
    guard let window = options.window else {
      let highest = values.max() ?? 0
      let notes: [DecodingNote] =
        highest < 4096 ? [.reducedTo8Bits, .darkBy16Bits] : [.reducedTo8Bits]
      return (values.map { UInt8($0 >> 8) }, notes, nil)
    }
    let samples = values.indices.map { index in
      index % samplesPerPixel < colors
        ? window.level(of: Double(values[index])) : UInt8(values[index] >> 8)
    }
    return (samples, [.windowAsAsked], window)
  }
}

extension IntensityWindow {
  /// From the smallest to the largest finite value; nil where there is none.
  init?(spanning values: some Sequence<Double>) {
    var (low, high) = (Double.infinity, -Double.infinity)
    for value in values where value.isFinite {
      low = min(low, value)
      high = max(high, value)
    }
    guard low <= high else { return nil }
    // Halves first: the span of doubles may be more than a double holds.
    let half = high / 2 - low / 2
    guard half < .greatestFiniteMagnitude / 2 else { return nil }
    self.init(center: low + half, width: half > 0 ? 2 * half : 1)
  }

  /// 0 at center − width / 2 and below, 255 at center + width / 2 and above, linear between and
  /// rounded half up; NaN is 0.
  func level(of value: Double) -> UInt8 {
    let share = (value - center) / width + 0.5
    guard share > 0 else { return 0 }
    return UInt8((min(share, 1) * 255 + 0.5).rounded(.down))
  }
}
