import Figures
import Foundation
import Testing

@testable import Reports

/// A report as pages.
@Suite struct ReportDocumentTests {
  private func report(_ blocks: [Block], title: String = "Title") -> Report {
    Report(
      title: title, question: "Is it so?",
      sections: [Section("First", []), Section("Second", blocks), Section("Part", level: 3, [])])
  }

  /// In the order in which they are drawn.
  private func texts(of elements: [Element]) -> [String] {
    elements.flatMap { element -> [String] in
      switch element {
      case .text(let text): [text.string]
      case .clipped(_, let inside), .placed(_, _, let inside): texts(of: inside)
      case .path, .picture: []
      }
    }
  }

  private func words(_ pages: some Sequence<Figure>) -> [String] {
    pages.flatMap { texts(of: $0.elements) }.joined(separator: " ").split(separator: " ").map(
      String.init)
  }

  @Test func contentsLeadToTheirPages() throws {
    let text = Array(repeating: "word", count: 3_000).joined(separator: " ")
    let document = try report([.paragraph(text)]).document()
    #expect(document.outline.map(\.title) == ["First", "Second", "Part"])
    #expect(document.outline.map(\.level) == [1, 1, 2])
    let pages = document.outline.map(\.page)
    #expect(
      pages[0] == 1 && pages[2] > pages[1] && document.links.map(\.target) == document.outline)
    let front = texts(of: document.pages[0].elements)
    #expect(front.starts(with: ["Title", "Is it so?"]))
    #expect(front.contains("\(pages[2] + 1)") && front.last == "1 of \(document.pages.count)")
    #expect(words(document.pages.dropFirst()).count { $0 == "word" } == 3_000)
  }

  @Test func longTablesRepeatTheirHeads() throws {
    let rows = (0..<200).map { ["row \($0)", "\($0)"] }
    let document = try report([
      .table(Table([.init("Name"), .init("Value", alignment: .right)], rows))
    ])
    .document()
    let pages = document.pages.dropFirst().filter { page in
      texts(of: page.elements).contains { $0.hasPrefix("row ") }
    }
    #expect(pages.count > 2)
    #expect(pages.allSatisfy { texts(of: $0.elements).filter { $0 == "Name" }.count == 1 })
    let found = pages.flatMap { texts(of: $0.elements) }.filter { $0.hasPrefix("row ") }
    #expect(found == rows.map { $0[0] })
  }

  /// Sixteen numbers of nine digits side by side would be letters of five points.
  @Test func tablesTooWideForAPageAreSplitAndNameTheirRowsAgain() throws {
    let columns = (0..<16).map { Table.Column("Column\($0)", alignment: .right) }
    let rows = ["first", "second"].map { name in [name] + (0..<16).map { "\(123_456_700 + $0)" } }
    let document = try report([.table(Table([.init("Name")] + columns, rows))]).document()
    let found = document.pages.dropFirst().flatMap { texts(of: $0.elements) }
    for column in columns { #expect(found.count { $0 == column.heading } == 1) }
    #expect(found.count { $0 == "123456715" } == 2)
    let parts = found.count { $0 == "Name" }
    #expect(parts > 1 && found.count { $0 == "first" } == parts)
  }

  /// A heading at the foot of a page, with its text on the next, would be read as the last word of a chapter.
  @Test(arguments: 40..<60)
  func headingsStayWithWhatFollows(_ lines: Int) throws {
    let before = (0..<lines).map { Block.paragraph("line \($0)") }
    let report = Report(
      title: "t", question: "",
      sections: [Section("First", before), Section("Second", [.paragraph("behind")])])
    let document = try report.document()
    let page = try #require(document.outline.last?.page)
    #expect(texts(of: document.pages[page].elements).contains("behind"))
  }

  @Test(arguments: 36..<56)
  func captionsOfTablesStayWithTheirRows(_ lines: Int) throws {
    let before = (0..<lines).map { Block.paragraph("line \($0)") }
    let document = try report(before + [.table(Table([.init("Head")], [["cell"]]))]).document()
    let page = try #require(
      document.pages.first { texts(of: $0.elements).contains("Table 1") })
    #expect(texts(of: page.elements).contains("Head") && texts(of: page.elements).contains("cell"))
  }

  @Test func figuresAndTablesAreNumberedAndFitThePage() throws {
    let drawing = Figure(
      width: 900, height: 3_000,
      elements: [.text(Text("drawn", at: Point(x: 5, y: 5), size: 9))])
    let figure = Block.figure(
      NamedFigure(name: "f", figure: drawing, caption: "What it shows.", alternative: "a"))
    let table = Block.table(Table([.init("A")], [["b"]]))
    let document = try report([table, figure, table, figure]).document()
    let all = document.pages.flatMap { texts(of: $0.elements) }
    for name in ["Table 1", "Table 2", "Figure 1. What it shows.", "Figure 2. What it shows."] {
      #expect(all.filter { $0 == name }.count == 1, "\(name)")
    }
  }

  @Test func whatHasNoEndIsShownAllTheSame() throws {
    let path = String(repeating: "folder/", count: 60)
    let cell = String(repeating: "a long sentence ", count: 2_000)
    let columns = (0..<30).map { Table.Column("column \($0)") }
    let document = try report(
      [
        .paragraph(path), .warning(finding: path, remedy: ""),
        .table(Table([.init("A")], [[cell]])),
        .table(Table(columns, [columns.map(\.heading)])), .paragraph(""),
        .table(Table([.init("")], [])),
      ], title: String(repeating: "Title ", count: 80)
    ).document()
    let found = words(document.pages).joined()
    #expect(found.contains(path) && found.contains("…"))
    #expect(
      try String(decoding: document.pdf(created: .distantPast).prefix(5), as: UTF8.self) == "%PDF-")
  }

  @Test func aReportOfNothingHasATitle() throws {
    let document = try Report(title: "Alone", question: "", sections: []).document()
    #expect(words(document.pages).contains("Alone") && document.outline.isEmpty)
  }

  @Test func theSameReportGivesTheSameBytes() throws {
    let report = report([.paragraph("text"), .warning(finding: "a", remedy: "b")])
    let date = Date(timeIntervalSince1970: 0)
    #expect(try report.document().pdf(created: date) == report.document().pdf(created: date))
  }
}
