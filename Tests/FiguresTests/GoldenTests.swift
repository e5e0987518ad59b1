import TestSupport
import Testing

@testable import Figures

struct GoldenTests {
  /// `UPDATE_GOLDEN=1` records them again.
  @Test(
    arguments: Samples.small.map(\.name) + [
      "heat-map-holes", "heat-map-leaders", "lines-gaps", "intervals-one", "dots", "pairs-small",
      "grid-scripts", "histogram-counts", "bars", "bars-wide", "pairs-notes", "heat-map-tree",
      "dendrogram", "dendrogram-one",
      "scatter-outlines", "power", "grid-uneven", "picture-table", "lines-compared",
      "heat-map-numbers", "pages-groups", "pages-second", "masks", "masks-bare",
    ])
  func figuresStayAsRecorded(name: String) throws {
    let figure = try #require(Samples.all.first { $0.name == name }).figure
    #expect(try matchesGolden(figure.golden(), "\(name).json"), "\(name) differs from its record")
  }
}
