import Datasets
import Foundation
import Images
import TestSupport
import Testing

@Suite struct DICOMSourceTests {
  private func source(
    _ folder: TemporaryFolder, frames: FrameChoice = .all, site: DICOMSite = .institution,
    label: String? = nil, levels: [FolderLevel] = []
  ) -> DICOMSource {
    DICOMSource(
      root: folder.url.appending(path: "scans"), key: folder.url.appending(path: "secret/key"),
      frames: frames, site: site, label: label, levels: levels)
  }

  @Test func filesCountByTheirFirstBytesWhateverTheirName() async throws {
    let folder = try TemporaryFolder()
    try folder.write(DICOMBytes().bytes, to: "scans/a/IM0001")
    try folder.write(DICOMBytes(hasPreamble: false).bytes, to: "scans/bare.txt")
    try folder.write("notes", to: "scans/notes.dcm")
    try folder.write(try picture(1), to: "scans/photo.png")
    try folder.write([], to: "scans/empty.dcm")
    let dataset = try await load(source(folder))
    #expect(dataset.samples.map(\.id) == ["a/IM0001", "bare.txt"])
    #expect(dataset.unreadable.isEmpty)
  }

  @Test func patientsAreGroupsAndNobodyIsNamed() async throws {
    let folder = try TemporaryFolder()
    try folder.write(DICOMBytes(patient: "P-4711", value: 1).bytes, to: "scans/a.dcm")
    try folder.write(DICOMBytes(patient: "P-4711", study: "1.9", value: 2).bytes, to: "scans/b.dcm")
    try folder.write(DICOMBytes(patient: "P-0815", value: 3).bytes, to: "scans/P-0815/erika/c.dcm")
    let dataset = try await load(source(folder))
    let samples = dataset.samples
    let groups = samples.compactMap(\.group)
    #expect(groups.count == 3 && Set(groups).count == 2)
    #expect(groups.allSatisfy { $0.count == 16 && $0.allSatisfy(\.isHexDigit) })
    for sample in samples {
      for word in ["4711", "0815", "Muster", "erika", "Erika"] {
        #expect(!sample.id.contains(word) && sample.group?.contains(word) == false)
        #expect(!sample.attributes.values.joined().contains(word))
      }
    }
    #expect(Set(samples.compactMap { $0.attributes["series"] }).count == 2)
    #expect(samples.allSatisfy { $0.attributes["modality"] == "CT" })
    #expect(samples.allSatisfy { $0.attributes["body_part"] == "CHEST" })
    #expect(dataset.warnings.isEmpty)
  }

  @Test func theKeyIsMadeOnceIsPrivateAndDecidesTheNames() async throws {
    let folder = try TemporaryFolder()
    try folder.write(DICOMBytes().bytes, to: "scans/a.dcm")
    let key = folder.url.appending(path: "secret/key")
    let first = try await load(source(folder)).samples[0].group
    let attributes = try FileManager.default.attributesOfItem(atPath: key.path)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    #expect(try await load(source(folder)).samples[0].group == first)
    try FileManager.default.removeItem(at: key)
    #expect(try await load(source(folder)).samples[0].group != first)
    // HMAC-SHA256 by Python: hmac.new(bytes(range(32)), b"patient\0P-4711", "sha256").hexdigest()
    try folder.write(
      (0..<32).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(), to: "secret/key")
    #expect(try await load(source(folder)).samples[0].group == "f8366271739ff946")
  }

