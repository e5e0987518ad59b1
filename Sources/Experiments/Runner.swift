public import Analyses
public import Datasets
import Embeddings
public import Foundation
import LinearAlgebra
public import Scaleout
import Statistics

/// Images that a run's record lists; `segment evaluate` lists all.
private let listedImages = 200

/// Carries out a plan: load, embed with every encoder, ask every question.
public struct Runner: Sendable {
  private let catalog: Catalog
  private let ranks: Ranks?
  private let progress: ProgressHandler

  /// - Parameter ranks: that carry out the same plan together; each has all the answers in the end.
  public init(catalog: Catalog, ranks: Ranks? = nil, progress: @escaping ProgressHandler) {
    self.catalog = catalog
    self.ranks = ranks
    self.progress = progress
  }

  /// - Parameters:
  ///   - folder: what the plan's paths are relative to.
  ///   - version: of the plan's file, which is recorded.
  /// - Returns: also where the data do not answer some of the questions, which is told among the results.
  /// - Throws: what loading and encoding throw; nothing has been written then, but vectors made so far
  ///   are in the cache.
  public func run(
    _ plan: ExperimentPlan, in folder: URL, version: GitState? = nil
  ) async throws -> FinishedRun {
    let blas = try requireLinearAlgebra()
    var clock = PhaseClock(progress: progress)
    let passes = try plan.encoders.map { catalog.pass(with: try catalog.encoder(named: $0)) }
    let accepted = try plan.accepted.map {
      try AcceptedPairs(file: URL(filePath: $0, relativeTo: folder))
    }
    let methods = try await planMethods(plan, folder)
    try await TextQuestion(catalog: catalog, folder: folder, progress: progress).check(plan)
    let hashing = plan.needsHashes ? HashingPasses(catalog) : nil
    let dataset = try await clock.measure(.load(dataset: plan.dataset)) { phase in
      let dataset = try await load(plan, in: folder, passes + (hashing?.all ?? []), phase)
      return (dataset, dataset.summary)
    }
    try plan.check(dataset)
    let hashes = try await hashing?.hashes(of: dataset)
    var views: [EncoderView] = []
    for pass in passes {
      let items = try await clock.measure(.embed(encoder: pass.id.name)) { phase in
        let table = try await pass.table(of: dataset) { done, total in
          progress(.advanced(phase, done: done, total: total))
        }
        let items = EmbeddedItems(
          dataset, table, name: dataset.name, hashes: hashes,
          partedBy: plan.comparison?.column ?? .split)
        return (items, await pass.summary(of: dataset))
      }
      views.append(EncoderView(name: pass.id.name, items: items))
    }
    let start = RunRecord(
      format: RunRecord.currentFormat, program: Program.version, plan: plan,
      dataset: DatasetRecord(dataset), encoders: passes.map(\.id), blas: blas,
      blasThreads: BLAS.threads, randomGenerator: SeededGenerator.name, results: [],
      reviewed: nil, pictures: [], hasPseudonyms: nil, planVersion: nil)
    let kept = try KeptAnswers(start, of: dataset, in: catalog.installation, ranks: ranks)
    let copies = try await copies(for: plan, of: dataset, passes)
    let answers = try await answer(
      plan, in: folder, dataset, views, passes.map(\.id), copies, accepted, methods, kept, &clock)
    return FinishedRun(
      record: start.with(
        results: answers.results, reviewed: accepted == nil ? nil : answers.reviewed,
        planVersion: version),
      dataset: dataset, kept: kept,
      cleanSplits: answers.cleanSplits, labels: answers.labels,
      masks: answers.masks, times: clock.times)
  }

  private func load(
    _ plan: ExperimentPlan, in folder: URL, _ passes: [EncodingPass], _ phase: Phase
  ) async throws -> Dataset {
    let file = Datasets.file(plan.dataset, relativeTo: folder)
    let description = try DatasetDescription(file: file, installation: catalog.installation)
    return try await description.load(
      limit: plan.limit, seed: plan.seed, catalog: catalog, passes: passes,
      check: { try plan.check($0, of: description.name) },
      progress: { progress(.advanced(phase, done: $0, total: $1)) })
  }

