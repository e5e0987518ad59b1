import Foundation
import Images
import Testing

/// Files of every format and mode, and the pixels that they are expected to have.
struct FormatReferences: Decodable {
  let decode: [Case]
  let pages: [Pages]

  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let format: String
    let mode: String
    let file: String
    let frame: Int
    let pixels: String
    let width: Int
    let height: Int
    let channels: Int
    let notes: [String]
    let options: Options

    var testDescription: String { "\(format), \(mode): \(file), frame \(frame)" }
  }

  struct Options: Decodable, Sendable {
    let alpha: AlphaPolicy?
    let jpegScale: JPEGScale?
    let window: IntensityWindow?

    var decoding: DecodingOptions {
      DecodingOptions(
        alpha: alpha ?? .composite(over: .white), window: window, jpegScale: jpegScale ?? .full)
    }
  }

  struct Pages: Decodable, Sendable {
    let file: String
    let count: Int
  }

  static func load() throws -> FormatReferences {
    try JSONDecoder().decode(
      FormatReferences.self, from: Data(try References.bytes("formats/formats.json")))
  }
}
