import Foundation
import TestSupport
import Testing

@testable import Figures

struct RenderTests {
  private let figure = Samples.variance.figure()
  private let date = Date(timeIntervalSince1970: 1_700_000_000)

  @Test(arguments: [0.5, 1, 2, 300.0 / 72])
  func pngHasTheStatedSize(scale: Double) throws {
    let bytes = try figure.png(scale: scale)
    #expect(bytes.prefix(8) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    #expect(bytes[12..<16].elementsEqual("IHDR".utf8))
    #expect(Self.bigEndian(bytes[16..<20]) == Int((figure.width * scale).rounded(.up)))
    #expect(Self.bigEndian(bytes[20..<24]) == Int((figure.height * scale).rounded(.up)))
    #expect(bytes.suffix(8).prefix(4).elementsEqual("IEND".utf8))
  }

  @Test func sameFigureGivesTheSameBytes() throws {
    #expect(try figure.png() == figure.png())
    #expect(try figure.pdf(created: date) == figure.pdf(created: date))
    #expect(try figure.svg() == figure.svg())
  }

  /// The clock of this moment would show only from one second to the next.
  @Test func pdfSaysWhenItWasMadeAsItIsTold() throws {
    let pdf = String(decoding: try figure.pdf(created: date), as: UTF8.self)
    // Some versions of Cairo leave out the "D:" that PDF asks for.
    let dates = pdf.matches(of: /CreationDate \((?:D:)?(\d+Z?)/).map { String($0.1) }
    #expect(dates == ["20231114221320Z"])
  }

  @Test func svgHoldsTheTextAsText() throws {
    let svg = try text(Samples.scripts)
    for caption in ["0.0132 · スニーカー", "0.0151 · حذاء رياضي", "two lines", "a &lt; b &amp; c &gt;"] {
      #expect(svg.contains(caption))
    }
  }

  @Test func svgIsWellFormed() throws {
    for sample in Samples.all {
      let tags = try String(decoding: sample.figure.svg(), as: UTF8.self).matches(
        of: /<(\/?)(\w+)[^>]*?(\/?)>/)
      var open: [Substring] = []
      for tag in tags where tag.2 != "xml" {
        if !tag.1.isEmpty {
          #expect(open.popLast() == tag.2, "\(sample.name)")
        } else if tag.3.isEmpty {
          open.append(tag.2)
        }
      }
      #expect(open.isEmpty, "\(sample.name)")
    }
  }

  @Test func svgOfOddTextHasOnlyCharactersOfXML() throws {
    let odd = Figure(
      width: 50, height: 20,
      elements: [.text(Text("\u{0}\u{7}\u{FFFE}\"<&>\u{2028}", at: Point(x: 1, y: 9), size: 8))])
    let svg = String(decoding: try odd.svg(), as: UTF8.self)
    #expect(svg.contains(">  \u{FFFD}&quot;&lt;&amp;&gt; </text>"))
    #expect(try !odd.png().isEmpty && !odd.pdf(created: date).isEmpty)
  }

  @Test func anSVGSaysWhatItShows() throws {
    let figure = Figure(width: 9, height: 9, fonts: "Inter", elements: [])
    let svg = String(decoding: try figure.svg(alternative: "a < b"), as: UTF8.self)
    #expect(svg.contains(#" role="img">"#) && svg.contains("<title>a &lt; b</title>"))
    #expect(!String(decoding: try figure.svg(), as: UTF8.self).contains("<title>"))
  }

  @Test(
    .enabled(if: Program.find("pdftotext") != nil, "pdftotext of poppler-utils is not installed"))
  func pdfTextCanBeSearched() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(try Samples.heatMap.figure().pdf(created: date), to: "a.pdf")
    let found = try Program.output(of: "pdftotext", [file.path, "-"])
    for name in Samples.garments + ["Cosine of 200 images by label", "cosine"] {
      #expect(found.contains(name))
    }
  }

  @Test func fontsOfTheFigureAreUsed() throws {
    let plain = Text("Wide and narrow", at: Point(x: 0, y: 10), size: 10)
    let widths = try ["DejaVu Sans", "DejaVu Sans Mono"].map { fonts in
      let canvas = try CairoCanvas(width: 100, height: 20, format: .png(scale: 1), fonts: fonts)
      return canvas.set(plain).width
    }
    #expect(widths[0] > 0 && widths[1] > 0)
    let svg = String(
      decoding: try Figure(width: 9, height: 9, fonts: "Inter, DejaVu Sans", elements: []).svg(),
      as: UTF8.self)
    #expect(svg.contains("font-family=\"Inter, 'DejaVu Sans'\""))
  }

  private func text(_ grid: ImageGrid) throws -> String {
    String(decoding: try grid.figure().svg(), as: UTF8.self)
  }

  private static func bigEndian(_ bytes: ArraySlice<UInt8>) -> Int {
    bytes.reduce(0) { $0 << 8 | Int($1) }
  }
}

/// A program of this machine.
private enum Program {
  static func find(_ name: String) -> URL? {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
      .map { URL(filePath: String($0)).appending(path: name) }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }

  static func output(of name: String, _ arguments: [String]) throws -> String {
    let (process, pipe) = (Process(), Pipe())
    process.executableURL = find(name)
    process.arguments = arguments
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }
}