  /// Of the encoders whose thresholds are to be found, by name.
  private func copies(
    for plan: ExperimentPlan, of dataset: Dataset, _ passes: [EncodingPass]
  ) async throws -> [String: [AlteredCopies]] {
    let calibrated = passes.filter { plan.calibratedEncoders.contains($0.id.name) }
    guard !calibrated.isEmpty, let comparison = plan.comparison else { return [:] }
    let cosines = try await LightCopies(seed: plan.seed, progress: progress).cosines(
      of: dataset, rows: dataset.rows(where: comparison.column, is: comparison.reference),
      by: calibrated)
    return Dictionary(uniqueKeysWithValues: zip(calibrated.map(\.id.name), cosines))
  }

  /// Every question in the plan's order, for every encoder.
  private func answer(
    _ plan: ExperimentPlan, in folder: URL, _ dataset: Dataset, _ views: [EncoderView],
    _ ids: [EncoderID], _ copies: [String: [AlteredCopies]], _ accepted: AcceptedPairs?,
    _ methods: PlanMethods?, _ kept: KeptAnswers, _ clock: inout PhaseClock
  ) async throws -> PlanAnswers {
    var all = PlanAnswers()
    for question in plan.analyses {
      do {
        try await answer(
          question, plan, in: folder, dataset, views, ids, copies, accepted, methods, kept, &clock,
          &all)
      } catch  where error.isOfData {
        all.results.append(
          .unanswered(UnansweredQuestion(question.name, of: nil, reason: "\(error)")))
      }
    }
    return all
  }

  /// One question, to every encoder; those that the data do not answer for are told among the results.
  private func answer(
    _ question: AnalysisPlan, _ plan: ExperimentPlan, in folder: URL, _ dataset: Dataset,
    _ views: [EncoderView], _ ids: [EncoderID], _ copies: [String: [AlteredCopies]],
    _ accepted: AcceptedPairs?, _ methods: PlanMethods?, _ kept: KeptAnswers,
    _ clock: inout PhaseClock, _ all: inout PlanAnswers
  ) async throws {
    if case .encoders(let settings) = question {
      all.results.append(
        .encoders(try await encoders(settings, plan, dataset, views, kept, &clock)))
      return
    }
    if case .grid(let settings) = question {
      let items = dataset.samples.map(GridItem.init)
      all.results.append(
        .grid(
          try await clock.measure(.analyse(question: question.name, encoder: nil)) { _ in
            (chooseGrid(of: items, plan: settings), "")
          }))
      return
    }
    if case .imageText(let settings) = question {
      let texts = TextQuestion(catalog: catalog, folder: folder, progress: progress)
      for (view, encoder) in zip(views, ids) {
        let phase = Phase.analyse(question: question.name, encoder: view.name)
        do {
          let answer = try await clock.measure(phase) { _ in
            (try await texts.answer(settings, of: view, by: encoder, dataset, seed: plan.seed), "")
          }
          all.results.append(.imageText(answer))
        } catch  where error.isOfData {
          all.results.append(
            .unanswered(
              UnansweredQuestion(question.name, of: view.name, reason: "\(error)")))
        }
      }
      return
    }
    if case .segmentation(var settings) = question {
      if let methods {
        all.masks = try await masks(by: methods, of: dataset, &clock)
        all.results.append(
          .madeMasks(all.masks.result(of: dataset, examples: settings.examples)))
        all.results += try await checks(
          of: all.masks, by: methods, of: dataset, seed: plan.seed, &clock)
        settings.masks = all.masks.map(\.masks) + settings.masks
      }
      if methods == nil || dataset.hasTrueMasks {
        all.results.append(
          .segmentation(try await segmentation(settings, of: dataset, plan, folder, &clock)))
      }
      return
    }
    var answers: [EncoderAnswer] = []
    for (view, encoder) in zip(views, ids) {
      let inputs = AnalysisInputs(
        view: view, encoder: encoder, dataset: dataset, plan: plan,
        copies: copies[view.name] ?? [], accepted: accepted, kept: kept, progress: progress)
      let phase = Phase.analyse(question: question.name, encoder: view.name)
      do {
        answers.append(
          try await clock.measure(phase) { _ in
            let summary = kept.summary(of: "\(question.name)-\(view.name)")
            return (try await interruptible { try inputs.answer(question) }, summary)
          })
      } catch  where error.isOfData {
        let unanswered = UnansweredQuestion(
          question.name, of: view.name, reason: "\(error)")
        answers.append(EncoderAnswer(results: [.unanswered(unanswered)]))
      }
    }
    all.results += answers.flatMap(\.results)
    all.reviewed += answers.flatMap(\.reviewed)
    all.results += try await graded(answers, &clock)
    for (view, answer) in zip(views, answers) {
      all.cleanSplits[view.name] = answer.cleanSplit ?? all.cleanSplits[view.name]
      all.labels[view.name] = answer.labels ?? all.labels[view.name]
    }
  }
}

