import Foundation

/// The captions of pictures whose texts lie beside them, `NAME.txt` beside `NAME.png`.
struct CaptionFiles {
  /// By the picture's file; those without a text are not there.
  private let captions: [URL: String]
  /// Texts that could not be read, as pictures have then no caption.
  let unreadable: [UnreadableFile]

  /// A caption of more is no caption.
  private static let mostBytes = 1 << 20

  /// - Parameter pictures: with their paths below the root.
  init(_ pictures: [(path: String, url: URL)]) {
    var captions: [URL: String] = [:]
    var unreadable: [UnreadableFile] = []
    for picture in pictures {
      let file = picture.url.deletingPathExtension().appendingPathExtension("txt")
      guard FileManager.default.fileExists(atPath: file.path) else { continue }
      do {
        captions[picture.url] = try Self.firstLine(of: file)
      } catch {
        let path = (picture.path as NSString).deletingPathExtension + ".txt"
        unreadable.append(UnreadableFile(path: path, reason: "caption: \(error)"))
      }
    }
    (self.captions, self.unreadable) = (captions, unreadable)
  }

  /// One a sample, in order.
  func texts(of samples: [Sample]) -> [String?] {
    samples.map { sample in
      if case .file(let url, _) = sample.image { captions[url] } else { nil }
    }
  }

  /// Nil for a file of empty lines.
  private static func firstLine(of file: URL) throws -> String? {
    let bytes = try fileBytes(file, atMost: mostBytes)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw DatasetError.malformed(
        path: file.lastPathComponent, line: nil, finding: "it is not UTF-8",
        remedy: "keep captions as lines of text")
    }
    return text.trimmingPrefix("\u{FEFF}").split(whereSeparator: \.isNewline).lazy
      .map { $0.trimmingCharacters(in: .whitespaces) }.first { !$0.isEmpty }
  }
}
