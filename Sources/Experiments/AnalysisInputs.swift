import Analyses
import Datasets
import Embeddings
import Foundation
import LinearAlgebra
import Statistics

/// Pairs and suspects that a run's record lists; the one-shot commands list all.
private let listedPairs = 200
/// Items in a run's scatter plots: more would hide one another.
private let planeItems = 3_000

/// One encoder's vectors with what the plan asks of them.
struct AnalysisInputs {
  let view: EncoderView
  let encoder: EncoderID
  let dataset: Dataset
  let plan: ExperimentPlan
  /// Altered copies of the reference part's pictures, where a threshold is to be found.
  let copies: [AlteredCopies]
  /// Pairs that gates do not count; nil where the plan names none.
  let accepted: AcceptedPairs?
  let kept: KeptAnswers
  let progress: ProgressHandler

  /// What one encoder says; of leakage also the duplicates within the whole collection, and the pairs
  /// to be held against those of other encoders.
  func answer(_ question: AnalysisPlan) throws -> EncoderAnswer {
    if case .labels(let question) = question { return try labels(question) }
    guard case .leakage(let thresholds, let measuresEffect) = question else {
      return EncoderAnswer(
        results: try kept.value("\(question.name)-\(view.name)") { try results(of: question) })
    }
    guard let threshold = thresholds.first(where: { $0.encoder == view.name }) else {
      return EncoderAnswer(results: [])
    }
    return try leakage(threshold.rule, measuresEffect: measuresEffect ?? true)
  }

  private func results(of question: AnalysisPlan) throws -> [AnalysisResult] {
    let encoder = view.name
    switch question {
    case .similarity:
      return [.similarity(try describeSimilarity(of: parts(), seed: plan.seed, encoder: encoder))]
    case .leakage, .labels:
      return try answer(question).results
    case .shift(let question):
      let (reference, candidate) = try comparedParts()
      return [
        .shift(
          try measureShift(
            from: reference, to: candidate, scaling: RowScaling(normalizes: question.normalize),
            plan: question, seed: plan.seed, encoder: encoder,
            progress: follow("shift")
          ).withoutWitnessValues)
      ]
    case .sites(let question):
      return [
        .sites(
          try measureSites(
            of: view.items, scaling: RowScaling(normalizes: question.normalize), plan: question,
            seed: plan.seed, encoder: encoder,
            progress: follow("sites")))
      ]
    case .clusters(let question):
      return [
        .clusters(
          try findClusters(
            in: view.items, plan: question, seed: plan.seed, encoder: encoder,
            progress: follow("clusters")
          ).withoutDistances)
      ]
    case .projection(let question):
      return [
        .projection(
          try project(
            view.items, plan: question, planeLimit: planeItems, seed: plan.seed,
            encoder: encoder, progress: follow("projection")))
      ]
    case .neighbors(let query, let count):
      return [.neighbors(try neighbors(of: query, count))]
    case .encoders(let question):
      // A plan asks this of all encoders at once; here of the one at hand.
      return [.encoders(try compareEncoders([view], plan: question, seed: plan.seed))]
    case .imageText:
      // Its texts have to be encoded, which `Runner` does.
      return []
    case .grid(let question):
      return [.grid(chooseGrid(of: dataset.samples.map(GridItem.init), plan: question))]
    case .segmentation:
      return []  // Asked of the data set, and of no encoder.
    }
  }

  private func labels(_ question: LabelsPlan) throws -> EncoderAnswer {
    let answers = try kept.value("labels-\(view.name)") {
      try answerLabels(
        of: view.items, plan: question, seed: plan.seed, encoder: encoder,
        program: Program.version, progress: follow("labels"))
    }
    return EncoderAnswer(
      results: [.labels(answers.result.listing(listedPairs))], labels: LabelFiles(answers))
  }

  private func leakage(
    _ rule: ThresholdRule, measuresEffect: Bool
  ) throws -> EncoderAnswer {
    let (reference, evaluation) = try comparedParts()
    let found = try kept.value("leakage-\(view.name)") {
      try findPairs(reference, evaluation, rule, measuresEffect: measuresEffect)
    }
    let (across, within) = (found.across, found.within)
    let pictured = plan.picturedPairs ?? PairExamples.standardCount
    let results: [AnalysisResult] = [
      .leakage(
        across.choosingExamples(pictured).listing(listedPairs).with(found.acrossCosines)),
      .duplicates(
        within.choosingExamples(pictured).listing(listedPairs).with(found.withinCosines)),
    ]
    // A leak is the stronger reason.
    let clean = CleanSplit(
      view.items, samples: dataset.samples, removals: across.removals + within.removals)
    let reviewed = try accepted.map { accepted in
      [
        ReviewedPairs(
          try PairReview(reference, evaluation).newFindings(across, except: accepted)),
        ReviewedPairs(try PairReview(view.items).newFindings(within, except: accepted)),
      ]
    }
    guard plan.encoders.count > 1 else {
      return EncoderAnswer(results: results, reviewed: reviewed ?? [], cleanSplit: clean)
    }
    return EncoderAnswer(
      results: results, reviewed: reviewed ?? [],
      sights: (
        across: PairSight(across, encoder: view.name, from: reference, into: evaluation),
        within: PairSight(within, encoder: view.name, in: view.items)
      ), cleanSplit: clean)
  }

