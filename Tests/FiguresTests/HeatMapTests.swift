import Foundation
import TestSupport
import Testing

@testable import Figures

struct HeatMapTests {
  @Test func firstRowIsOnTopAndFirstColumnAtTheLeft() throws {
    let bitmap = try matrix(of: HeatMap(title: "", values: [[0, 1], [0.5, 1]], valueLabel: ""))
    let colors = [0, 1, 0.5, 1].flatMap { ColorScale.sequential.color(at: $0).bytes }
    #expect((bitmap.width, bitmap.height) == (2, 2))
    #expect(bitmap.samples == colors)
  }

  @Test func valuesBeyondTheRangeHaveItsLastColors() throws {
    let map = HeatMap(title: "", values: [[-9, 0, 1, 9]], valueLabel: "", range: 0...1)
    let samples = try matrix(of: map).samples
    #expect(samples[0..<3] == samples[3..<6] && samples[6..<9] == samples[9..<12])
  }

  @Test func cellsWithoutAValueAreHatchedInFewBlocksAndExplained() throws {
    let figure = Samples.holes.figure()
    #expect(figure.texts.contains { $0.string == "no value" })
    let samples = try matrix(of: Samples.holes).samples
    #expect(samples[0..<3].elementsEqual([0xEF, 0xF1, 0xF3]))
    #expect(!Samples.leaders.figure().texts.contains { $0.string == "no value" })
  }

  @Test func matricesWithoutAnyValueAreDrawn() throws {
    let blank = HeatMap(
      title: "", values: Array(repeating: Array(repeating: .nan, count: 9), count: 9),
      valueLabel: "x")
    #expect(try !blank.figure().png().isEmpty)
    for values in [[], [[]], [[], []]] as [[[Double]]] {
      let figure = HeatMap(title: "", values: values, valueLabel: "x").figure()
      #expect(figure.texts.map(\.string) == ["no values"])
    }
  }

  @Test(arguments: [-Double.greatestFiniteMagnitude, 0, 1e-300, 7])
  func extremeAndEqualValuesAreDrawn(value: Double) throws {
    let map = HeatMap(title: "", values: [[value, 7], [value, value]], valueLabel: "")
    #expect(try !map.figure().pdf(created: .distantPast).isEmpty)
    let flat = HeatMap(title: "", values: [[value]], valueLabel: "", range: value...value)
    #expect(try matrix(of: flat).samples == ColorScale.sequential.color(at: 0.5).bytes)
  }

  @Test func groupsAreNamedOnBothAxesOfASquare() {
    let texts = Samples.heatMap.figure().texts
    for name in Samples.garments { #expect(texts.count { $0.string == name } == 2) }
    let tall = HeatMap(
      title: "", values: [[0, 1], [1, 0], [1, 1]], valueLabel: "",
      rowGroups: [GroupSpan(name: "queries", count: 3)])
    #expect(tall.figure().texts.count { $0.string == "queries" } == 1)
  }

  @Test func crowdedNamesKeepTheirOrderAndTheLargestGroups() {
    let counts = (0..<100).map { $0 == 50 ? 101 : 1 }
    let map = HeatMap(
      title: "", values: Samples.similarities(200, groups: 2), valueLabel: "",
      rowGroups: counts.enumerated().map { GroupSpan(name: "g\($0)", count: $1) })
    let rows = map.figure().texts.filter { $0.string.hasPrefix("g") && !$0.isVertical }
    #expect(rows.contains { $0.string == "g50" } && rows.count > 20 && rows.count < 100)
    #expect(zip(rows, rows.dropFirst()).allSatisfy { $0.position.y + 9.9 < $1.position.y })
  }

  @Test func emptyGroupsHaveNoBracket() {
    #expect(!Samples.leaders.figure().texts.contains { $0.string == "cluster none" })
  }

  @Test func rangeOfTheMatrixIgnoresWhatIsNotFinite() {
    let map = HeatMap(title: "", values: [[0, .nan], [.infinity, 1]], valueLabel: "")
    let labels = map.figure().texts.map(\.string)
    #expect(labels.contains("0") && labels.contains("1.0") && labels.contains("no value"))
  }

  /// The first picture of a heat map; the second is its key.
  private func matrix(of map: HeatMap) throws -> Bitmap {
    let pictures = map.figure().elements.compactMap { element -> Bitmap? in
      if case .picture(let picture) = element { picture.bitmap } else { nil }
    }
    return try #require(pictures.first)
  }

  @Test func valuesAreWrittenIntoCellsThatHoldThem() {
    let texts = Samples.numbers.figure().texts.map(\.string)
    #expect(texts.contains("0.40") && texts.contains("−0.02") && texts.contains("1.00"))
    let many = HeatMap(
      title: "", values: (0..<40).map { _ in (0..<40).map { _ in 0.31 } }, valueLabel: "",
      range: 0...1, digits: 2)
    #expect(!many.figure().texts.contains { $0.string == "0.31" })
  }
}
