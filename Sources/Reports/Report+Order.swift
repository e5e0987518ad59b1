public import Analyses

extension Report {
  /// What a run found, in the order in which a reviewer asks: the verdict, warnings, the evidence, what could
  /// make it wrong, how it was done, and all settings.
  ///
  /// - Parameters:
  ///   - gates: what the plan demanded, and whether it is so.
  ///   - data: what was loaded.
  ///   - preparation: how vectors were made, before any question.
  ///   - settings: all of them.
  public init(
    title: String, question: String, results: [AnalysisResult], _ context: ReportContext,
    gates: [Section], data: Section, preparation: Prose, settings: Section
  ) {
    let found: [(section: Section, answer: Answer?)] = results.map {
      ($0.section(context, among: results), $0.answer)
    }
    let evidence =
      [data.captioned(basis: "")]
      + zip(results, found).map { result, found in
        let basis = [result.encoder, found.answer?.basis].compactMap(\.self)
        return found.section.captioned(
          basis: basis.filter { !$0.isEmpty }.joined(separator: "; "))
      }
    let answers = found.compactMap { section, answer in answer.map { (section.heading, $0) } }
    let findings = zip(results, found).compactMap { result, found in
      found.answer?.finding?.named(result.encoder)
    }
    let methods = ([preparation] + answers.map(\.1.methods)).distinct.filter { !$0.isEmpty }
    let references = methods.flatMap(\.references).distinct.sorted { $0.key < $1.key }
    self.init(
      title: title, question: question,
      sections: Self.verdict(answers, findings) + gates + Self.warnings(in: evidence)
        + evidence.map(\.withoutWarnings) + Self.caveats(answers)
        + [Section("Methods", methods.map(Block.prose))]
        + (references.isEmpty
          ? [] : [Section("References", [.points(references.map { .init($0.text) })])])
        + [settings.captioned(basis: "")],
      references: references)
  }

  /// Two sentences over everything, then those of each question.
  private static func verdict(
    _ answers: [(heading: String, answer: Answer)], _ findings: [Finding]
  ) -> [Section] {
    let points = answers.filter { !$0.answer.verdict.isEmpty }.map {
      Block.Point($0.answer.verdict, about: $0.heading)
    }
    let whole = findings.verdict.isEmpty ? [] : [Block.paragraph(findings.verdict)]
    return points.isEmpty ? [] : [Section("Verdict", whole + [.points(points)])]
  }

  /// Each once, with every section that gives it.
  private static func warnings(in sections: [Section]) -> [Section] {
    var found: [ReportWarning] = []
    for section in sections {
      for case .warning(let warning) in section.blocks {
        let known = found.firstIndex {
          ($0.finding, $0.remedy) == (warning.finding, warning.remedy)
        }
        if let known {
          found[known].sections.append(section.heading)
        } else {
          found.append(
            ReportWarning(
              finding: warning.finding, remedy: warning.remedy, sections: [section.heading]))
        }
      }
    }
    return found.isEmpty ? [] : [Section("Warnings", found.map(Block.warning))]
  }

  /// Each once, with every section that gives it.
  private static func caveats(_ answers: [(heading: String, answer: Answer)]) -> [Section] {
    var headings: [String: [String]] = [:]
    for (heading, answer) in answers {
      for caveat in answer.caveats { headings[caveat, default: []].append(heading) }
    }
    let points = answers.flatMap(\.answer.caveats).distinct.map {
      Block.Point($0, about: headings[$0, default: []].joined(separator: ", "))
    }
    return points.isEmpty ? [] : [Section("What could make this wrong", [.points(points)])]
  }
}

extension Section {
  fileprivate var withoutWarnings: Section {
    Section(
      heading, level: level, blocks.filter { if case .warning = $0 { false } else { true } })
  }

  /// With what numbers are of, behind the captions of figures and tables.
  fileprivate func captioned(basis: String) -> Section {
    mapBlocks { block in
      switch block {
      case .figure(var figure):
        if !basis.isEmpty { figure.caption += " (\(basis))" }
        return .figure(figure)
      case .table(var table):
        let own = table.caption.isEmpty ? heading : table.caption
        table.caption = own + (basis.isEmpty ? "" : " (\(basis))")
        return .table(table)
      case .paragraph, .prose, .points, .warning: return block
      }
    }
  }
}

extension Sequence where Element: Hashable {
  /// Each once, where it is first.
  fileprivate var distinct: [Element] {
    var known: Set<Element> = []
    return filter { known.insert($0).inserted }
  }
}
