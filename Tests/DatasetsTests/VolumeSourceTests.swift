import Datasets
import Foundation
import Images
import TestSupport
import Testing

@Suite struct VolumeSourceTests {
  /// An uncompressed volume of bytes, of 3 × 2 × `slices` voxels, each slice of its own number.
  private func volume(slices: Int) -> [UInt8] {
    NIfTIBytes(size: [3, 2, slices], voxels: (0..<(6 * slices)).map { UInt8($0) }).bytes
  }

  @Test func slicesAreSamplesAndVolumesAreGroups() async throws {
    let folder = try TemporaryFolder()
    try folder.write(volume(slices: 11), to: "ill/a.nii")
    try folder.write(volume(slices: 1), to: "well/b.nii")
    try folder.write("text", to: "well/notes.txt")
    try folder.write("text", to: "well/c.nii")
    try folder.write([0x1F, 0x8B, 8, 0, 0, 0], to: "well/d.nii.gz")
    let dataset = try await load(VolumeSource(root: folder.url, levels: [.label]))
    #expect(dataset.samples.count == 12)
    #expect(dataset.unreadable.map(\.path) == ["well/c.nii", "well/d.nii.gz"])
    #expect(dataset.samples.first?.id == "ill/a.nii#00")
    #expect(dataset.samples.last?.id == "well/b.nii")
    #expect(Set(dataset.samples.compactMap(\.group)) == ["ill/a.nii", "well/b.nii"])
    #expect(dataset.samples.map(\.label) == Array(repeating: "ill", count: 11) + ["well"])
  }

  @Test func axesAndChoicesCut() async throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(volume(slices: 5), to: "a.nii")
    let middle = try await load(VolumeSource(root: file, slices: .middle))
    #expect(middle.samples.map(\.id) == ["a.nii#2"])
    let options = DecodingOptions(volumeAxis: .i)
    let across = try await Dataset.load(
      name: "test", from: VolumeSource(root: file, axis: .i), decoding: options, seed: 1
    ) { _, _ in }
    #expect(across.samples.count == 3)
    #expect(across.facts.allSatisfy { $0.width == 2 && $0.height == 5 })
  }

  @Test func aPlainFolderGivesTheFirstPictureOrAllThatAreAskedFor() async throws {
    let folder = try TemporaryFolder()
    try folder.write(volume(slices: 3), to: "a.nii")
    try folder.write(try picture(1), to: "b.png")
    try folder.write(Array(volume(slices: 3).prefix(60)), to: "cut.nii")
    let first = try await load(FolderSource(root: folder.url))
    #expect(first.samples.map(\.id) == ["a.nii", "b.png"])
    #expect(first.facts[0].notes.contains(.oneOfSeveralFrames))
    let all = try await load(FolderSource(root: folder.url, frames: .all))
    #expect(all.samples.map(\.id) == ["a.nii#0", "a.nii#1", "a.nii#2", "b.png"])
    #expect(all.samples.map(\.group) == ["a.nii", "a.nii", "a.nii", nil])
    #expect(all.unreadable.map(\.path) == ["cut.nii"])
    let middle = try await load(FolderSource(root: folder.url, frames: .middle))
    #expect(middle.samples.map(\.id) == ["a.nii#1", "b.png"])
  }

  @Test func volumesThatDeclareTooMuchAreListed() async throws {
    let folder = try TemporaryFolder()
    var bytes = volume(slices: 2)
    bytes[46] = 0xFF
    bytes[47] = 0x7F
    try folder.write(bytes, to: "a.nii")
    try folder.write(volume(slices: 1), to: "b.nii")
    let dataset = try await load(VolumeSource(root: folder.url))
    #expect(dataset.samples.map(\.id) == ["b.nii"])
    #expect(dataset.unreadable.map(\.path) == ["a.nii"])
  }
}

