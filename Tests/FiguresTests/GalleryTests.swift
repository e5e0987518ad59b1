import Foundation
import Testing

@testable import Figures

/// Draws every sample in every format; with `FIGURE_GALLERY=<folder>` also writes them to look at.
struct GalleryTests {
  @Test(arguments: Samples.all.map(\.name))
  func everySampleIsDrawnInEveryFormat(name: String) throws {
    let figure = try #require(Samples.all.first { $0.name == name }).figure
    let files: [(format: String, bytes: [UInt8])] = [
      ("png", try figure.png(scale: 2)),
      ("pdf", try figure.pdf(created: Date(timeIntervalSince1970: 0))),
      ("svg", try figure.svg()),
    ]
    for file in files { #expect(!file.bytes.isEmpty) }
    guard let folder = ProcessInfo.processInfo.environment["FIGURE_GALLERY"] else { return }
    for file in files {
      let url = URL(filePath: folder).appending(path: "\(name).\(file.format)")
      try Data(file.bytes).write(to: url)
    }
  }
}
