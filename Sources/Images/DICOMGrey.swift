/// From stored samples of a grey picture to what a viewer shows: modality, window, inversion.
struct DICOMGrey {
  let modality: DICOMModality
  let display: DICOMDisplay
  let isInverted: Bool
  let note: DecodingNote?

  init(
    _ dataset: borrowing DICOMDataset, _ layout: DICOMPixelLayout, _ samples: StoredSamples,
    frame: Int, window: IntensityWindow?
  ) throws(ImageError) {
    modality = try DICOMModality(dataset, layout, frame: frame)
    isInverted = layout.photometric == .whiteIsLow
    if let window {
      display = .mapping(.linear(center: window.center, width: window.width))
      note = .windowAsAsked
    } else if let stored = try DICOMDisplay(dataset, layout, frame: frame) {
      display = stored
      note = .windowFromFile
    } else if layout.bitsStored <= 8, modality.isIdentity {
      display = .mapping(Self.fullRange(layout))
      note = nil
    } else {
      display = .mapping(
        Self.range(of: samples, modality, padding: DICOMPadding(dataset, samples)))
      note = .stretchedToRange
    }
  }

  func levels(of samples: StoredSamples) -> [UInt8] {
    samples.mapped { sample in
      let level = display.level(modality.value(sample))
      return isInverted ? 255 - level : level
    }
  }

  /// All that the stored bits can say: 8-bit pictures stay as they are.
  private static func fullRange(_ layout: DICOMPixelLayout) -> IntensityMapping {
    let span = Double(1 << layout.bitsStored)
    let low = layout.isSigned ? -span / 2 : 0
    return .range(low: low, high: low + span - 1)
  }

  /// Smallest to largest value of the frame, padding left out unless there is nothing else.
  private static func range(
    of samples: StoredSamples, _ modality: DICOMModality, padding: DICOMPadding?
  ) -> IntensityMapping {
    var (low, high) = (Double.infinity, -Double.infinity)
    for index in 0..<samples.count {
      let sample = samples[index]
      if let padding, padding.range.contains(sample) { continue }
      let value = modality.value(sample)
      low = min(low, value)
      high = max(high, value)
    }
    return low <= high ? .range(low: low, high: high) : .range(low: 0, high: 0)
  }
}

/// From stored samples to the modality's unit, e.g. Hounsfield (PS3.3, C.11.1).
enum DICOMModality {
  case table(DICOMLookupTable)
  case rescale(slope: Double, intercept: Double)

  init(
    _ dataset: borrowing DICOMDataset, _ layout: DICOMPixelLayout, frame: Int
  ) throws(ImageError) {
    let place = DICOMPlace.frame(frame, macro: .rescaleMacro)
    if let table = try DICOMLookupTable(
      dataset, at: .sequence(.modalityTableSequence), isSigned: layout.isSigned)
    {
      self = .table(table)
    } else {
      self = .rescale(
        slope: dataset.number(.rescaleSlope, at: place) ?? 1,
        intercept: dataset.number(.rescaleIntercept, at: place) ?? 0)
    }
  }

  var isIdentity: Bool {
    if case .rescale(slope: 1, intercept: 0) = self { true } else { false }
  }

  func value(_ sample: Int) -> Double {
    switch self {
    case .table(let table): Double(table[sample])
    case .rescale(let slope, let intercept): Double(sample) * slope + intercept
    }
  }
}

/// From the modality's unit to grey levels.
enum DICOMDisplay {
  case table(DICOMLookupTable)
  case mapping(IntensityMapping)

  /// The file's own: its table, else its first window (PS3.3, C.11.2). Nil when it has neither.
  init?(
    _ dataset: borrowing DICOMDataset, _ layout: DICOMPixelLayout, frame: Int
  ) throws(ImageError) {
    let place = DICOMPlace.frame(frame, macro: .windowMacro)
    if let table = try DICOMLookupTable(
      dataset, at: .sequence(.windowTableSequence), isSigned: layout.isSigned)
    {
      self = .table(table)
    } else if let center = dataset.number(.windowCenter, at: place),
      let width = dataset.number(.windowWidth, at: place),
      let mapping = Self.mapping(
        dataset.text(.windowFunction, at: place), center: center, width: width)
    {
      self = .mapping(mapping)
    } else {
      return nil
    }
  }

  /// Nil where a table decides.
  var window: IntensityWindow? {
    if case .mapping(let mapping) = self { mapping.window } else { nil }
  }

  func level(_ value: Double) -> UInt8 {
    switch self {
    case .mapping(let mapping): mapping.level(value)
    case .table(let table):
      UInt8(
        clamping: Int(
          (255 * Double(table[Self.index(value)]) / Double(1 << table.bits - 1)).rounded()))
    }
  }

  /// Where a value stands in a table, which is by whole numbers, rounded towards 0.
  private static func index(_ value: Double) -> Int {
    Int(exactly: value.rounded(.towardZero)) ?? (value > 0 ? Int(Int32.max) : Int(Int32.min))
  }

  /// Nil for a width that no window can have: files are found with 0.
  private static func mapping(
    _ function: String?, center: Double, width: Double
  ) -> IntensityMapping? {
    switch function?.split(separator: "\\").first {
    case "SIGMOID" where width > 0: .sigmoid(center: center, width: width)
    case "LINEAR_EXACT" where width > 0: .exact(center: center, width: width)
    case "SIGMOID", "LINEAR_EXACT": nil
    default: width >= 1 ? .linear(center: center, width: width) : nil
    }
  }
}

/// Stored samples that fill the picture where nothing was seen.
struct DICOMPadding {
  let range: ClosedRange<Int>

  init?(_ dataset: borrowing DICOMDataset, _ samples: StoredSamples) {
    guard let value = dataset.integer(.pixelPaddingValue) else { return nil }
    let limit = dataset.integer(.pixelPaddingRangeLimit) ?? value
    // Read as unsigned where the file does not tell the type.
    let ends = [value, limit].map { samples.number(of: UInt32(truncatingIfNeeded: $0)) }
    range = min(ends[0], ends[1])...max(ends[0], ends[1])
  }
}
