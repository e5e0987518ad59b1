import Foundation
import Testing

@testable import Figures

/// Laws that hold for every sample.
struct GalleryTests {
  /// With `FIGURE_GALLERY=<folder>` also writes the files, to look at.
  @Test(arguments: Samples.all.map(\.name))
  func everySampleIsDrawnInEveryFormat(name: String) throws {
    let figure = try Self.figure(name)
    let files: [(format: String, bytes: [UInt8])] = [
      ("png", try figure.png(scale: 2)),
      ("pdf", try figure.pdf(created: .init(timeIntervalSince1970: 0))),
      ("svg", try figure.svg()),
    ]
    for file in files { #expect(!file.bytes.isEmpty) }
    guard let folder = ProcessInfo.processInfo.environment["FIGURE_GALLERY"] else { return }
    for file in files {
      let url = URL(filePath: folder).appending(path: "\(name).\(file.format)")
      try Data(file.bytes).write(to: url)
    }
  }

  @Test(arguments: Samples.all.map(\.name))
  func nothingLeavesThePage(name: String) throws {
    let figure = try Self.figure(name)
    for point in figure.elements.flatMap(\.corners) {
      #expect(point.x >= -1 && point.x <= figure.width + 1, "\(point) of \(name)")
      #expect(point.y >= -1 && point.y <= figure.height + 1, "\(point) of \(name)")
    }
    for box in try figure.textBoxes() {
      #expect(box.frame.x >= 0 && box.frame.right <= figure.width, "\(box.string) of \(name)")
      #expect(box.frame.y >= 0 && box.frame.bottom <= figure.height, "\(box.string) of \(name)")
    }
  }

  @Test(arguments: Samples.all.map(\.name))
  func noTextCoversAnother(name: String) throws {
    let boxes = try Self.figure(name).textBoxes()
    for (index, box) in boxes.enumerated() {
      for other in boxes[(index + 1)...] {
        #expect(!box.frame.intersects(other.frame), "\(box.string) and \(other.string) of \(name)")
      }
    }
  }

  @Test(arguments: [
    "grid-full", "pairs-full", "pairs-small", "grid-scripts", "picture-table", "pages-groups",
    "pages-second",
  ])
  func noCaptionCoversAPicture(name: String) throws {
    let figure = try Self.figure(name)
    let pictures = figure.elements.compactMap { element -> Rectangle? in
      if case .picture(let picture) = element { picture.frame } else { nil }
    }
    for box in try figure.textBoxes() {
      #expect(!pictures.contains(where: box.frame.intersects), "\(box.string) of \(name)")
    }
  }

  @Test(arguments: Samples.all.map(\.name))
  func figuresSurviveEncoding(name: String) throws {
    let figure = try Self.figure(name)
    let decoded = try JSONDecoder().decode(Figure.self, from: JSONEncoder().encode(figure))
    #expect(decoded == figure)
  }

  @Test func chartsOfNothingAreDrawn() throws {
    let empty = [
      ScatterPlot(title: "none", xLabel: "x", yLabel: "y", series: []).figure(),
      Histogram(title: "none", xLabel: "x", yLabel: "y", series: [], markers: []).figure(),
      LineChart(title: "none", xLabel: "x", yLabel: "y", series: []).figure(),
      IntervalPlot(title: "none", xLabel: "x", rows: [], reference: nil).figure(),
      ImageGrid(title: "none", columns: 3, cells: []).figure(),
      HeatMap(
        title: "none", values: [], valueLabel: "v", range: nil, rowGroups: [], scale: .diverging
      ).figure(),
      HeatMap(
        title: "flat", values: [[2, 2], [2, 2]], valueLabel: "v", range: nil, rowGroups: [],
        scale: .sequential
      ).figure(),
    ]
    for figure in empty { #expect(try !figure.png(scale: 1).isEmpty) }
  }

  private static func figure(_ name: String) throws -> Figure {
    try #require(Samples.all.first { $0.name == name }).figure
  }
}
