import Analyses
import Embeddings
import Hummingbird
import Statistics
import VectorStore

/// By what two sets are told apart.
enum ShiftColumn: String, CaseIterable {
  case site, split, label, group
}

/// What is permuted between two sets.
enum ShiftUnit: String, CaseIterable {
  /// Where all items have one.
  case group
  case image
}

/// What is asked of the shift's page.
struct AskedShift {
  static let fields = ["encoder", "by", "unit", "reference", "candidate"] + PageFilter.fields

  let encoder: any Embeddings.Encoder
  let by: ShiftColumn
  let unit: ShiftUnit
  let filter: PageFilter
  /// Of the column, those of most items first.
  let values: [String]
  /// The values of reference and candidate; fewer where there are not two.
  let sides: [String]

  init(_ fields: RequestFields, _ encoders: ServedEncoders, _ choices: StoreChoices) throws {
    encoder = try encoders.named(try fields.text("encoder") ?? encoders.names.first)
    let by = try fields.choice("by", default: ShiftColumn.site)
    // A group that is compared with another is no unit of its own side.
    unit = by == .group ? .image : try fields.choice("unit", default: .group)
    filter = try PageFilter(fields)
    let values = choices.values[by.rawValue]?.map(\.value) ?? []
    sides = try ["reference", "candidate"].enumerated().compactMap { place, name in
      let given = try fields.text(name).flatMap { values.contains($0) ? $0 : nil }
      return given ?? (values.count > place ? values[place] : nil)
    }
    (self.by, self.values) = (by, values)
  }

  /// Why there is nothing to compare; nil where there is.
  var obstacle: String? {
    if values.count < 2 {
      return "the items have \(values.count) values of \(by.rawValue), and two are needed"
    }
    return sides[0] == sides[1] ? "choose two different values of \(by.rawValue)" : nil
  }
}

extension SearchService {
  private static let itemsOfSide = 2_500

  /// What drives the difference of two sites.
  func shiftPage(_ visit: PageVisit) async throws -> Response {
    try visit.fields.requireOnly(AskedShift.fields)
    let choices = try await choices()
    let asked = try AskedShift(visit.fields, encoders, choices)
    var view = ShiftView(
      frame: frame("Shift", at: .shift), form: ShiftForm(asked, encoders, choices),
      undefined: asked.obstacle)
    if asked.obstacle == nil {
      let (outcome, waiting) = try await shift(asked)
      if let waiting { return waiting }
      switch outcome {
      case .found(let found): view.answer = ShiftAnswer(found)
      case .undefined(let reason): view.undefined = reason
      case nil: break
      }
    }
    return .html(templates.html(view, by: .shift))
  }

  private func shift(
    _ asked: AskedShift
  ) async throws -> (outcome: PageOutcome<ShiftFound>?, waiting: Response?) {
    let questions = asked.sides.map { side in
      let condition = ItemCondition(column: asked.by.rawValue, comparison: .equal, value: side)
      return PageQuestion(
        asked.encoder,
        ItemFilter(conditions: asked.filter.filter.conditions + [condition]),
        limit: Self.itemsOfSide)
    }
    let (sides, unit) = (asked.sides, asked.unit)
    return try await outcome(
      "shift \(unit.rawValue)", ofSome: questions, at: .shift, "Shift"
    ) { samples, progress in
      try ShiftFound(samples, named: sides, unit, progress: progress)
    }
  }
}

/// Two sets compared, with the items that tell them apart.
struct ShiftFound: Sendable {
  let result: ShiftResult
  let totals: [Int]

  init(
    _ samples: [StoreSample], named sides: [String], _ unit: ShiftUnit,
    progress: @escaping WorkProgress
  ) throws(AnalysisError) {
    var plan = ShiftPlan()
    (plan.measures, plan.context, plan.top) = (false, false, 12)
    let sets = zip(samples, sides).map { $0.items(named: $1, unit: unit) }
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
  let filters: FilterForm
  let columns: [ChoiceOption]
  let units: [ChoiceOption]
  let references: [ChoiceOption]
  let candidates: [ChoiceOption]

  init(_ asked: AskedShift, _ encoders: ServedEncoders, _ choices: StoreChoices) {
    func options(_ values: [String], _ chosen: String?) -> [ChoiceOption] {
      values.map { ChoiceOption(value: $0, text: $0, isSelected: $0 == chosen) }
    }
    self.encoders = encoders.options(asked.encoder)
    filters = asked.filter.form(choices)
    columns = options(ShiftColumn.allCases.map(\.rawValue), asked.by.rawValue)
    units = options(ShiftUnit.allCases.map(\.rawValue), asked.unit.rawValue)
    references = options(asked.values, asked.sides.first)
    candidates = options(asked.values, asked.sides.last)
  }
}

/// In templates.
private struct ShiftView {
  let frame: PageFrame
  let form: ShiftForm
  var undefined: String?
  var answer: ShiftAnswer?
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
