import Datasets
import Experiments
import Foundation
import Images
import TestSupport
import Testing

/// Medical data sets as they are described in YAML.
@Suite struct DatasetDescriptionTests {
  private func description(_ text: String) throws -> DatasetDescription {
    let folder = try TemporaryFolder()
    return try DatasetDescription(
      file: try folder.write("name: test\n" + text, to: "dataset.yaml"), installation: .current())
  }

  @Test func everyKeyOfDICOMIsRead() throws {
    let read = try description(
      """
      source: dicom
      root: /scans
      key: ~/key
      frames: middle
      site: manufacturer
      label: BodyPartExamined
      levels: [split]
      window: {center: 40.5, width: 400}
      """)
    let source = try #require(read.source as? DICOMSource)
    #expect(source.root.path == "/scans")
    #expect(source.key == FileManager.default.homeDirectoryForCurrentUser.appending(path: "key"))
    #expect(source.frames == .middle && source.site == .manufacturer)
    #expect(source.label == "BodyPartExamined" && source.levels == [.split])
    #expect(read.decoding.window == IntensityWindow(center: 40.5, width: 400))
  }

  @Test func defaultsAreAllFramesAndTheFilesOwnWindow() throws {
    let read = try description("source: dicom\nroot: scans\nkey: key\n")
    let source = try #require(read.source as? DICOMSource)
    #expect(source.frames == .all && source.site == .institution && source.label == nil)
    #expect(read.decoding == .standard)
  }

  @Test func volumesAndArraysAreRead() throws {
    let volumes = try description("source: nifti\nroot: v\naxis: j\nframes: first\n")
    let source = try #require(volumes.source as? VolumeSource)
    #expect(source.axis == .j && source.slices == .first)
    #expect(volumes.decoding.volumeAxis == .j)
    let arrays = try description("source: arrays\nroot: a.npy\nlayout: nhw\n")
    #expect((arrays.source as? ArraySource)?.layout == .nhw)
  }

  @Test(
    arguments: [
      "source: dicom\nroot: scans\n", "source: dicom\nroot: s\nkey: k\nlabel: PatientName\n",
      "source: dicom\nroot: s\nkey: k\nlabel: NoSuchKeyword\n",
      "source: dicom\nroot: s\nkey: k\nwindow: {center: 1}\n",
      "source: dicom\nroot: s\nkey: k\nwindow: {center: 1, width: 0}\n",
      "source: dicom\nroot: s\nkey: k\nwindow: {center: .nan, width: 1}\n",
      "source: nifti\nroot: v\naxis: axial\n", "source: arrays\nroot: a\nlayout: chw\n",
      "source: folder\nroot: a\nkey: k\n",
    ])
  func mistakesAreRefusedBeforeAnyFileIsRead(_ text: String) {
    #expect(throws: SettingsError.self) { try description(text) }
  }
}