extension Runner {
  /// All encoders at once.
  private func encoders(
    _ settings: EncodersPlan, _ plan: ExperimentPlan, _ dataset: Dataset, _ views: [EncoderView],
    _ kept: KeptAnswers, _ clock: inout PhaseClock
  ) async throws -> EncoderComparisonResult {
    let result = try await clock.measure(.analyse(question: "encoders", encoder: nil)) { phase in
      let summary = kept.summary(of: "encoders")
      let result = try await kept.value("encoders") {
        try await interruptible { [progress] in
          try compareEncoders(views, plan: settings, seed: plan.seed) { done, total in
            progress(.advanced(phase, done: done, total: total))
          }
        }
      }
      return (result, summary)
    }
    let trials = EncoderTrials(catalog: catalog, seed: plan.seed, progress: progress)
    return try await trials.complete(result, settings, of: dataset, by: views.map(\.name))
  }
}

/// The answers to all questions, with the files that some have by encoder.
private struct PlanAnswers {
  var results: [AnalysisResult] = []
  var reviewed: [ReviewedPairs] = []
  var cleanSplits: [String: CleanSplit] = [:]
  var labels: [String: LabelFiles] = [:]
  var masks: [PlanMasks] = []
}

extension Runner {
  /// Nil for a plan without methods that make masks.
  ///
  /// - Throws: what opening them throws; what listing masks that are to be there throws.
  private func planMethods(_ plan: ExperimentPlan, _ folder: URL) async throws -> PlanMethods? {
    for case .segmentation(let settings) in plan.analyses {
      for method in settings.masks {
        _ = try await method.list(relativeTo: folder, installation: catalog.installation)
      }
    }
    for case .segmentation(let settings) in plan.analyses where !settings.methods.isEmpty {
      return try await PlanMethods(settings, catalog, relativeTo: folder)
    }
    return nil
  }

  private func masks(
    by methods: PlanMethods, of dataset: Dataset, _ clock: inout PhaseClock
  ) async throws -> [PlanMasks] {
    var made: [PlanMasks] = []
    for method in methods.opened {
      let phase = Phase.analyse(question: "masks \(method.name)", encoder: method.encoder)
      made.append(
        try await clock.measure(phase) { [progress] phase in
          let masks = try await method.masks(of: dataset, cache: catalog.installation.maskCache) {
            progress(.advanced(phase, done: $0, total: $1))
          }
          return (masks, masks.maps.summary)
        })
    }
    return made
  }

  /// Of the methods that ask for them; nothing where none does.
  private func checks(
    of masks: [PlanMasks], by methods: PlanMethods, of dataset: Dataset, seed: UInt64,
    _ clock: inout PhaseClock
  ) async throws -> [AnalysisResult] {
    var checks: [MapChecks] = []
    for (method, masks) in zip(methods.opened, masks) where method.isChecked {
      let phase = Phase.analyse(question: "checks \(method.name)", encoder: method.encoder)
      checks.append(
        try await clock.measure(phase) { [progress] phase in
          let found = try await method.checks(of: masks, of: dataset, catalog, seed: seed) {
            progress(.advanced(phase, done: $0, total: $1))
          }
          return (found, found.summary)
        })
    }
    return checks.isEmpty
      ? [] : [.mapChecks(MapChecksResult(dataset: dataset.name, methods: checks))]
  }