  /// All pairs, of which a record lists the first.
  private struct FoundPairs: Codable {
    let across: LeakageResult
    let within: DuplicatesResult
    let acrossCosines: CosinesByKind
    let withinCosines: CosinesByKind
  }

  private func findPairs(
    _ reference: EmbeddedItems, _ evaluation: EmbeddedItems, _ rule: ThresholdRule,
    measuresEffect: Bool
  ) throws -> FoundPairs {
    let threshold = PairThreshold(rule, on: reference, copies: copies, seed: plan.seed)
    return FoundPairs(
      across: try findLeakage(
        from: reference, into: evaluation, threshold: threshold.value,
        calibration: threshold.calibration, encoder: view.name, measuresEffect: measuresEffect,
        seed: plan.seed, progress: follow("leakage")),
      within: findDuplicates(
        in: view.items, threshold: threshold.value, calibration: threshold.calibration,
        keeping: evaluationRows, encoder: view.name, seed: plan.seed,
        progress: follow("duplicates")),
      acrossCosines: CosinesByKind(across: reference, evaluation, seed: plan.seed),
      withinCosines: CosinesByKind(within: view.items, seed: plan.seed))
  }

  /// Says how far a part of a question is.
  private func follow(_ part: String) -> WorkProgress {
    let phase = Phase.analyse(question: part, encoder: view.name)
    return { [progress] done, total in progress(.advanced(phase, done: done, total: total)) }
  }

  /// Of the part that is held against the other.
  private var evaluationRows: Set<Int> {
    plan.comparison.map { Set(dataset.rows(where: $0.column, is: $0.candidate)) } ?? []
  }

  private func neighbors(of query: String?, _ count: Int) throws -> NeighborsResult {
    let queries =
      try query.map { try view.items.selecting(item: $0) }
      ?? view.items.selecting([0], name: "query")
    return try findNeighbors(of: queries, in: view.items, count: count, encoder: view.name)
  }

  /// The parts that the plan compares, or the whole collection.
  private func parts() throws -> [EmbeddedItems] {
    guard plan.comparison != nil else { return [view.items] }
    let (reference, candidate) = try comparedParts()
    return [reference, candidate]
  }

  private func comparedParts() throws -> (EmbeddedItems, EmbeddedItems) {
    guard let comparison = plan.comparison else {
      throw AnalysisError.missing(
        what: "comparison", items: plan.title, remedy: "add compare: to the plan")
    }
    return (part(comparison, comparison.reference), part(comparison, comparison.candidate))
  }

  private func part(_ comparison: ComparisonPlan, _ name: String) -> EmbeddedItems {
    let rows = dataset.rows(where: comparison.column, is: name)
    return view.items.selecting(rows, name: name)
  }
}

/// What one encoder says to a question.
struct EncoderAnswer: Sendable {
  let results: [AnalysisResult]
  /// Where pairs were accepted: what is left of these.
  var reviewed: [ReviewedPairs] = []
  /// Of several encoders asked for leakage: what each sees.
  var sights: (across: PairSight, within: PairSight)?
  /// Of the collection, without leaks and duplicates, where they were asked for.
  var cleanSplit: CleanSplit?
  /// Where labels were asked for.
  var labels: LabelFiles?
}

extension [EncoderAnswer] {
  /// The pairs of all encoders, graded by how many see them; nothing where one encoder was asked.
  var gradedPairs: [AnalysisResult] {
    get throws {
      let sights = compactMap(\.sights)
      guard sights.count > 1 else { return [] }
      return [
        .gradedPairs(try gradePairs(sights.map(\.across), listing: listedPairs)),
        .gradedPairs(try gradePairs(sights.map(\.within), listing: listedPairs)),
      ]
    }
  }
}

extension Dataset {
  /// Positions of the samples with a value in a column.
  func rows(where column: PartColumn, is name: String) -> [Int] {
    samples.indices.filter { samples[$0].value(of: column) == name }
  }
}

extension Sample {
  func value(of column: PartColumn) -> String? {
    switch column {
    case .split: split
    case .site: site
    case .label: label
    }
  }
}

extension AnalysisPlan {
  /// The question's name in plans and progress.
  var name: String {
    switch self {
    case .similarity: "similarity"
    case .leakage: "leakage"
    case .shift: "shift"
    case .sites: "sites"
    case .clusters: "clusters"
    case .projection: "projection"
    case .neighbors: "neighbors"
    case .encoders: "encoders"
    case .labels: "labels"
    case .grid: "grid"
    case .imageText: "text"
    case .segmentation: "segmentation"
    }
  }
}
