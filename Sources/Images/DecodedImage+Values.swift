extension DecodedImage {
  /// A grey picture of numbers, black to white by the window, else by the range that a file proposes,
  /// else from the smallest to the largest finite one. What is not a number is black.
  init(
    values: [Double], width: Int, height: Int, window: IntensityWindow?,
    proposed: ClosedRange<Double>? = nil
  ) {
    let mapping: IntensityMapping
    let note: DecodingNote
    if let window {
      (mapping, note) = (.exact(center: window.center, width: window.width), .windowAsAsked)
    } else if let proposed {
      mapping = .range(low: proposed.lowerBound, high: proposed.upperBound)
      note = .windowFromFile
    } else {
      let finite = values.lazy.filter(\.isFinite)
      mapping = .range(low: finite.min() ?? 0, high: finite.max() ?? 0)
      note = .stretchedToRange
    }
    self.init(
      image: Image(width: width, height: height, channels: 1, samples: values.map(mapping.level)),
      notes: [note], window: mapping.window)
  }
}