@Suite struct ArraySourceTests {
  /// A `.npy` file of version 1.0.
  private func array(_ scalar: String, _ shape: String, _ content: [UInt8]) -> [UInt8] {
    let text = "{'descr': '\(scalar)', 'fortran_order': False, 'shape': (\(shape)), }\n"
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(text.utf8.count), 0] + Array(text.utf8)
      + content
  }

  @Test func bytesAreShownAsTheyAre() async throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(array("|u1", "2, 3, 4", (0..<24).map { UInt8($0) }), to: "a.npy")
    let samples = try await load(ArraySource(root: file)).samples
    #expect(samples.map(\.id) == ["a.npy#0", "a.npy#1"])
    let second = try samples[1].loadImage(.standard)
    #expect(second.image.samples == (12..<24).map { UInt8($0) } && second.notes.isEmpty)
    #expect(second.image.width == 4 && second.image.height == 3)
  }

  @Test func layoutsAreToldByShapeOrByName() async throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(array("|u1", "4, 2, 3", (0..<24).map { UInt8($0) }), to: "a.npy")
    let colored = try await load(ArraySource(root: file))
    #expect(colored.samples.map(\.id) == ["a.npy"])
    #expect(colored.facts.map(\.channels) == [3])
    let stacked = try await load(ArraySource(root: file, layout: .nhw))
    #expect(stacked.samples.count == 4 && stacked.facts.allSatisfy { $0.channels == 1 })
    let wrong = try await load(ArraySource(root: file, layout: .nhwc))
    #expect(wrong.samples.isEmpty && wrong.unreadable.count == 1)
  }

  @Test func deepNumbersAreStretchedOrWindowed() async throws {
    let folder = try TemporaryFolder()
    let half: [UInt8] = [0x00, 0x3C, 0x00, 0xC0, 0x00, 0x7C, 0x00, 0x42]  // 1, -2, infinity, 3
    for (scalar, content, expected) in [
      ("<u2", [0, 0, 0, 1, 0, 2, 0, 4] as [UInt8], [0, 64, 128, 255] as [UInt8]),
      (">i2", [0xFF, 0xFF, 0, 0, 0, 1, 0, 3], [0, 64, 128, 255]),
      ("<f2", half, [153, 0, 255, 255]),
      ("|b1", [0, 1, 1, 0], [0, 255, 255, 0]),
    ] {
      let file = try folder.write(array(scalar, "2, 2", content), to: "a.npy")
      let decoded = try await load(ArraySource(root: file)).samples[0].loadImage(.standard)
      #expect(decoded.image.samples == expected, "\(scalar)")
      #expect(decoded.notes == [.stretchedToRange])
    }
    let file = try folder.write(array("<u2", "1, 3", [0, 0, 100, 0, 200, 0]), to: "a.npy")
    let window = DecodingOptions(window: IntensityWindow(center: 100, width: 100))
    let windowed = try await Dataset.load(
      name: "test", from: ArraySource(root: file), decoding: window, seed: 1
    ) { _, _ in }
    #expect(try windowed.samples[0].loadImage(windowed.decoding).image.samples == [0, 128, 255])
  }

  @Test func brokenArraysAreListed() async throws {
    let folder = try TemporaryFolder()
    try folder.write(array("|u1", "2, 2", [1, 2, 3, 4]), to: "a.npy")
    try folder.write(array("|u1", "2, 2", [1, 2, 3]), to: "b.npy")
    try folder.write(array("<c8", "2, 2", Array(repeating: 0, count: 32)), to: "c.npy")
    try folder.write("text", to: "d.npy")
    try folder.write(array("|u1", "5, 0, 2", []), to: "e.npy")
    try folder.write(array("|u1", "1099511627775", []), to: "f.npy")
    let dataset = try await load(ArraySource(root: folder.url))
    #expect(dataset.samples.map(\.id) == ["a.npy"])
    #expect(dataset.unreadable.map(\.path) == ["b.npy", "c.npy", "d.npy", "e.npy", "f.npy"])
  }
}
