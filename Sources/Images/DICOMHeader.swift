import CDICOM

/// Attributes of a DICOM file, read without its pixels.
public struct DICOMHeader: Sendable {
  /// Pictures that the file declares, at least 1; a file without a picture declares one too.
  public let frames: Int
  private let values: [String: String]

  /// - Parameters:
  ///   - bytes: the file, or its beginning when that reaches to the pixel data.
  ///   - keywords: the attributes to read, as "BodyPartExamined".
  /// - Throws: `ImageError.damaged` for bytes that are no DICOM file or end before the pixel data.
  public init(_ bytes: [UInt8], keywords: [String]) throws(ImageError) {
    let dataset = try DICOMDataset(bytes, isHeaderOnly: true)
    frames = max(1, dataset.integer(.numberOfFrames) ?? 1)
    var values: [String: String] = [:]
    for keyword in keywords {
      values[keyword] = DICOMTag(keyword: keyword).flatMap { dataset.text($0) }
    }
    self.values = values
  }

  /// Nil for an attribute that is missing, empty or was not asked for; several values are parted by
  /// backslashes.
  public subscript(keyword: String) -> String? { values[keyword] }

  /// Of what kind an attribute's values are, as "CS" (PS3.5, table 6.2-1); nil when DICOM has no
  /// attribute of this name.
  public static func valueRepresentation(of keyword: String) -> String? {
    let letters = unsafe cdicom_representation_named(keyword)
    guard letters != 0 else { return nil }
    return String(decoding: [UInt8(letters >> 8), UInt8(letters & 0xFF)], as: UTF8.self)
  }
}
