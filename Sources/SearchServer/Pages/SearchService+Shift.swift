import Analyses
import Embeddings
import Hummingbird
import Statistics
import VectorStore

/// By what two sets are told apart.
enum ShiftColumn: String, CaseIterable {
  case site, split, label, group
}

extension SearchService {
  private static let itemsOfSide = 2_500

  /// What drives the difference of two sites.
  func shiftPage(_ visit: PageVisit) async throws -> Response {
    try visit.fields.requireOnly(["encoder", "by", "reference", "candidate", "where"])
    let encoder = try encoders.named(try visit.fields.text("encoder") ?? encoders.names.first)
    let by = try visit.fields.choice("by", default: ShiftColumn.site)
    let choices = try await choices()
    let values = choices.values[by.rawValue]?.map(\.value) ?? []
    let sides = try ["reference", "candidate"].enumerated().map { place, name in
      let given = try visit.fields.text(name)
      return given.flatMap { values.contains($0) ? $0 : nil }
        ?? (values.count > place ? values[place] : nil)
    }.compactMap(\.self)
    let filter = try ItemFilter(
      visit.fields.texts("where").filter { !$0.allSatisfy(\.isWhitespace) })
    var view = ShiftView(
      frame: frame("Shift", at: .shift),
      form: ShiftForm(encoder, encoders, by, values, sides, filter))
    guard sides.count == 2, sides[0] != sides[1] else {
      view.undefined =
        values.count < 2
        ? "the items have \(values.count) values of \(by.rawValue), and two are needed"
        : "choose two different values of \(by.rawValue)"
      return .html(templates.html(view, by: .shift))
    }
    let (outcome, waiting) = try await shift(encoder, by, sides, filter)
    if let waiting { return waiting }
    switch outcome {
    case .found(let found): view.show(found)
    case .undefined(let reason): view.undefined = reason
    case nil: break
    }
    return .html(templates.html(view, by: .shift))
  }

  private func shift(
    _ encoder: any Embeddings.Encoder, _ by: ShiftColumn, _ sides: [String], _ filter: ItemFilter
  ) async throws -> (outcome: PageOutcome<ShiftFound>?, waiting: Response?) {
    let questions = sides.map { side in
      let condition = ItemCondition(column: by.rawValue, comparison: .equal, value: side)
      return PageQuestion(
        encoder, ItemFilter(conditions: filter.conditions + [condition]), limit: Self.itemsOfSide)
    }
    return try await outcome("shift", ofSome: questions, at: .shift, "Shift") { samples, progress in
      try ShiftFound(samples, named: sides, progress: progress)
    }
  }
}

/// Two sets compared, with the items that tell them apart.
struct ShiftFound: Sendable {
  let result: ShiftResult
  let totals: [Int]

  init(
    _ samples: [StoreSample], named sides: [String], progress: @escaping WorkProgress
  ) throws(AnalysisError) {
    var plan = ShiftPlan()
    (plan.measures, plan.context, plan.top) = (false, false, 12)
    let sets = zip(samples, sides).map { $0.items(named: $1) }
    result = try measureShift(
      from: sets[0], to: sets[1], plan: plan, seed: PageQuestion.seed,
      encoder: samples[0].encoder.name, progress: progress
    ).withoutWitnessValues
    totals = samples.map(\.total)
  }
}

/// In templates.
struct ShiftForm {
  let encoders: [ChoiceOption]
  let columns: [ChoiceOption]
  let references: [ChoiceOption]
  let candidates: [ChoiceOption]
  let condition: String

  init(
    _ encoder: any Embeddings.Encoder, _ encoders: ServedEncoders, _ by: ShiftColumn,
    _ values: [String], _ sides: [String], _ filter: ItemFilter
  ) {
    func options(_ values: [String], _ chosen: String?) -> [ChoiceOption] {
      values.map { ChoiceOption(value: $0, text: $0, isSelected: $0 == chosen) }
    }
    self.encoders = options(encoders.names, encoder.id.name)
    columns = options(ShiftColumn.allCases.map(\.rawValue), by.rawValue)
    references = options(values, sides.first)
    candidates = options(values, sides.last)
    condition = filter.conditions.first.map { "\($0)" } ?? ""
  }
}

/// In templates.
private struct ShiftView {
  let frame: PageFrame
  let form: ShiftForm
  var undefined: String?
  var answer: ShiftAnswer?

  init(frame: PageFrame, form: ShiftForm) { (self.frame, self.form) = (frame, form) }

  mutating func show(_ found: ShiftFound) { answer = ShiftAnswer(found) }
}

/// In templates.
private struct ShiftAnswer {
  let encoder: String
  let reference: String
  let candidate: String
  let verdict: String
  let numbers: String
  let drawn: String?
  let warnings: [AnalysisWarning]
  let witnesses: [WitnessRow]
  let clusters: [ShiftClusterView]

  private static let (level, shownClusters) = (0.05, 4)

  init(_ found: ShiftFound) {
    let result = found.result
    (encoder, reference, candidate) = (result.encoder ?? "", result.reference, result.candidate)
    verdict =
      result.pValue <= Self.level
      ? "They differ" : "No difference was detected, which does not show that there is none"
    numbers =
      "MMD² \(result.mmd2Unbiased.shown) (95 % interval \(result.interval.low.shown) to "
      + "\(result.interval.high.shown)), p \(result.pValue.shown) by \(result.permutations.grouped) "
      + "permutations of whole \(result.unit)s, \(result.n.grouped) and \(result.m.grouped) images"
    let isDrawn = found.totals[0] > result.n || found.totals[1] > result.m
    drawn =
      isDrawn
      ? "drawn of \(found.totals[0].grouped) and \(found.totals[1].grouped), seed \(result.seed)"
      : nil
    warnings = result.warnings
    let witness = result.drivers?.witness
    witnesses = [
      (result.reference, result.candidate, witness?.topReference ?? []),
      (result.candidate, result.reference, witness?.topCandidate ?? []),
    ].map { own, other, items in
      WitnessRow(
        title: "Of \(own), least like \(other)",
        cards: items.map { PictureCard("\($0.id)", score: $0.value, label: $0.label) })
    }
    clusters = (result.drivers?.clusters ?? []).prefix(Self.shownClusters).map {
      ShiftClusterView($0, result)
    }
  }
}

/// In templates.
private struct WitnessRow {
  let title: String
  let cards: [PictureCard]
}

/// In templates.
private struct ShiftClusterView {
  let title: String
  let facts: String
  let cards: [PictureCard]

  init(_ cluster: ShiftCluster, _ result: ShiftResult) {
    title = "\(cluster.size.grouped) images that are alike"
    facts =
      "\(cluster.shareOfReference.percent) of \(result.reference), "
      + "\(cluster.shareOfCandidate.percent) of \(result.candidate); adjusted p "
      + "\(cluster.adjustedPValue.shown)"
    cards = cluster.typical.map {
      PictureCard(
        "\($0.id)", facts: [$0.isCandidate ? result.candidate : result.reference])
    }
  }
}
