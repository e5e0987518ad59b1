import CDICOM

/// How a DICOM picture's samples are stored, checked before anything is allocated by it.
struct DICOMPixelLayout {
  let width: Int
  let height: Int
  let frames: Int
  /// Of a pixel: 1 or 3.
  let channels: Int
  let photometric: DICOMPhotometric
  let bitsAllocated: Int
  let bitsStored: Int
  let highBit: Int
  let isSigned: Bool
  let isPlanar: Bool
  /// Native 4:2:2 data: two pixels share their colour differences, in the order Y Y Cb Cr.
  let isSubsampled: Bool

  /// Decoding JPEG 2000 takes 32 bits for each sample beside the result.
  private static let bytesWhileDecoding = 4

  /// - Parameter fileSize: in bytes.
  /// - Throws: `ImageError` for a data set without a picture, with one that is not read, or with one
  ///   beyond the limits.
  init(
    _ dataset: borrowing DICOMDataset, fileSize: Int, _ limits: DecodingLimits
  ) throws(ImageError) {
    try Self.requirePixels(dataset)
    func integer(_ tag: DICOMTag, _ name: String) throws(ImageError) -> Int {
      guard let value = dataset.integer(tag), value >= 0 else {
        throw .damaged(format: "DICOM", reason: "it does not say its \(name)")
      }
      return value
    }
    width = try integer(.columns, "columns")
    height = try integer(.rows, "rows")
    guard width > 0, height > 0 else {
      throw .unsupported(format: "DICOM", finding: "a picture of \(width) × \(height) pixels")
    }
    try limits.check(width, height)
    bitsAllocated = try integer(.bitsAllocated, "bits allocated")
    bitsStored = dataset.integer(.bitsStored) ?? bitsAllocated
    highBit = dataset.integer(.highBit) ?? bitsStored - 1
    isSigned = dataset.integer(.pixelRepresentation) == 1
    isPlanar = dataset.integer(.planarConfiguration) == 1
    channels = dataset.integer(.samplesPerPixel) ?? 1
    photometric = try DICOMPhotometric(dataset, channels: channels)
    isSubsampled = photometric.isSubsampled && !dataset.isCompressed
    frames = max(1, dataset.integer(.numberOfFrames) ?? 1)
    try checkBits()
    if dataset.isCompressed {
      try limits.check(
        width, height, bytesEach: channels * (bitsAllocated / 8 + Self.bytesWhileDecoding),
        fileSize: fileSize, format: "DICOM")
    }
    try checkFrames(dataset.framesHeld(shape))
  }

  /// What the decoder is told. 4:2:2 data have two samples a pixel.
  var shape: cdicom_shape {
    cdicom_shape(
      columns: UInt32(clamping: width), rows: UInt32(clamping: height),
      samples: UInt32(isSubsampled ? 2 : channels), bits: UInt32(bitsAllocated),
      frames: UInt32(clamping: frames))
  }

  var frameBytes: Int { (sampleCount * bitsAllocated + 7) / 8 }

  private var sampleCount: Int { width * height * (isSubsampled ? 2 : channels) }

  /// - Precondition: `frameBytes` bytes.
  func samples(_ bytes: [UInt8]) -> StoredSamples {
    StoredSamples(
      bytes, count: sampleCount, allocated: bitsAllocated, stored: bitsStored, highBit: highBit,
      isSigned: isSigned)
  }

  private static func requirePixels(_ dataset: borrowing DICOMDataset) throws(ImageError) {
    if dataset.has(.floatPixelData) || dataset.has(.doublePixelData) {
      throw .unsupported(format: "DICOM", finding: "floating-point pixel data")
    }
    guard dataset.has(.pixelData) else {
      let modality = dataset.text(.modality).map { " (modality \($0))" } ?? ""
      throw .unsupported(format: "DICOM", finding: "no picture in it\(modality)")
    }
  }

  private func checkBits() throws(ImageError) {
    guard [1, 8, 16, 32].contains(bitsAllocated) else {
      throw .unsupported(format: "DICOM", finding: "\(bitsAllocated) bits allocated to a sample")
    }
    guard (1...bitsAllocated).contains(bitsStored),
      (bitsStored - 1..<bitsAllocated).contains(highBit)
    else {
      throw .damaged(
        format: "DICOM",
        reason: "\(bitsStored) bits stored below bit \(highBit) of \(bitsAllocated) allocated")
    }
    guard channels == 1 || bitsAllocated > 1,
      !isSubsampled || (bitsAllocated == 8 && width % 2 == 0)
    else { throw .unsupported(format: "DICOM", finding: "colours in an unusual layout") }
  }

  private func checkFrames(_ held: Int) throws(ImageError) {
    guard frames <= held else {
      throw .damaged(
        format: "DICOM", reason: "it declares \(frames) frames and holds \(held) whole ones")
    }
  }
}

extension DICOMDataset {
  /// Whether the transfer syntax is one of compressed pictures: all but the five native ones.
  fileprivate var isCompressed: Bool {
    ![
      "", "1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.1.99",
      "1.2.840.10008.1.2.2",
    ]
    .contains(transferSyntax)
  }
}