  /// Masks of methods against those of the data set.
  private func segmentation(
    _ settings: SegmentationPlan, of dataset: Dataset, _ plan: ExperimentPlan, _ folder: URL,
    _ clock: inout PhaseClock
  ) async throws -> SegmentationResult {
    try await clock.measure(.analyse(question: "segmentation", encoder: nil)) { phase in
      let evaluation = try await MaskEvaluation(
        dataset, plan: settings, relativeTo: folder, installation: catalog.installation,
        isPart: plan.limit != .none)
      let result = try await interruptible { [progress] in
        try evaluation.result(seed: plan.seed) { done, total in
          progress(.advanced(phase, done: done, total: total))
        }
      }
      return (result.listing(listedImages), "")
    }
  }

  /// The pairs of several encoders in one list; nothing for other questions.
  private func graded(
    _ answers: [EncoderAnswer], _ clock: inout PhaseClock
  ) async throws -> [AnalysisResult] {
    guard answers.count(where: { $0.sights != nil }) > 1 else { return [] }
    return try await clock.measure(.analyse(question: "grade pairs", encoder: nil)) { _ in
      (try await interruptible { try answers.gradedPairs }, "")
    }
  }
}

extension Error {
  /// Whether the data do not allow an answer, which another question may have.
  fileprivate var isOfData: Bool { self is AnalysisError || self is StatisticsError }
}

extension Dataset {
  fileprivate var hasTrueMasks: Bool { samples.contains { $0.mask != nil || $0.map != nil } }
}

extension ExperimentPlan {
  /// Pairs of look-alikes carry perceptual hashes as evidence.
  fileprivate var needsHashes: Bool {
    analyses.contains { if case .leakage = $0 { true } else { false } }
  }

  /// Encoders whose thresholds the data are to give.
  fileprivate var calibratedEncoders: Set<String> {
    let thresholds = analyses.flatMap { analysis -> [EncoderThreshold] in
      if case .leakage(let thresholds, _) = analysis { thresholds } else { [] }
    }
    return Set(thresholds.filter(\.rule.isCalibrated).map(\.encoder))
  }
}

/// A run that has not been written yet.
public struct FinishedRun: Sendable {
  public let record: RunRecord
  public let dataset: Dataset
  /// To be removed when it is written.
  let kept: KeptAnswers
  /// By encoder; empty where leaks were not asked for.
  let cleanSplits: [String: CleanSplit]
  /// By encoder; empty where labels were not asked for.
  let labels: [String: LabelFiles]
  /// In the order of the plan; empty where no method made any.
  let masks: [PlanMasks]
  public let times: [PhaseTime]

  /// Questions that the data do not answer.
  public var unanswered: [UnansweredQuestion] {
    record.results.compactMap { if case .unanswered(let question) = $0 { question } else { nil } }
  }
}

/// Times phases and says when they start and end.
private struct PhaseClock {
  let progress: ProgressHandler
  private(set) var times: [PhaseTime] = []

  init(progress: @escaping ProgressHandler) {
    self.progress = progress
  }

  mutating func measure<Value: Sendable>(
    _ phase: Phase, _ body: (Phase) async throws -> (Value, summary: String)
  ) async throws -> Value {
    progress(.started(phase))
    let start = ContinuousClock.now
    let (value, summary): (Value, String)
    do {
      (value, summary) = try await body(phase)
    } catch  where error.isOfData {
      progress(.finished(phase, summary: "not answered"))
      throw error
    }
    let seconds = start.duration(to: .now) / .seconds(1)
    times.append(PhaseTime(phase: phase.description, seconds: seconds))
    progress(.finished(phase, summary: summary))
    return value
  }
}
