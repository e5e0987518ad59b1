import Foundation
import Images
import TestSupport
import Testing

@Suite struct DecodeCommandTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func run(_ arguments: String...) throws -> Command {
    try Command(arguments, in: folder.url)
  }

  private func decoded(_ name: String) throws -> Image {
    let file = folder.url.appending(path: name)
    return try decodeImage([UInt8](try Data(contentsOf: file))).image
  }

  /// A NIfTI volume of bytes, 2 × 2 × 3, each voxel 10 above the one before.
  private var volume: [UInt8] {
    NIfTIBytes(size: [2, 2, 3], voxels: (0..<12).map { UInt8($0 * 10) }).bytes
  }

  @Test func writesWhatEncodersSeeAndSaysHow() throws {
    try folder.write(volume, to: "v.nii")
    let all = try run(
      "decode", "v.nii", "-o", "out", "--frames", "all", "--window", "127.5,255")
    #expect(all.status == 0)
    #expect(all.output.split(separator: "\n").count == 3)
    #expect(all.output.contains("v-2.png: 2 × 2 grey"))
    #expect(all.output.contains("black 0 to white 255"))
    #expect(try decoded("out/v-2.png").samples == [80, 90, 100, 110])
    let across = try run("decode", "v.nii", "-o", "i", "--axis", "i", "--window", "127.5,255")
    #expect(across.status == 0)
    #expect(try decoded("i/v-0.png").samples == [0, 20, 40, 60, 80, 100])
  }

  @Test func filesThatCannotBeReadAreNamedAndTheOthersWritten() throws {
    try folder.write(volume, to: "v.nii")
    try folder.write("text", to: "text.dcm")
    let mixed = try run("decode", "gone.dcm", "text.dcm", "v.nii", "-o", "out")
    #expect(mixed.status == 1)
    #expect(mixed.error.contains("gone.dcm: no such file") && mixed.error.contains("text.dcm: "))
    #expect(try decoded("out/v-0.png").width == 2)
    #expect(try run("decode", "v.nii", "-o", "out", "--frames", "3").status == 1)
  }

  /// It ended in an arithmetic overflow.
  @Test func theLargestNumberIsNoFrame() throws {
    try folder.write(volume, to: "v.nii")
    #expect(try run("decode", "v.nii", "-o", "out", "--frames", "\(Int.max - 1)").status == 1)
    #expect(try run("decode", "v.nii", "-o", "out", "--frames", "\(Int.max)").status == 64)
  }

  @Test func twoFilesOfOneNameAreRefused() throws {
    try folder.write(volume, to: "a/v.nii")
    try folder.write(volume, to: "b/v.nii")
    let command = try run("decode", "a/v.nii", "b/v.nii", "-o", "out")
    #expect(command.status == 64 && command.error.contains("a/v.nii and b/v.nii"))
  }

  @Test(arguments: ["40", "40,0", "a,b", "40,400,1", "nan,1"])
  func windowsAreTwoNumbers(_ window: String) throws {
    try folder.write(volume, to: "v.nii")
    #expect(try run("decode", "v.nii", "-o", "out", "--window", window).status == 64)
  }
}
