public import Datasets
public import Foundation
import Images

/// What a folder of pictures looks like, and which keys of a description follow from that.
public struct FolderSurvey: Sendable {
  public let root: URL
  let source: Source
  public let samples: [Sample]
  /// What was found in which order, and why the description says what it says.
  public let findings: [SurveyFinding]
  /// Sizes and damage of a few pictures; nil where none of them could be read.
  let profile: DatasetProfile?

  /// Where the pictures' columns come from.
  enum Source: Sendable, Equatable {
    case folder(levels: [FolderLevel], hasCaptions: Bool)
    case manifest(file: URL, columns: [ManifestColumn: String], delimiter: ManifestDelimiter)
    case dicom(levels: [FolderLevel])
    case nifti(levels: [FolderLevel])
  }

  /// Pictures that are read, evenly spaced.
  private static let readPictures = 48

  /// Lists a folder and reads a few of its pictures.
  ///
  /// - Throws: `SettingsError` for what is no folder, `DatasetError` for a folder that cannot be listed or has no picture; `CancellationError`.
  public init(_ root: URL, facts: FactsCache? = nil) async throws {
    self.root = root
    try Self.requireFolder(root)
    var findings: [SurveyFinding] = []
    if let table = try FoundTable(in: root) {
      let manifest = table.source
      source = .manifest(
        file: manifest.file, columns: manifest.columns, delimiter: manifest.delimiter)
      samples = table.samples
      findings += table.findings
    } else {
      let listing = try FolderSource(root: root, hasCaptionFiles: true).listing()
      let folders = FoundFolders(listing.samples)
      let kind = FoundFormat(listing.samples)
      let captions = listing.samples.count { $0.caption != nil }
      let hasCaptions = kind == .pictures && captions * 2 >= max(1, listing.samples.count)
      let levels = folders.levels
      source =
        switch kind {
        case .dicom: .dicom(levels: levels)
        case .nifti: .nifti(levels: levels)
        case .pictures: .folder(levels: levels, hasCaptions: hasCaptions)
        }
      findings.append(kind.finding(of: listing.samples.count))
      findings += folders.findings
      if hasCaptions {
        findings.append(
          SurveyFinding(
            "captions: beside",
            "\(captions) of \(listing.samples.count) pictures have a text of "
              + "their name beside them"))
      }
      samples = try FolderSource(
        root: root, levels: levels, hasCaptionFiles: hasCaptions
      ).listing().samples
    }
    self.findings = findings
    profile = try await Self.profile(of: samples, facts)
  }

  private static func requireFolder(_ root: URL) throws(SettingsError) {
    // What cannot be looked at is not there for this.
    let values = try? root.resolvingSymlinksInPath().resourceValues(forKeys: [.isDirectoryKey])
    guard values?.isDirectory != true else { return }
    throw .wrongValue(
      place: root.path, found: values == nil ? "nothing" : "a file",
      expected: "a folder of pictures")
  }

  private static func profile(
    of samples: [Sample], _ facts: FactsCache?
  ) async throws -> DatasetProfile? {
    let ordered = samples.sorted { $0.id < $1.id }
    let count = min(readPictures, ordered.count)
    let few = (0..<count).map { ordered[$0 * ordered.count / count] }
    // Repeated ids are told when the data set is loaded.
    guard Set(few.map(\.id)).count == few.count else { return nil }
    let dataset = try await Dataset.load(
      name: "few", from: ListedFew(samples: few), seed: 0, facts: facts, progress: { _, _ in })
    return DatasetProfile(dataset)
  }

  /// Pictures by value of a column, most frequent first.
  func counts(_ value: (Sample) -> String?) -> [(value: String, count: Int)] {
    Dictionary(samples.compactMap(value).map { ($0, 1) }, uniquingKeysWith: +)
      .sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { (value: $0.key, count: $0.value) }
  }
}

/// Something that was seen in a folder, with the key that follows from it.
public struct SurveyFinding: Sendable, Equatable {
  public let key: String
  public let reason: String

  init(_ key: String, _ reason: String) { (self.key, self.reason) = (key, reason) }
}

/// Samples that were listed before.
private struct ListedFew: DatasetSource {
  let samples: [Sample]
  func listing() -> SampleListing { SampleListing(samples: samples) }
}

/// What most files of a folder are, by their first bytes.
private enum FoundFormat {
  case pictures, dicom, nifti

  private static let looked = 32

  init(_ samples: [Sample]) {
    let count = min(Self.looked, samples.count)
    let formats = (0..<count).compactMap { position -> ImageFormat? in
      guard case .file(let url, _) = samples[position * samples.count / count].image else {
        return nil
      }
      // A file that cannot be opened is told when the data set is loaded.
      guard let file = try? FileHandle(forReadingFrom: url) else { return nil }
      defer { try? file.close() }
      let start = try? file.read(upToCount: ImageFormat.signatureLength)
      // A gzipped volume is known by its name alone.
      return url.path.lowercased().hasSuffix(".nii.gz")
        ? .nifti : ImageFormat(startingWith: [UInt8](start ?? Data()))
    }
    let half = formats.count / 2
    self =
      formats.count { $0 == .dicom } > half
      ? .dicom : formats.count { $0 == .nifti } > half ? .nifti : .pictures
  }

  func finding(of count: Int) -> SurveyFinding {
    switch self {
    case .pictures:
      SurveyFinding("source: folder", "\(count) pictures, and no table that names them")
    case .dicom:
      SurveyFinding(
        "source: dicom",
        "\(count) files, most of them DICOM: patients become groups, by a keyed hash")
    case .nifti: SurveyFinding("source: nifti", "\(count) files, most of them NIfTI volumes")
    }
  }
}
