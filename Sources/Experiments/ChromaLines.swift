import Embeddings
import Foundation
import VectorStore

/// What a store knows of its items, as Chroma's `add` takes it: a line of JSON each.
enum ChromaLines {
  private struct Line: Encodable {
    let id: String
    /// Chroma has no empty metadata.
    let metadata: [String: Value]?
  }

  /// Chroma tells texts and numbers apart, and has no value for what is not known.
  private enum Value: Encodable {
    case text(String)
    case number(Int)

    func encode(to encoder: any Swift.Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .text(let text): try container.encode(text)
      case .number(let number): try container.encode(number)
      }
    }
  }

  static func part(_ items: [StoredItem], beside array: URL) throws -> WholeFile.Part {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var text = Data()
    for item in items {
      let metadata = metadata(of: item)
      text += try encoder.encode(Line(id: item.id, metadata: metadata.isEmpty ? nil : metadata))
      text.append(UInt8(ascii: "\n"))
    }
    return WholeFile.Part(text, to: array.deletingPathExtension().appendingPathExtension("jsonl"))
  }

  private static func metadata(of item: StoredItem) -> [String: Value] {
    let texts = [
      ("split", item.split), ("label", item.label), ("site", item.site), ("group", item.group),
      ("pixels", item.pixels),
    ]
    let numbers = [("width", item.width), ("height", item.height)]
    var values = item.attributes.mapValues { Value.text($0) }
    for case (let name, let text?) in texts { values[name] = .text(text) }
    for case (let name, let number?) in numbers { values[name] = .number(number) }
    return values
  }
}
