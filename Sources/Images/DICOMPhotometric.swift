/// What the samples of a DICOM picture mean (PS3.3, C.7.6.3.1.2).
enum DICOMPhotometric: String {
  case whiteIsLow = "MONOCHROME1"
  case blackIsLow = "MONOCHROME2"
  case palette = "PALETTE COLOR"
  case rgb = "RGB"
  case fullRange = "YBR_FULL"
  case fullRangeSubsampled = "YBR_FULL_422"
  /// Undone by the JPEG 2000 decoder.
  case irreversible = "YBR_ICT"
  case reversible = "YBR_RCT"

  init(_ dataset: borrowing DICOMDataset, channels: Int) throws(ImageError) {
    // Old files leave it out; then the number of channels says it.
    let name = dataset.text(.photometricInterpretation) ?? (channels == 3 ? "RGB" : "MONOCHROME2")
    guard let known = Self(rawValue: name) else {
      throw .unsupported(format: "DICOM", finding: "colours of type \(name)")
    }
    guard known.channels == channels else {
      throw .damaged(format: "DICOM", reason: "\(channels) samples a pixel of type \(name)")
    }
    self = known
  }

  var channels: Int {
    switch self {
    case .whiteIsLow, .blackIsLow, .palette: 1
    case .rgb, .fullRange, .fullRangeSubsampled, .irreversible, .reversible: 3
    }
  }

  var isSubsampled: Bool { self == .fullRangeSubsampled }
}
