import Analyses
import Embeddings
import LinearAlgebra
import Testing

@testable import Reports

@Suite struct ReportOrderTests {
  private func report(_ results: [AnalysisResult]) -> Report {
    Report(
      title: "t", question: "q", results: results, ReportContext(pictures: [:]), gates: [],
      data: Section("Data", []), preparation: "Loaded.", settings: Section("Settings", []))
  }

  /// Two sets without a look-alike, one of which has a zero vector.
  private func leakage(encoder: String) throws -> AnalysisResult {
    func items(_ name: String, _ rows: [[Double]]) -> EmbeddedItems {
      EmbeddedItems(
        name: name, ids: rows.indices.map { .row($0) }, vectors: .double(Matrix(rows)))
    }
    return .leakage(
      try findLeakage(
        from: items("train", [[1, 0], [0, 0]]), into: items("test", [[0, 1], [0.1, 1]]),
        threshold: 0.9, encoder: encoder, measuresEffect: false))
  }

  @Test func theVerdictIsFirstAndTheSettingsAreLast() throws {
    let report = report([try leakage(encoder: "a")])
    #expect(
      report.sections.map(\.heading) == [
        "Verdict", "Warnings", "Data", "Leakage: a", "What could make this wrong", "Methods",
        "References", "Settings",
      ])
  }

  private func finding(_ subject: Finding.Subject, _ isFound: Bool, _ words: String) -> Finding {
    Finding(subject: subject, isFound: isFound, words: words)
  }

  @Test func theVerdictOfARunIsWhatMattersMostAndWhatWasNotFound() {
    let findings = [
      finding(.encoders, true, "a is best"), finding(.shift, true, "x and y differ").named("a"),
      finding(.shift, false, "a shift of x and y").named("b"),
      finding(.leakage, false, "a leak (0 of 5)"), finding(.leakage, false, "a leak (0 of 4)"),
      finding(.duplicates, false, "a look-alike"),
    ]
    #expect(
      findings.verdict
        == "What matters most: x and y differ, by a. Not found: a leak (0 of 5); a look-alike.")
    #expect(findings.suffix(3).map(\.self).verdict == "Not found: a leak (0 of 5); a look-alike.")
    #expect(findings.prefix(2).map(\.self).verdict == "What matters most: x and y differ, by a.")
    #expect([findings[0]].verdict.isEmpty && [Finding]().verdict.isEmpty)
  }

  @Test func theVerdictOfSeveralQuestionsStandsAboveThoseOfEach() throws {
    let report = report([try leakage(encoder: "a"), try leakage(encoder: "b")])
    guard case .paragraph(let whole) = report.sections[0].blocks.first else {
      Issue.record("the verdict begins with \(report.sections[0].blocks)")
      return
    }
    #expect(
      whole.hasPrefix("Not found: a look-alike of test images in train (0 of 2; 95 % interval ["))
    #expect(whole.hasSuffix(", by a."))
  }

  @Test func equalWarningsOfTwoEncodersStandOnceAtTheTopWithBoth() throws {
    let report = report([try leakage(encoder: "a"), try leakage(encoder: "b")])
    let warnings = report.sections.flatMap { section in
      section.blocks.compactMap { block -> (String, ReportWarning)? in
        if case .warning(let warning) = block { (section.heading, warning) } else { nil }
      }
    }
    #expect(warnings.map(\.0) == ["Warnings"])
    #expect(warnings.first?.1.sections == ["Leakage: a", "Leakage: b"])
  }

  @Test func methodsOfSeveralEncodersAreToldOnceAndCiteWhatIsListed() throws {
    let report = report([try leakage(encoder: "a"), try leakage(encoder: "b")])
    let methods = report.laTeXMethods
    #expect(methods.ranges(of: "The leak rate is").count == 1)
    #expect(report.references.map(\.key) == ["hanley1983", "wilson1927"])
    #expect(report.references.allSatisfy { methods.contains($0.key) })
  }

  @Test func figuresAndTablesAreNumberedInReadingOrder() throws {
    let report = report([try leakage(encoder: "a"), try leakage(encoder: "b")])
    #expect(report.tables.map(\.number) == Array(1...report.tables.count))
    #expect(report.tables[0].title.hasPrefix("Table 1. "))
    #expect(report.tables[0].title.contains("n = 2 train and 2 test images"))
  }

  @Test func aReportWithoutResultsHasNeitherVerdictNorReferences() {
    #expect(report([]).sections.map(\.heading) == ["Data", "Methods", "Settings"])
    #expect(report([]).bibTeX.isEmpty)
  }
}

@Suite struct ProseTests {
  private let prose: Prose = "A test \(cite: .gretton2012, .holm1979) of 5 %."

  @Test func citationsAreNamesAndYears() {
    #expect(prose.text == "A test (Gretton et al. 2012; Holm 1979) of 5 %.")
    #expect(prose.references == [.gretton2012, .holm1979])
  }

  @Test func laTeXCitesByKey() {
    #expect(prose.laTeX == "A test \\citep{gretton2012,holm1979} of 5 \\%.")
  }

  @Test func sentencesHaveOneSpaceBetweenThem() {
    #expect(["One.", "", "Two."].map { Prose($0) }.sentences.text == "One. Two.")
  }

  @Test func bibTeXKeepsCapitalsAndEscapesMarks() {
    let reference = Reference(
      "k2020", ["Doe, Jane Q.", "Roe, R."], "MMD & more", 2020,
      .journal("J", volume: "1", pages: "2–3"))
    #expect(
      reference.bibTeX == """
        @article{k2020,
          author = {Doe, Jane Q. and Roe, R.},
          title = {{MMD \\& more}},
          journal = {J},
          volume = {1},
          pages = {2--3},
          year = {2020}
        }

        """)
    #expect(reference.text == "Doe J. Q., Roe R. (2020). MMD & more. J 1: 2–3.")
    #expect(reference.short == "Doe and Roe 2020")
  }

  @Test func tablesBecomeLaTeXOfTheSameShape() {
    let table = Table([.text("Set"), .number("p ≤")], [["a_b", "5 %"]], caption: "Sets")
    #expect(
      table.laTeX.contains("\\begin{tabular}{@{}lr@{}}")
        && table.laTeX.contains("a\\_b & 5 \\% \\tabularnewline"))
    #expect(table.laTeX.contains("\\usepackage{booktabs,graphicx}"))
  }

  @Test func longTextsOfTablesAreSetInLinesAndMarksAreCommands() {
    let long = Table(
      [.text("Set"), .text("How to read it")],
      [["‖x′‖", Array(repeating: "word", count: 13).joined(separator: " ")]])
    #expect(long.laTeX.contains("{@{}lp{0.5\\linewidth}@{}}"))
    #expect(long.laTeX.contains("$\\|$x$'$$\\|$"))
  }
}
