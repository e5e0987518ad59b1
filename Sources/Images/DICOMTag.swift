import CDICOM

/// A DICOM attribute: group · 65536 + element (PS3.6, chapter 6).
struct DICOMTag: Hashable {
  let number: UInt32

  init(_ number: UInt32) {
    self.number = number
  }

  /// By its keyword, as "BodyPartExamined"; nil when the dictionary has none.
  init?(keyword: String) {
    number = unsafe cdicom_tag_named(keyword)
    guard number != 0 else { return nil }
  }

  static let modality = DICOMTag(0x0008_0060)
  static let samplesPerPixel = DICOMTag(0x0028_0002)
  static let photometricInterpretation = DICOMTag(0x0028_0004)
  static let planarConfiguration = DICOMTag(0x0028_0006)
  static let numberOfFrames = DICOMTag(0x0028_0008)
  static let rows = DICOMTag(0x0028_0010)
  static let columns = DICOMTag(0x0028_0011)
  static let bitsAllocated = DICOMTag(0x0028_0100)
  static let bitsStored = DICOMTag(0x0028_0101)
  static let highBit = DICOMTag(0x0028_0102)
  static let pixelRepresentation = DICOMTag(0x0028_0103)
  static let pixelPaddingValue = DICOMTag(0x0028_0120)
  static let pixelPaddingRangeLimit = DICOMTag(0x0028_0121)
  static let windowCenter = DICOMTag(0x0028_1050)
  static let windowWidth = DICOMTag(0x0028_1051)
  static let rescaleIntercept = DICOMTag(0x0028_1052)
  static let rescaleSlope = DICOMTag(0x0028_1053)
  static let windowFunction = DICOMTag(0x0028_1056)
  /// Red, green and blue.
  static let paletteDescriptors = [0x0028_1101, 0x0028_1102, 0x0028_1103].map { DICOMTag($0) }
  static let palettes = [0x0028_1201, 0x0028_1202, 0x0028_1203].map { DICOMTag($0) }
  static let segmentedPalettes = [0x0028_1221, 0x0028_1222, 0x0028_1223].map { DICOMTag($0) }
  static let modalityTableSequence = DICOMTag(0x0028_3000)
  static let tableDescriptor = DICOMTag(0x0028_3002)
  static let tableData = DICOMTag(0x0028_3006)
  static let windowTableSequence = DICOMTag(0x0028_3010)
  static let rescaleMacro = DICOMTag(0x0028_9145)
  static let windowMacro = DICOMTag(0x0028_9132)
  static let floatPixelData = DICOMTag(0x7FE0_0008)
  static let doublePixelData = DICOMTag(0x7FE0_0009)
  static let pixelData = DICOMTag(0x7FE0_0010)
}
