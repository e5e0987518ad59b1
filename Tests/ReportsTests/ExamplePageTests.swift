import Embeddings
import Figures
import LinearAlgebra
import TestSupport
import Testing

@testable import Analyses
@testable import Reports

@Suite struct ExamplePageTests {
  /// Thirty pairs of look-alikes, every fifth with two labels.
  private func section() throws -> (Section, names: [String]) {
    let rows = (0..<30).flatMap { index -> [[Double]] in
      var row = Array(repeating: 0.0, count: 30)
      row[index] = 1
      return [row, row]
    }
    let set = EmbeddedItems(
      name: "all", ids: rows.indices.map { .name("folder/\($0).png") },
      vectors: .double(Matrix(rows)), labels: rows.indices.map { $0 % 10 == 1 ? "cat" : "dog" },
      parts: rows.indices.map { $0 % 2 == 0 ? "train" : "test" })
    let result = AnalysisResult.duplicates(
      findDuplicates(in: set, threshold: 0.9).choosingExamples(27))
    let picture = Bitmap(width: 1, height: 1, channels: 1, samples: [128])
    let pictures = Dictionary(
      result.picturedSamples.map { ($0, picture) }, uniquingKeysWith: { first, _ in first })
    return (result.section(ReportContext(pictures: pictures), among: []), result.picturedSamples)
  }

  @Test func onePageIsShownAndTheOthersAreFiles() throws {
    let report = Report(title: "t", question: "", sections: [try section().0])
    let names = report.figures.map(\.name)
    #expect(
      names == [
        "duplicates-group-sizes", "duplicates-pairs", "duplicates-pairs-page-02",
        "duplicates-pairs-page-03", "duplicates-conflicts",
      ])
    #expect(report.html().contains("<a href=\"figures/duplicates-pairs-page-03.pdf\">PDF</a>"))
    #expect(!report.html().contains("<img src=\"figures/duplicates-pairs-page-02.png\""))
    #expect(report.markdown.contains("In 2 further files: page 2 ([PNG]"))
    #expect(report.markdown.contains("Pairs 1–12 of 27: of 30 pairs, the most similar of 30 in"))
    #expect(report.markdown.contains("6 pairs whose labels differ, most similar first."))
  }

  @Test func pairsShowCosineEvidencePartLabelAndName() throws {
    let report = Report(title: "t", question: "", sections: [try section().0])
    let texts = report.figures[1].figure.elements.compactMap { element -> String? in
      if case .text(let text) = element { text.string } else { nil }
    }
    #expect(
      texts.starts(with: [
        "Closest pairs, 1–12 of 27", "train", "dog", "folder/0.png", "test", "cat", "folder/1.png",
        "1 · cosine 1.0000", "no other evidence",
      ]))
  }
}

@Suite struct PairPictureTests {
  @Test func anIDOfTheSecondSetHasItsOwnPicture() throws {
    let set = EmbeddedItems(
      name: "train", ids: [.name("a")], vectors: .double(Matrix([[1.0, 0]])))
    let result = AnalysisResult.leakage(
      try findLeakage(from: set, into: set, threshold: 0.9).choosingExamples(1))
    let pictures = [UInt8(1), 2].map {
      ["a": Bitmap(width: 1, height: 1, channels: 1, samples: [$0])]
    }
    let context = ReportContext(pictures: pictures[0], secondPictures: pictures[1])
    let figures = Report(
      title: "", question: "", sections: [result.section(context, among: [])]
    ).figures
    let shown = try #require(figures.last).figure.elements.compactMap { element -> Bitmap? in
      if case .picture(let picture) = element { picture.bitmap } else { nil }
    }
    #expect(shown == pictures.compactMap { $0["a"] })
  }
}

@Suite struct GroupSizeFigureTests {
  private func rows(_ sizes: [(Int, Int)]) -> [String] {
    let figure = sizes.map { GroupSize(members: $0.0, groups: $0.1) }
      .figure(ReportContext(pictures: [:]), name: "sizes").figure
    return figure.elements.compactMap { element in
      if case .text(let text) = element, text.string.hasSuffix("images") {
        text.string
      } else {
        nil
      }
    }
  }

  @Test func fewSizesHaveARowEach() {
    #expect(
      rows([(2, 30), (50_000, 1)]) == [
        "2 images", "30 groups, 60 images", "50,000 images", "1 group, 50,000 images",
      ])
  }

  @Test func manySizesShareRows() {
    let found = rows((4...15).map { ($0, 1) } + [(50_000, 2)])
    #expect(found.first == "3–5 images" && found[1] == "2 groups, 9 images")
    #expect(found.suffix(2) == ["20,001–50,000 images", "2 groups, 100,000 images"])
    #expect(found.contains("11–20 images") && found.contains("501–1,000 images"))
  }
}

@Suite struct ShortenedNameTests {
  private let long = "ISIC_0000025_series_3_of_5_acquired_with_polarised_light.png"

  @Test func pathsKeepTheirFile() {
    #expect("train/cat/0001.png".shortened(to: 20) == "train/cat/0001.png")
    #expect("a-very-long-folder/of/pictures/0001.png".shortened(to: 20) == "…/pictures/0001.png")
    #expect(long.shortened(to: 20) == "ISIC_0000…_light.png")
  }

  @Test func asManyFoldersStayAsThereIsRoomFor() {
    #expect("site/patient_01/study/0001.png".shortened(to: 28) == "…/patient_01/study/0001.png")
  }

  @Test func folderTellsFilesOfOneNameApart() {
    let (a, b) = ("north/patient_01/slice_0000_axial.png", "north/patient_02/slice_0000_axial.png")
    #expect(a.shortened(to: 34, unlike: b) == "…/patient_01/slice_0000_axial.png")
    #expect(a.shortened(to: 25, unlike: b) == "patient_01/slice_…ial.png")
    #expect(a.shortened(to: 13, unlike: b) == "patient_01/…")
    let c = "south/patient_01/slice_0000_axial.png"
    #expect(a.shortened(to: 28, unlike: c) == "north/patient_01/slice…l.png")
    #expect(a.shortened(to: 13, unlike: a) == "slice_…al.png")
  }

  @Test func namesOfAListAreToldApart() {
    let paths = (1...3).flatMap {
      ["a/p\($0)/slice_0000_axial.png", "b/p\($0)/slice_0000_axial.png"]
    }
    let names = ShortNames(paths + ["a/p1/other_slice_of_it.png"])
    for limit in [13, 20] {
      #expect(Set(paths.map { names.name($0, within: limit) }).count == paths.count)
    }
    #expect(names.lines("b/p2/slice_0000_axial.png") == ["b/p2", "slice_0000_axial.png"])
    #expect(names.lines("a/p1/other_slice_of_it.png") == ["other_slice_of_it.png"])
  }

  @Test func whatTellsTwoNamesApartStays() {
    let other = long.replacing("_3_", with: "_4_")
    #expect(long.shortened(to: 34, unlike: other) != other.shortened(to: 34, unlike: long))
    #expect(long.shortened(to: 13, unlike: other).contains("_3_"))
    #expect(long.shortened(to: 34, unlike: other).count <= 34)
    #expect(long.shortened(to: 34, unlike: long).hasSuffix("_light.png"))
  }
}
