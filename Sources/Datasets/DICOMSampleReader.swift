import Foundation
import Images

/// What a file of the folder is.
enum DICOMFile {
  case samples([Sample], isGroupedByPatient: Bool)
  case unreadable(reason: String)
  /// Of another format.
  case other
}

/// From one file to its samples.
struct DICOMSampleReader {
  private let source: DICOMSource
  private let key: PseudonymKey

  /// Bytes of a file's beginning, which nearly always reach to the pixel data.
  private static let headBytes = 1 << 18
  private static let columns = [
    "Modality": "modality", "ViewPosition": "view", "BodyPartExamined": "body_part",
  ]

  init(_ source: DICOMSource, key: PseudonymKey) {
    self.source = source
    self.key = key
  }

  func read(_ path: String, _ url: URL) -> DICOMFile {
    do {
      let start = try fileStart(url, count: Self.headBytes)
      guard ImageFormat(startingWith: start) == .dicom else { return .other }
      return try samples(path, url, header(url, start))
    } catch DatasetError.unreadable(_, let reason) {
      return .unreadable(reason: reason)
    } catch {
      return .unreadable(reason: "\(error)")
    }
  }

  /// Of the beginning, or of the whole file where that is not enough.
  private func header(_ url: URL, _ start: [UInt8]) throws -> DICOMHeader {
    let keywords =
      [
        "PatientID", "PatientName", "StudyInstanceUID", "SeriesInstanceUID", "InstitutionName",
        "Manufacturer",
      ] + Self.columns.keys + [source.label].compactMap(\.self)
    // A head that is cut off within an attribute fails as a damaged one does; read whole, below, the
    // file is either right or tells its own fault.
    if let header = try? DICOMHeader(start, keywords: keywords) { return header }
    let bytes = start.count < Self.headBytes ? start : try fileBytes(url)
    return try DICOMHeader(bytes, keywords: keywords)
  }

  private func samples(_ path: String, _ url: URL, _ header: DICOMHeader) throws -> DICOMFile {
    // Each frame takes some bytes: more frames than these are a damaged header.
    let size = try requireRegularFile(url)
    guard header.frames <= size else {
      return .unreadable(
        reason: "damaged DICOM (it declares \(header.frames) frames); fetch it again")
    }
    let id = anonymous(path, header)
    let samples = source.frames.chosen(of: header.frames).map { frame in
      sample(
        id: header.frames == 1 ? id : FrameChoice.id(id, frame, of: header.frames),
        .file(url, frame: frame), path, header)
    }
    return .samples(samples, isGroupedByPatient: header["PatientID"] != nil)
  }

  private func sample(
    id: String, _ image: ImageReference, _ path: String, _ header: DICOMHeader
  ) -> Sample {
    var attributes: [String: String] = [:]
    for (keyword, column) in Self.columns { attributes[column] = header[keyword] }
    attributes["series"] = header["SeriesInstanceUID"].map { key.pseudonym($0, of: "series") }
    let folders = Sample(id: id, image: image, folders: path, levels: source.levels)
    return Sample(
      id: id, image: image, label: source.label.map { header[$0] } ?? folders.label,
      split: folders.split, group: group(header), site: folders.site ?? site(header),
      attributes: attributes)
  }

  /// The patient, else the study.
  private func group(_ header: DICOMHeader) -> String? {
    header["PatientID"].map { key.pseudonym($0, of: "patient") }
      ?? header["StudyInstanceUID"].map { key.pseudonym($0, of: "study") }
  }

  private func site(_ header: DICOMHeader) -> String? {
    switch source.site {
    case .institution: header["InstitutionName"] ?? header["Manufacturer"]
    case .manufacturer: header["Manufacturer"]
    case .none: nil
    }
  }

  /// A path in which the patient's id and the parts of the name are replaced by the group's name.
  private func anonymous(_ path: String, _ header: DICOMHeader) -> String {
    let names = (header["PatientName"] ?? "").split { "^= \\".contains($0) }.map(String.init)
    let telling = ([header["PatientID"]].compactMap(\.self) + names).filter { $0.count >= 3 }
    // Longer ones first, as one may be part of another.
    return telling.sorted { $0.count > $1.count }.reduce(path) { path, word in
      path.replacingOccurrences(
        of: word, with: key.pseudonym(word, of: "patient"), options: .caseInsensitive)
    }
  }
}
