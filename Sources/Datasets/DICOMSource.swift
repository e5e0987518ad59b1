public import Foundation
import Images

/// What names the site of a DICOM file.
public enum DICOMSite: String, Sendable, Codable, CaseIterable {
  /// InstitutionName, or Manufacturer where that is missing.
  case institution
  case manufacturer
  case none
}

/// DICOM files in a folder and its sub-folders, or a single one, grouped by patient.
///
/// A file counts when it begins like DICOM, whatever its name. Ids are paths relative to the root,
/// with `#frame` (from 0) where a file has several. Patients are named by a keyed hash, in groups and
/// wherever their PatientID or a part of their name stands in a path; neither leaves this type.
public struct DICOMSource: DatasetSource {
  public let root: URL
  /// Where the secret of the hash is.
  public let key: URL
  public let frames: FrameChoice
  public let site: DICOMSite
  /// Keyword of the attribute that is the label, instead of a folder.
  public let label: String?
  public let levels: [FolderLevel]

  /// - Precondition: `mayBeLabel` for the label.
  public init(
    root: URL, key: URL, frames: FrameChoice = .all, site: DICOMSite = .institution,
    label: String? = nil, levels: [FolderLevel] = []
  ) {
    precondition(label.map(Self.mayBeLabel) ?? true)
    self.root = root
    self.key = key
    self.frames = frames
    self.site = site
    self.label = label
    self.levels = levels
  }

  /// Whether an attribute holds a code, a number or an age, or names the equipment. Free text, names,
  /// ids, dates and times may say who somebody is.
  public static func mayBeLabel(_ keyword: String) -> Bool {
    let equipment = ["Manufacturer", "ManufacturerModelName"]
    let coded = ["CS", "AS", "IS", "DS", "US", "SS", "UL", "SL", "FL", "FD"]
    guard let representation = DICOMHeader.valueRepresentation(of: keyword) else { return false }
    return coded.contains(representation) || equipment.contains(keyword)
  }

  public func listing() throws -> SampleListing {
    let walk = try FolderWalk(root: root)
    let reader = DICOMSampleReader(self, key: try PseudonymKey(file: key))
    var samples: [Sample] = []
    var unreadable = walk.unreadable
    var ungrouped = 0
    for file in walk.files {
      switch reader.read(file.path, file.url) {
      case .samples(let found, let isGroupedByPatient):
        samples += found
        ungrouped += isGroupedByPatient ? 0 : 1
      case .unreadable(let reason):
        unreadable.append(UnreadableFile(path: file.path, reason: reason))
      case .other: break
      }
    }
    guard !samples.isEmpty || !unreadable.isEmpty else {
      throw DatasetError.empty(path: root.path, expected: "DICOM file")
    }
    return SampleListing(
      samples: samples, unreadable: unreadable, warnings: Self.warnings(ungrouped: ungrouped))
  }

  private static func warnings(ungrouped: Int) -> [String] {
    guard ungrouped > 0 else { return [] }
    return [
      "\(ungrouped) files have no PatientID and are grouped by study, so that one patient may be in "
        + "several groups"
    ]
  }
}
