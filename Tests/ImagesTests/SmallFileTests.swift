import Foundation
import Images
import Testing

/// Small files that declare much, or that took the decoders by surprise: found by fuzzing and by
/// reading the code for its sake.
@Suite struct SmallFileTests {
  /// Each took a gigabyte or a second of a few hundred bytes.
  @Test(arguments: [
    ("interlaced-rgb.png", 16, 4, true), ("formats/rgb-lzw.tif", -1, 0, false),
    ("formats/animated-2.gif", 6, 2, false),
  ])
  func sizesThatNoFileOfThisSizeHasAreRefusedBeforeAllocation(
    _ name: String, place: Int, width: Int, isBig: Bool
  ) throws {
    var bytes = try References.bytes(name)
    if place < 0 {
      bytes = try tiff(bytes, side: 11_000)
    } else {
      let side = (0..<width).map { UInt8(truncatingIfNeeded: 11_000 >> (8 * $0)) }
      let number = isBig ? side.reversed() : side
      bytes.replaceSubrange(place..<(place + 2 * width), with: number + number)
      bytes = PNGBytes.withRightChecksums(bytes)
    }
    let error = #expect(throws: ImageError.self) { try decodeImage(bytes) }
    #expect(
      error?.description.contains("decompression bomb") == true, "\(String(describing: error))")
  }

  /// With width and height, which are its first two entries, replaced.
  private func tiff(_ file: [UInt8], side: Int) throws -> [UInt8] {
    var bytes = file
    let directory = Int(bytes[4]) | Int(bytes[5]) << 8
    for entry in 0..<2 {
      let place = directory + 2 + 12 * entry
      try #require(bytes[place] == UInt8(entry) && bytes[place + 1] == 1)
      bytes[place + 8] = UInt8(side & 0xFF)
      bytes[place + 9] = UInt8(side >> 8)
    }
    return bytes
  }

  @Test func webPsOfOneColorMayBeSmallAndNotHuge() throws {
    // VP8L of a single colour without a bit for its pixels.
    func file(side: Int) -> [UInt8] {
      let size = (side - 1) | (side - 1) << 14
      let header = [0x2F] + (0..<4).map { UInt8(truncatingIfNeeded: size >> (8 * $0)) }
      let codes: [UInt8] = [0x88, 0x88, 0x08, 0, 0, 0, 0, 0, 0]
      return riff(chunk("VP8L", header + codes))
    }
    #expect(throws: Never.self) { try decodeImage(file(side: 64)) }
    let error = #expect(throws: ImageError.self) { try decodeImage(file(side: 11_000)) }
    #expect(error?.description.contains("decompression bomb") == true)
  }

  private func chunk(_ name: String, _ body: [UInt8]) -> [UInt8] {
    Array(name.utf8) + little(body.count) + body + (body.count % 2 == 1 ? [0] : [])
  }

  private func riff(_ body: [UInt8]) -> [UInt8] {
    Array("RIFF".utf8) + little(body.count + 4) + Array("WEBP".utf8) + body
  }

  private func little(_ number: Int) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }

  /// Late frames need all before them.
  @Test(arguments: ["animated-alpha.webp", "animated-2.gif"])
  func framesBehindTooManyPixelsAreRefused(_ name: String) throws {
    let bytes = try References.bytes("formats/\(name)")
    let picture = try decodeImage(bytes).image
    let last = try frameCount(of: bytes) - 1
    let area = picture.width * picture.height
    let narrow = DecodingOptions(limits: DecodingLimits(side: 1_000, pixels: area))
    #expect(throws: Never.self) { try decodeImage(bytes, frame: last, options: narrow) }
    let error = #expect(throws: ImageError.self) {
      try decodeImage(repeatingFrames(of: bytes), frame: 40, options: narrow)
    }
    #expect(error?.description.contains("of the frames before it") == true)
  }

  /// The animation with its last frame 40 times more.
  private func repeatingFrames(of file: [UInt8]) -> [UInt8] {
    if file.starts(with: "GIF".utf8) {
      // Up to its trailer: the blocks of the first frame and all that follow.
      let start = file.indices.first { file[$0...].starts(with: [0x21, 0xF9, 4]) } ?? 0
      let frames = Array(file[start..<(file.count - 1)])
      return file[..<(file.count - 1)] + (0..<40).flatMap { _ in frames } + [0x3B]
    }
    let start = file.indices.first { file[$0...].starts(with: "ANMF".utf8) } ?? 0
    let frames = Array(file[start...])
    return riff(Array(file[12...]) + (0..<40).flatMap { _ in frames })
  }

  /// The library allocated what an attribute declared: 3.3 GB of 146 bytes.
  @Test(arguments: [
    [0x9F, 0x9F, 0x9F, 0x9F], [0xFE, 0xFF, 0xFF, 0x7F], [0xFF, 0xFF, 0xFF, 0xFE],
  ])
  func attributesLongerThanTheirFileAreRefusedBeforeAllocation(_ length: [UInt8]) {
    let bytes: [UInt8] =
      [0x08, 0, 0, 0, 0, 0, 0, 0, 0x49, 0x49, 0x2A, 0] + length + Array(repeating: 0x9F, count: 130)
    #expect(
      throws: ImageError.damaged(
        format: "DICOM", reason: "an attribute goes on beyond the end of the file")
    ) { try decodeImage(bytes) }
    #expect(throws: ImageError.self) { try DICOMHeader(bytes, keywords: ["PatientID"]) }
  }

  /// Any attribute may be written as text, and any number stand in it: some ended the program.
  @Test(arguments: ["1e300", "-9223372036854775808", "9223372036854775807", "nan", "4294967296"])
  func numbersThatNothingCanCountAreRefused(_ number: String) throws {
    for changed in [0x0010, 0x0100, 0x0101, 0x0102, 0x0002, 0x0103, 0x0008, 0x1101] {
      let elements = [
        0x0002: "1", 0x0004: "PALETTE COLOR", 0x0008: "1", 0x0010: "2", 0x0011: "2", 0x0100: "8",
        0x0101: "8", 0x0102: "7", 0x0103: "0", 0x1101: "4\\0\\8", 0x1102: "4\\0\\8",
        0x1103: "4\\0\\8", 0x1201: "abcd", 0x1202: "abcd", 0x1203: "abcd",
      ].merging([changed: changed == 0x1101 ? "\(number)\\0\\8" : number]) { $1 }
      let bytes =
        elements.sorted { $0.key < $1.key }.flatMap { tag, value in
          element(0x0028, tag, tag == 0x0004 ? "CS" : tag >= 0x1201 ? "OW" : "DS", value)
        } + element(0x7FE0, 0x0010, "OB", "abcd")
      let file = element(0x0008, 0x0060, "CS", "OT") + bytes
      // Either outcome is right; the end of the program is not.
      _ = try? decodeImage(file)
      _ = try? frameCount(of: file)
    }
  }

  private func element(
    _ group: Int, _ element: Int, _ kind: String, _ text: String
  ) -> [UInt8] {
    let value = Array(text.utf8) + (text.utf8.count % 2 == 1 ? [0x20] : [])
    let head = little(group | element << 16) + Array(kind.utf8)
    let isLong = kind.hasPrefix("O")
    return head + (isLong ? [0, 0] + little(value.count) : Array(little(value.count)[..<2])) + value
  }

  /// 30,000 slices of one voxel, each found again from the beginning.
  @Test func gzippedVolumesOfMoreSlicesThanBytesAreRefused() throws {
    let packed = """
      H4sIAAAAAAACA+3Kuw2DQAwAUB807JIGJsASa2SGdPSMxIggLkWEUESRIsV7lm358yxxSxtlj34uUeOk\
      dEdbxr1kzcw6f+Y6vX/+RPPtmPd2efUXr8cQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAC/tAHD\
      kTHZkHYAAA==
      """
    let bytes = [UInt8](try #require(Data(base64Encoded: packed)))
    #expect(
      throws: ImageError.unsupported(
        format: "NIfTI", finding: "30000 slices in \(bytes.count) bytes")
    ) { try frameCount(of: bytes) }
  }

  /// libjpeg warns of both; Pillow shows the first, and so do we.
  @Test(arguments: ["rgb.jpg", "orientation-6.jpg"])
  func jpegsWithBytesBetweenTheirSegmentsAreRead(_ name: String) throws {
    let whole = try References.bytes(name)
    let picture = try decodeImage(whole).image
    // Behind the first segment, before the first table, and before the end.
    let second = 4 + Int(whole[4]) << 8 + Int(whole[5])
    let table = try #require(
      whole.indices.dropLast().first { whole[$0...].starts(with: [0xFF, 0xDB]) })
    for place in [second, table, whole.count - 2] {
      let padded = whole[..<place] + [0x00, 0x12, 0x34] + whole[place...]
      #expect(try decodeImage(Array(padded)).image == picture)
    }
  }

  @Test func jpegsThatLackDataAreStillRefused() throws {
    let whole = try References.bytes("rgb.jpg")
    // Extraneous bytes first: the warning that counts is not the first one.
    let table = try #require(
      whole.indices.dropLast().first { whole[$0...].starts(with: [0xFF, 0xDB]) })
    let padded = whole[..<table] + [0x00, 0x12] + whole[table...]
    for end in stride(from: padded.count - 12, to: padded.count - 60, by: -7) {
      let cut = Array(padded.prefix(end))
      #expect(throws: ImageError.self) { try decodeImage(cut).image.width }
      #expect(throws: ImageError.self) { try decodeImage(cut + [0xFF, 0xD9]).image.width }
    }
  }
}
