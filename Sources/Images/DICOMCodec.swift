/// DICOM through DCMTK and OpenJPEG.
///
/// Grey pictures are shown as a viewer would: rescaled to the modality's unit, then windowed as asked,
/// as the file says, or from the frame's smallest to its largest value. MONOCHROME1 is inverted.
enum DICOMCodec {
  /// With the preamble of 128 bytes and "DICM", or, without it, an element that data sets begin with.
  static func isDICOM(startingWith bytes: [UInt8]) -> Bool {
    bytes.count >= 132 && bytes[128..<132].elementsEqual("DICM".utf8) || isBareDataset(bytes)
  }

  /// Whether the first element is one of the groups 0002 and 0008, of little length, written as a
  /// data set in either byte order would write it.
  private static func isBareDataset(_ bytes: [UInt8]) -> Bool {
    guard bytes.count >= 132 else { return false }
    let isBig = bytes[0] == 0
    func number(_ place: Int) -> Int {
      isBig
        ? Int(bytes[place]) << 8 | Int(bytes[place + 1])
        : Int(bytes[place + 1]) << 8 | Int(bytes[place])
    }
    guard [0x0002, 0x0008].contains(number(0)), number(2) < 0x0100 else { return false }
    let kind = String(decoding: bytes[4..<6], as: UTF8.self)
    if ["UL", "CS", "UI", "DA", "TM", "LO", "SH", "PN", "OB"].contains(kind) { return true }
    return !isBig && number(6) == 0 && number(4) < 256
  }

  static func frameCount(
    _ bytes: [UInt8], _ options: DecodingOptions
  ) throws(ImageError) -> Int {
    try DICOMPixelLayout(try DICOMDataset(bytes), fileSize: bytes.count, options.limits).frames
  }

  /// - Parameter frame: from 0.
  static func decode(
    _ bytes: [UInt8], frame: Int, _ options: DecodingOptions
  ) throws(ImageError) -> DecodedImage {
    let dataset = try DICOMDataset(bytes)
    let layout = try DICOMPixelLayout(dataset, fileSize: bytes.count, options.limits)
    guard (0..<layout.frames).contains(frame) else {
      throw .missingFrame(frame, count: layout.frames)
    }
    let stored = try dataset.frame(frame, layout.shape, size: layout.frameBytes)
    let samples = layout.samples(stored.bytes)
    let decoded =
      switch layout.photometric {
      case .whiteIsLow, .blackIsLow:
        try grey(dataset, layout, samples, frame: frame, options.window)
      case .palette: try colored(dataset, layout, samples)
      case .rgb, .fullRange, .fullRangeSubsampled, .irreversible, .reversible:
        colored(layout, samples, isInterleaved: stored.isInterleaved)
      }
    return layout.frames == 1 ? decoded : decoded.noting(.oneOfSeveralFrames)
  }

  private static func grey(
    _ dataset: borrowing DICOMDataset, _ layout: DICOMPixelLayout, _ samples: StoredSamples,
    frame: Int, _ window: IntensityWindow?
  ) throws(ImageError) -> DecodedImage {
    let grey = try DICOMGrey(dataset, layout, samples, frame: frame, window: window)
    let image = image(layout, 1, grey.levels(of: samples))
    guard let note = grey.note else { return DecodedImage(image: image) }
    return DecodedImage(image: image, notes: [note], window: grey.display.window)
  }

  private static func colored(
    _ dataset: borrowing DICOMDataset, _ layout: DICOMPixelLayout, _ samples: StoredSamples
  ) throws(ImageError) -> DecodedImage {
    let palette = try DICOMPalette(dataset, isSigned: layout.isSigned)
    return DecodedImage(image: image(layout, 3, palette.rgb(samples)))
  }

  private static func colored(
    _ layout: DICOMPixelLayout, _ samples: StoredSamples, isInterleaved: Bool
  ) -> DecodedImage {
    let color = DICOMColor(
      layout: layout, samples: samples, isInterleaved: isInterleaved || !layout.isPlanar)
    return DecodedImage(
      image: image(layout, 3, color.rgb()), notes: layout.bitsStored > 8 ? [.reducedTo8Bits] : [])
  }

  private static func image(
    _ layout: DICOMPixelLayout, _ channels: Int, _ samples: [UInt8]
  ) -> Image {
    Image(width: layout.width, height: layout.height, channels: channels, samples: samples)
  }
}
