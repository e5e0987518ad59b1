import Foundation
import Testing

/// The committed pictures and Pillow's pixels of them.
enum References {
  struct Cases: Decodable {
    let decode: [Decoding]
    let resize: [Resizing]
  }

  struct Decoding: Decodable, Sendable, CustomTestStringConvertible {
    let file: String
    let pixels: String
    let width: Int
    let height: Int
    let channels: Int
    let notes: [String]

    var testDescription: String { file }
  }

  struct Resizing: Decodable, Sendable, CustomTestStringConvertible {
    let filter: String
    let width: Int
    let height: Int
    let pixels: String

    var testDescription: String { pixels }
  }

  static func bytes(_ name: String) throws -> [UInt8] {
    let folder = Bundle.module.resourceURL ?? URL(filePath: ".")
    return [UInt8](try Data(contentsOf: folder.appending(path: "References/\(name)")))
  }

  static func cases() throws -> Cases {
    try JSONDecoder().decode(Cases.self, from: Data(try bytes("cases.json")))
  }
}