  @Test func keysThatOthersMayReadAreRefused() async throws {
    let folder = try TemporaryFolder()
    try folder.write(DICOMBytes().bytes, to: "scans/a.dcm")
    let key = try folder.write(String(repeating: "ab", count: 32), to: "secret/key")
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: key.path)
    await #expect(throws: DatasetError.self) { try await load(source(folder)) }
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key.path)
    #expect(try await load(source(folder)).samples.count == 1)
    try Data("short".utf8).write(to: key)
    await #expect(throws: DatasetError.self) { try await load(source(folder)) }
  }

  @Test func filesWithoutPatientAreGroupedByStudyWithAWarning() async throws {
    let folder = try TemporaryFolder()
    try folder.write(DICOMBytes(patient: nil, study: "1.1").bytes, to: "scans/a.dcm")
    try folder.write(DICOMBytes(patient: nil, study: "1.1").bytes, to: "scans/b.dcm")
    try folder.write(DICOMBytes(patient: nil, study: "1.2").bytes, to: "scans/c.dcm")
    let dataset = try await load(source(folder))
    let groups = dataset.samples.compactMap(\.group)
    #expect(groups[0] == groups[1] && groups[1] != groups[2])
    #expect(dataset.warnings.count == 1)
  }

  @Test func framesBecomeSamplesAsChosen() async throws {
    let folder = try TemporaryFolder()
    try folder.write(DICOMBytes(frames: 12).bytes, to: "scans/a.dcm")
    let all = try await load(source(folder)).samples
    #expect(all.map(\.id) == (0..<12).map { "a.dcm#" + ($0 < 10 ? "0\($0)" : "\($0)") })
    #expect(Set(all.compactMap(\.group)).count == 1)
    let first = try await load(source(folder, frames: .first)).samples
    #expect(first.map(\.id) == ["a.dcm#00"])
    let middle = try await load(source(folder, frames: .middle)).samples
    #expect(middle.map(\.id) == ["a.dcm#06"])
    #expect(try middle[0].loadImage(.standard).image.samples.first == 6 * 16 + 1)
  }

  @Test func sitesAndLabelsComeFromWhereTheyAreSaid() async throws {
    let folder = try TemporaryFolder()
    try folder.write(DICOMBytes().bytes, to: "scans/ill/a.dcm")
    try folder.write(DICOMBytes(institution: nil).bytes, to: "scans/well/b.dcm")
    #expect(try await load(source(folder)).samples.map(\.site) == ["St Elsewhere", "Acme"])
    #expect(
      try await load(source(folder, site: .manufacturer)).samples.map(\.site) == ["Acme", "Acme"])
    #expect(try await load(source(folder, site: .none)).samples.map(\.site) == [nil, nil])
    let byFolder = try await load(source(folder, levels: [.label]))
    #expect(byFolder.samples.map(\.label) == ["ill", "well"])
    let byAttribute = try await load(source(folder, label: "BodyPartExamined"))
    #expect(byAttribute.samples.map(\.label) == ["CHEST", "CHEST"])
  }

  @Test func attributesThatIdentifySomebodyAreNoLabels() {
    for keyword in [
      "PatientName", "PatientID", "OtherPatientIDs", "PatientBirthDate", "ReferringPhysicianName",
      "AccessionNumber", "StudyInstanceUID", "NoSuchKeyword", "ContentCreatorName",
      "StudyID", "AdmissionID", "ImageComments", "InstitutionAddress", "StudyDate", "SeriesTime",
    ] {
      #expect(!DICOMSource.mayBeLabel(keyword))
    }
    for keyword in ["BodyPartExamined", "Modality", "PatientSex", "ViewPosition", "Manufacturer"] {
      #expect(DICOMSource.mayBeLabel(keyword))
    }
  }

  @Test func brokenAndPicturelessFilesAreListed() async throws {
    let folder = try TemporaryFolder()
    let whole = DICOMBytes().bytes
    try folder.write(whole, to: "scans/a.dcm")
    try folder.write(Array(whole.prefix(whole.count - 5)), to: "scans/cut.dcm")
    try folder.write(Array(whole.prefix(200)), to: "scans/head.dcm")
    try folder.write(DICOMBytes(frames: 1, declaredFrames: 2_000_000_000).bytes, to: "scans/x.dcm")
    let dataset = try await load(source(folder))
    #expect(dataset.samples.map(\.id) == ["a.dcm"])
    #expect(dataset.unreadable.map(\.path) == ["cut.dcm", "head.dcm", "x.dcm"])
  }
}
