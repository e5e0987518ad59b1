import Foundation
import Images
import Testing

@Suite struct NIfTITests {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let file: String
    let axis: VolumeAxis
    let frame: Int
    let frames: Int
    let pixels: String
    let width: Int
    let height: Int
    let note: String

    var testDescription: String { file }
    var options: DecodingOptions { DecodingOptions(volumeAxis: axis) }
  }

  static func cases() throws -> [Case] {
    try JSONDecoder().decode([Case].self, from: Data(try References.bytes("nifti.json")))
  }

  @Test(arguments: try cases()) func slicesEqualNibabels(_ reference: Case) throws {
    let bytes = try References.bytes(reference.file)
    #expect(try frameCount(of: bytes, options: reference.options) == reference.frames)
    let decoded = try decodeImage(bytes, frame: reference.frame, options: reference.options)
    #expect(decoded.image.width == reference.width && decoded.image.height == reference.height)
    #expect(decoded.notes.map(\.rawValue) == [reference.note])
    let expected = try References.bytes(reference.pixels)
    #expect(decoded.image.samples == expected)
  }

  @Test func windowsAreInTheUnitAfterScaling() throws {
    let bytes = try References.bytes("nifti-scaled.nii")
    let window = IntensityWindow(center: -30, width: 255)
    let image = try decodeImage(bytes, frame: 2, options: DecodingOptions(window: window)).image
    let numbers = bytes[(352 + 2 * 63 * 2)..<(352 + 3 * 63 * 2)]
    for (index, sample) in image.samples.enumerated() {
      let low = UInt16(numbers[numbers.startIndex + 2 * index])
      let high = UInt16(numbers[numbers.startIndex + 2 * index + 1])
      let value = Double(Int16(bitPattern: low | high << 8)) * 0.5 - 30
      #expect(abs(Double(sample) - (value + 30 + 127.5)) <= 0.5)
    }
  }

  @Test func slicesBeyondTheEndAreRefused() throws {
    let bytes = try References.bytes("nifti-volumes.nii")
    for frame in [-1, 15, Int.max] {
      #expect(throws: ImageError.self) { try decodeImage(bytes, frame: frame) }
    }
  }

  @Test(arguments: try cases()) func truncatedVolumesAreRefused(_ reference: Case) throws {
    let bytes = try References.bytes(reference.file)
    let isPacked = reference.file.hasSuffix("gz")
    let last = reference.frames - 1
    for length in stride(from: 0, to: bytes.count - (isPacked ? 16 : 0), by: 61) {
      #expect(throws: ImageError.self, "cut at \(length)") {
        try decodeImage(Array(bytes.prefix(length)), frame: last, options: reference.options)
      }
    }
  }

  @Test func headersThatDeclareTooMuchAreRefusedBeforeAllocation() throws {
    var bytes = try References.bytes("nifti-int16.nii")
    for dimension in 1...3 {
      bytes.replaceSubrange((40 + 2 * dimension)..<(42 + 2 * dimension), with: [0xFF, 0x7F])
    }
    #expect(throws: ImageError.self) { try decodeImage(bytes) }
    #expect(throws: ImageError.self) { try frameCount(of: bytes) }
  }

  @Test(arguments: try cases()) func damagedVolumesNeverCrash(_ reference: Case) throws {
    var generator = LinearCongruentialGenerator(state: 5)
    let original = try References.bytes(reference.file)
    for _ in 0..<200 {
      let bytes = mutated(original, using: &generator)
      if let image = try? decodeImage(bytes, frame: reference.frame, options: reference.options) {
        #expect(image.image.samples.count >= 1)
      }
    }
  }
}
