import Foundation
import Images
import Testing

@Suite struct DICOMTests {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let file: String
    let frame: Int
    let pixels: String
    let width: Int
    let height: Int
    let channels: Int
    let notes: [String]
    let tolerance: Int

    var testDescription: String { file }
  }

  static func cases() throws -> [Case] {
    try JSONDecoder().decode([Case].self, from: Data(try References.bytes("dicom.json")))
  }

  @Test(arguments: try cases()) func picturesEqualPydicoms(_ reference: Case) throws {
    let bytes = try References.bytes(reference.file)
    let decoded = try decodeImage(bytes, frame: reference.frame)
    let image = decoded.image
    #expect(image.width == reference.width && image.height == reference.height)
    #expect(image.channels == reference.channels)
    #expect(decoded.notes.map(\.rawValue) == reference.notes)
    let expected = try References.bytes(reference.pixels)
    let differences = zip(image.samples, expected).map { abs(Int($0) - Int($1)) }
    #expect(differences.count == expected.count)
    #expect(try #require(differences.max()) <= reference.tolerance)
  }

  /// A window of 256 Hounsfield units has a grey level for each.
  @Test func windowsThatAreAskedForCountHounsfieldUnits() throws {
    let bytes = try References.bytes("dicom-ct-window.dcm")
    func levels(_ center: Double) throws -> [Int] {
      let options = DecodingOptions(window: IntensityWindow(center: center, width: 256))
      let decoded = try decodeImage(bytes, options: options)
      #expect(decoded.notes == [.windowAsAsked])
      return decoded.image.samples.map { Int($0) }
    }
    // The window of center c covers c − 128 … c + 127.
    let (low, high) = (try levels(0), try levels(100))
    for (a, b) in zip(low, high) where a > 0 && a < 255 && b > 0 && b < 255 {
      #expect(a - b == 100)
    }
    #expect(zip(low, high).contains { $0 > 100 && $0 < 255 && $1 > 0 })
  }

  @Test func framesAreCountedAndTheLastIsTheEnd() throws {
    for (name, count) in [
      ("dicom-frames.dcm", 3), ("dicom-frames-rle.dcm", 3), ("dicom-rgb.dcm", 1),
    ] {
      let bytes = try References.bytes(name)
      #expect(try frameCount(of: bytes) == count)
      for frame in [count, -1] {
        #expect(throws: ImageError.missingFrame(frame, count: count)) {
          try decodeImage(bytes, frame: frame)
        }
      }
    }
  }

  @Test func dataSetsWithoutAPictureSaySo() throws {
    let bytes = try References.bytes("dicom-report.dcm")
    #expect(
      throws: ImageError.unsupported(format: "DICOM", finding: "no picture in it (modality SR)")
    ) { try decodeImage(bytes) }
  }

  @Test func sizesBeyondTheLimitAreRefusedBeforeAllocation() throws {
    var bytes = try References.bytes("dicom-grey-8.dcm")
    for tag: [UInt8] in [[0x28, 0, 0x10, 0], [0x28, 0, 0x11, 0]] {
      let place = try #require(value(of: tag, in: bytes))
      bytes.replaceSubrange(place..<(place + 2), with: [0xFF, 0xFF])
    }
    #expect(throws: ImageError.tooLarge(width: 65_535, height: 65_535, limits: .standard)) {
      try decodeImage(bytes)
    }
  }

  @Test func moreFramesThanThereAreBytesAreRefused() throws {
    var bytes = try References.bytes("dicom-frames.dcm")
    let place = try #require(value(of: [0x28, 0, 0x08, 0], in: bytes))
    bytes.replaceSubrange(place..<(place + 2), with: Array("99".utf8))
    #expect(
      throws: ImageError.damaged(
        format: "DICOM", reason: "it declares 99 frames and holds 3 whole ones")
    ) { try frameCount(of: bytes) }
  }

  /// Decoders allocate by the size in the compressed picture's own header.
  @Test func compressedPicturesOfAnotherSizeAreRefused() throws {
    for (name, marker, place) in [
      ("dicom-jpeg-baseline.dcm", [0xFF, 0xC0] as [UInt8], 5),
      ("dicom-jpeg-lossless.dcm", [0xFF, 0xC3], 5), ("dicom-jpeg-ls.dcm", [0xFF, 0xF7], 5),
      ("dicom-jpeg-2000.dcm", [0xFF, 0x51], 6),
    ] {
      var bytes = try References.bytes(name)
      let found = position(of: marker, in: bytes)
      let start = try #require(found, "\(name)")
      bytes.replaceSubrange((start + place)..<(start + place + 4), with: [0x7F, 0xFF, 0x7F, 0xFF])
      #expect(throws: ImageError.self) { try decodeImage(bytes) }
    }
  }

  /// Each level of nesting costs the library stack, which once ended the program.
  @Test func sequencesNestedWithoutEndAreRefused() throws {
    var bytes = try References.bytes("dicom-grey-8.dcm")
    let level: [UInt8] =
      [0x40, 0, 0x75, 2, 0x53, 0x51, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF]
      + [0xFE, 0xFF, 0, 0xE0, 0xFF, 0xFF, 0xFF, 0xFF]
    bytes.removeLast(38 * 34 + 12)
    bytes += Array(repeatElement(level, count: 200_000).joined())
    #expect(
      throws: ImageError.damaged(
        format: "DICOM", reason: "sequences are nested too deeply")
    ) { try decodeImage(bytes) }
  }

  @Test(arguments: try cases()) func truncatedFilesNeverDecode(_ reference: Case) throws {
    let bytes = try References.bytes(reference.file)
    // A padding byte at the end may be missed.
    for length in stride(from: 0, to: bytes.count - 40, by: 97) {
      #expect(throws: ImageError.self, "cut at \(length)") {
        try decodeImage(Array(bytes.prefix(length)), frame: reference.frame)
      }
    }
  }

  @Test(arguments: try cases()) func damagedBytesNeverCrash(_ reference: Case) throws {
    var generator = LinearCongruentialGenerator(state: 11)
    let original = try References.bytes(reference.file)
    for _ in 0..<200 {
      let bytes = mutated(original, using: &generator)
      if let image = try? decodeImage(bytes, frame: reference.frame).image {
        #expect(image.samples.count == image.width * image.height * image.channels)
      }
    }
  }

  private func position(of part: [UInt8], in bytes: [UInt8]) -> Int? {
    bytes.indices.dropLast(part.count).last { bytes[$0..<($0 + part.count)].elementsEqual(part) }
  }

  /// Where the value of a short explicit element begins.
  private func value(of tag: [UInt8], in bytes: [UInt8]) -> Int? {
    position(of: tag, in: bytes).map { $0 + 8 }
  }
}
