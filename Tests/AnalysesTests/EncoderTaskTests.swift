import Analyses
import Embeddings
import LinearAlgebra
import Statistics
import Testing

/// Points around one centre a label, some distance apart.
private struct Population {
  let labels: [String]
  let ids: [SampleID]

  init(_ labels: [String]) {
    self.labels = labels
    ids = labels.indices.map { .name("item-\($0)") }
  }

  /// Three labels in turn.
  init(_ count: Int) { self.init((0..<count).map { ["x", "y", "z"][$0 % 3] }) }

  /// - Parameters:
  ///   - spread: of the points of a label; its centre is at distance 1.
  ///   - shift: exchanges the labels' centres.
  func items(
    spread: Double, seed: UInt64, units: [String]? = nil, hasLabels: Bool = true,
    centre: (String) -> Int = { ["x": 0, "y": 1, "z": 2][$0] ?? 3 }
  ) -> EmbeddedItems {
    var generator = SeededGenerator(seed: seed, stream: "population")
    let rows = labels.map { label in
      (0..<6).map { column in
        (column == centre(label) ? 1 : 0) + spread * (2 * generator.uniformFraction() - 1)
      }
    }
    return EmbeddedItems(
      name: "set", ids: ids, vectors: .double(Matrix(rows)), labels: hasLabels ? labels : nil,
      units: units)
  }
}

private let quick = EncodersPlan(neighbors: [1, 5], resamples: 199)

@Suite struct EncoderTaskTests {
  private let population = Population(90)

  private func compare(
    _ items: [(String, EmbeddedItems)], _ plan: EncodersPlan = quick
  ) throws -> EncoderComparisonResult {
    try compareEncoders(items.map { EncoderView(name: $0.0, items: $0.1) }, plan: plan, seed: 7)
  }

  @Test func equalEncodersShareAGroupAndAWorseOneDoesNot() throws {
    let good = population.items(spread: 0.3, seed: 1)
    let poor = population.items(spread: 4, seed: 2)
    let tasks = try #require(
      try compare([("poor", poor), ("good", good), ("again", good)]).tasks)
    #expect(tasks.sortedBy.description == "probe_balanced_accuracy")
    let main = try #require(tasks.main)
    #expect(main.ranking == [1, 2, 0])
    #expect(main.scores.map(\.groups) == [["b"], ["a"], ["a"]])
    let same = try #require(main.pairs.first { $0.a == "good" && $0.b == "again" })
    #expect(same.difference == 0 && same.pValue == 1 && same.interval == nil)
    #expect(!main.differ(2, 1) && main.differ(1, 0))
    for metric in tasks.metrics {
      #expect(metric.scores[1].estimate == metric.scores[2].estimate, "\(metric.name)")
      #expect(metric.scores.allSatisfy { (0...1).contains($0.estimate ?? -1) }, "\(metric.name)")
    }
    #expect(tasks.metrics.count == 2 * 2 * 4 + 4 + 4)
    #expect(tasks.probe?.folds == 5 && tasks.retrieval?.queries == 90)
  }

  @Test func orderOfEncodersChangesNothing() throws {
    let (a, b) = (population.items(spread: 1, seed: 1), population.items(spread: 1.2, seed: 2))
    let first = try #require(try compare([("a", a), ("b", b)]).tasks)
    let second = try #require(try compare([("b", b), ("a", a)]).tasks)
    for (x, y) in zip(first.metrics, second.metrics) {
      #expect(
        x.scores[0].estimate == y.scores[1].estimate && x.pairs[0].pValue == y.pairs[0].pValue)
      #expect(x.scores[0].interval == y.scores[1].interval)
    }
  }

  @Test func itemsWithoutALabelTakeNoPartInTasks() throws {
    let (a, b) = (population.items(spread: 1, seed: 1), population.items(spread: 1.2, seed: 2))
    let gaps = population.labels.enumerated().map { $0 % 4 == 0 ? nil : $1 }
    let rows = gaps.indices.filter { gaps[$0] != nil }
    let some = try compare([("a", a.with(someLabels: gaps)), ("b", b)])
    #expect(some.items == 90 && some.tasks?.items == rows.count)
    #expect(some.warnings.contains { $0.finding.contains("23 of 90 items have no label") })
    let only = try compare([
      ("a", a.selecting(rows, name: "set")), ("b", b.selecting(rows, name: "set")),
    ])
    for (x, y) in zip(some.tasks?.metrics ?? [], only.tasks?.metrics ?? []) {
      #expect(x.scores.map(\.estimate) == y.scores.map(\.estimate), "\(x.name)")
      #expect(x.scores.map(\.interval) == y.scores.map(\.interval), "\(x.name)")
    }
    #expect(some.representation?.items == 90)
    let alignment = try #require(some.representation?.encoders.map(\.alignment))
    #expect(alignment == only.representation?.encoders.map(\.alignment))
    let bare = population.items(spread: 1, seed: 3, hasLabels: false)
    let none = try compare([("a", bare.with(someLabels: gaps.map { _ in nil })), ("b", bare)])
    #expect(none.tasks == nil && none.warnings.contains { $0.finding.contains("none of the 90") })
  }

  @Test func filesInAnotherOrderGiveTheSameUnits() throws {
    // Only one of the encoders' tables says labels and units.
    let units = (0..<90).map { "u\($0 / 3)" }
    let known = population.items(spread: 1, seed: 1, units: units)
    let bare = population.items(spread: 1.2, seed: 2, hasLabels: false)
    let first = try compare([("a", known), ("b", bare)])
    let second = try compare([("b", bare), ("a", known)])
    #expect(second.representation?.unit == "group" && second.representation?.units == 30)
    let (x, y) = (first.representation?.pairs[0], second.representation?.pairs[0])
    #expect(x?.mutualNeighbors == y?.mutualNeighbors)
    let (low, other) = (x?.ckaInterval?.low ?? 0, y?.ckaInterval?.low ?? 1)
    #expect(abs(low - other) < 1e-9, "\(low) \(other)")
    #expect(
      first.representation?.encoders[1].alignment == second.representation?.encoders[0].alignment)
  }

  @Test func labelsThatSayNothingAreRefusedWithAReason() throws {
    let unlabelled = population.items(spread: 1, seed: 1, hasLabels: false)
    #expect(try compare([("a", unlabelled), ("b", unlabelled)]).tasks == nil)
    let one = Population(Array(repeating: "x", count: 20)).items(spread: 1, seed: 1)
    let refused = try compare([("a", one)])
    #expect(refused.tasks == nil && refused.warnings[0].finding.contains("the label x"))
    let oneUnit = population.items(
      spread: 1, seed: 1, units: Array(repeating: "p", count: population.labels.count))
    let grouped = try compare([("a", oneUnit)])
    #expect(grouped.tasks == nil && grouped.warnings[0].finding.contains("one group"))
  }

  @Test func aLabelWithOneItemIsNamedAndJudged() throws {
    let items = Population(Array(repeating: ["x", "y"], count: 20).flatMap { $0 } + ["lonely"])
      .items(spread: 0.2, seed: 1)
    let result = try compare([("a", items), ("b", items)])
    let tasks = try #require(result.tasks)
    #expect(result.warnings.contains { $0.finding.contains("lonely") })
    #expect(
      tasks.metric(try #require(EncoderMetricName("knn_1_accuracy")))?.scores[0].estimate
        == 40.0 / 41)
    #expect(tasks.retrieval?.withoutRelevant == 1)
  }

  @Test func twoRowsAreAnsweredOrRefused() throws {
    let two = Population(["x", "y"]).items(spread: 0.1, seed: 1)
    let tasks = try #require(try compare([("a", two)], EncodersPlan(neighbors: [1])).tasks)
    #expect(tasks.metrics[0].scores[0].estimate == 0 && tasks.probe == nil)
    #expect(throws: AnalysisError.tooFew(items: "a", found: 2, needed: 4)) {
      try compare([("a", two), ("b", two)])
    }
  }

  @Test func neighboursThatAreNotThereAreLeftOut() throws {
    let result = try compare(
      [("a", population.items(spread: 1, seed: 1))],
      EncodersPlan(neighbors: [5, 200], probe: false, retrieval: false, resamples: 50))
    let tasks = try #require(result.tasks)
    #expect(tasks.metrics.allSatisfy { $0.name.description.hasPrefix("knn_5_") })
    #expect(result.warnings.contains { $0.finding.contains("200") })
  }

  @Test func unitsAreNeverForetoldByTheirOwn() throws {
    // Each unit has a place of its own, and its label says nothing of others.
    var generator = SeededGenerator(seed: 3, stream: "units")
    let labels = (0..<120).map { ["x", "y"][$0 / 4 % 2] }
    var centre: [Double] = []
    let rows = labels.indices.map { row in
      if row % 4 == 0 { centre = (0..<8).map { _ in 2 * generator.uniformFraction() - 1 } }
      return centre.map { $0 + 0.01 * generator.uniformFraction() }
    }
    func items(_ units: [String]?) -> EmbeddedItems {
      EmbeddedItems(
        name: "set", ids: labels.indices.map { .row($0) }, vectors: .double(Matrix(rows)),
        labels: labels, units: units)
    }
    let leaky = try #require(try compare([("a", items(nil))]).tasks)
    let fair = try #require(
      try compare([("a", items(labels.indices.map { "\($0 / 4)" }))]).tasks)
    for (with, without) in zip(leaky.metrics, fair.metrics)
    where with.name.measure == .classes(.accuracy) {
      #expect(with.scores[0].estimate ?? 0 > (with.name.task == .probe ? 0.7 : 0.9), "\(with.name)")
      #expect(without.scores[0].estimate ?? 1 < 0.7, "\(without.name)")
    }
    #expect(fair.unit == "group" && fair.units == 30)
  }

  @Test func sortingNeedsAMetricThatIsThere() throws {
    var plan = quick
    plan.sortBy = "knn_5_uniform_macro_f1"
    let items = population.items(spread: 1, seed: 1)
    #expect(try compare([("a", items)], plan).tasks?.sortedBy.description == plan.sortBy)
    plan.sortBy = "knn_7_accuracy"
    #expect(throws: AnalysisError.self) { try compare([("a", items)], plan) }
    for name in plan.metrics.map(\.description) {
      #expect(EncoderMetricName(name)?.description == name)
    }
    for name in ["", "knn", "knn_0_accuracy", "probe", "probe_map", "retrieval_accuracy"] {
      #expect(EncoderMetricName(name) == nil)
    }
  }
}

@Suite struct EncoderSeriesTests {
  @Test func stepsAreReadAndTheFirstLikeTheBestIsFound() throws {
    let population = Population(90)
    // A longer training spreads less; the last two see the same.
    let spreads = [("e@2", 2.0), ("e@10", 0.3), ("e@1", 6), ("e@30", 0.3)]
    let views = spreads.map { name, spread in
      EncoderView(name: name, items: population.items(spread: spread, seed: 5))
    }
    // Six pairs need more resamples to differ after Holm's correction.
    let plan = EncodersPlan(neighbors: [5], series: true, resamples: 999)
    let series = try #require(try compareEncoders(views, plan: plan, seed: 1).tasks?.series)
    #expect(series.points.map(\.encoder) == ["e@1", "e@2", "e@10", "e@30"] && series.readsSteps)
    #expect(series.points.map(\.step) == [1, 2, 10, 30])
    #expect(series.best == "e@10" && series.earliest == "e@10")
  }

  @Test func namesWithoutStepsKeepTheirOrder() throws {
    let items = Population(30).items(spread: 1, seed: 1)
    var plan = quick
    plan.series = true
    let views = ["late", "early"].map { EncoderView(name: $0, items: items) }
    let series = try #require(try compareEncoders(views, plan: plan).tasks?.series)
    #expect(!series.readsSteps && series.points.map(\.step) == [1, 2])
    #expect(series.points.map(\.encoder) == ["late", "early"] && series.earliest == "late")
  }
}

@Suite struct EncoderClassTests {
  @Test func theClassThatOneEncoderDoesNotSeeIsFound() throws {
    let population = Population(120)
    let whole = population.items(spread: 0.4, seed: 1)
    // To the other y and z are one.
    let blind = population.items(spread: 0.4, seed: 1) { $0 == "x" ? 0 : 1 }
    let tasks = try #require(
      try compareEncoders(
        [EncoderView(name: "blind", items: blind), EncoderView(name: "whole", items: whole)],
        plan: quick, seed: 1
      ).tasks)
    let classes = try #require(tasks.classes.first)
    #expect(classes.a == "whole" && classes.b == "blind" && tasks.classes.count == 1)
    #expect(classes.classes.map(\.label) == ["x", "y", "z"])
    #expect(classes.classes.map(\.items) == [40, 40, 40])
    #expect(classes.classes[0].adjustedPValue > 0.05)
    #expect(classes.classes[1].difference + classes.classes[2].difference > 0.5)
    #expect(classes.classes[1...].contains { $0.adjustedPValue < 0.05 })
    #expect(classes.onlyA.count > 20 && classes.onlyA.shown.count == 12)
    for example in classes.onlyA.shown {
      #expect(example.label != example.wrong && example.label != "x")
    }
  }
}

@Suite struct JoinedEncoderTests {
  private let population = Population(30)

  private func compare(_ a: EmbeddedItems, _ b: EmbeddedItems) throws -> EncoderComparisonResult {
    try compareEncoders(
      [EncoderView(name: "a", items: a), EncoderView(name: "b", items: b)], plan: quick)
  }

  @Test func anotherOrderIsPutRight() throws {
    let items = population.items(spread: 1, seed: 1)
    let turned = items.selecting((0..<30).reversed(), name: "set")
    let result = try compare(items, turned)
    #expect(result.itemDifferences.count == 1 && result.itemDifferences[0].isReordered)
    #expect(result.warnings.count == 1 && result.warnings[0].finding.contains("another order"))
    let straight = try compare(items, items)
    #expect(straight.itemDifferences.isEmpty && straight.warnings.isEmpty)
    for (x, y) in zip(result.tasks?.metrics ?? [], straight.tasks?.metrics ?? []) {
      #expect(x.scores[1].estimate == y.scores[1].estimate)
    }
  }

  @Test func itemsOfOneEncoderOnlyAreListedAndLeftOut() throws {
    let items = population.items(spread: 1, seed: 1)
    let result = try compare(
      items.selecting(Array(0..<25), name: "set"), items.selecting(Array(3..<30), name: "set"))
    #expect(result.items == 22)
    let difference = try #require(result.itemDifferences.first)
    #expect(difference.missing == 3 && difference.additional == 5 && !difference.isReordered)
    #expect(difference.missingExamples == (0..<3).map { .name("item-\($0)") })
    #expect(result.warnings[0].finding.contains("lacks 3 items of a (item-0, item-1, item-2)"))
  }

  @Test func nothingInCommonIsRefused() throws {
    let items = population.items(spread: 1, seed: 1)
    #expect(throws: AnalysisError.self) {
      try compare(
        items.selecting(Array(0..<15), name: "set"), items.selecting(Array(15..<30), name: "set"))
    }
  }

  @Test func rowsWithoutIdsAreTakenAsTheyCome() throws {
    let items = population.items(spread: 1, seed: 1)
    func bare(_ count: Int) -> EmbeddedItems {
      EmbeddedItems(
        name: "bare", ids: (0..<count).map { .row($0) },
        vectors: items.vectors.selecting(rows: 0..<count))
    }
    let result = try compare(items, bare(30))
    #expect(result.itemDifferences.isEmpty && result.items == 30)
    #expect(throws: AnalysisError.differentItems("a", 30, "b", 29)) {
      try compare(items, bare(29))
    }
  }

  @Test func aZeroVectorOfOneEncoderLeavesTheItemOutForAll() throws {
    let items = population.items(spread: 1, seed: 1)
    var rows = (0..<30).map { Array(items.vectors.doubles.row($0)) }
    rows[4] = Array(repeating: 0, count: 6)
    let holed = EmbeddedItems(
      name: "set", ids: items.ids, vectors: .double(Matrix(rows)), labels: items.labels)
    let result = try compare(items, holed)
    #expect(result.tasks?.items == 29 && result.items == 30)
    #expect(result.warnings.contains { $0.finding.contains("b: 1 zero vectors") })
  }

  @Test func labelsThatDisagreeAreSaid() throws {
    let items = population.items(spread: 1, seed: 1)
    let other = items.with(labels: ["y"] + population.labels.dropFirst())
    let warnings = try compare(items, other).warnings
    #expect(warnings.contains { $0.finding.contains("another label with b") })
  }
}

@Suite struct EncoderRobustnessTests {
  private func random(_ count: Int, _ index: Int) -> Matrix<Float> {
    var generator = SeededGenerator(seed: 1, stream: "robustness", index: index)
    let elements = (0..<(count * 16)).map { _ in Float(generator.uniformFraction() - 0.5) }
    return Matrix(rows: count, columns: 16, elements: elements)
  }

  @Test func copiesAreFoundAsFarAsTheEncoderKeepsThem() throws {
    let pictures = random(50, 0)
    let sources = Array(0..<20)
    let alteration = AlteredPictures(name: "blur-1", kind: "blur", strength: "1", sources: sources)
    let kept = pictures.selecting(rows: sources)
    let found = EncoderRobustness(
      of: [alteration],
      seenBy: [
        AlteredVectors(encoder: "steady", pictures: pictures, copies: [kept]),
        AlteredVectors(encoder: "lost", pictures: pictures, copies: [random(20, 1)]),
      ], units: nil, seed: 1, resamples: 199)
    #expect(found.encoders[0].found == 1 && found.encoders[1].found < 0.3)
    #expect(found.encoders.map(\.groups) == [["a"], ["b"]])
    let scores = found.alterations[0].encoders
    #expect(scores[0].position == 1 && scores[0].meanCosine == 1 && scores[0].found.count == 20)
    #expect(abs(scores[1].position - 0.5) < 0.2)
    #expect(found.pairs.count == 1 && found.pairs[0].adjustedPValue < 0.05)
  }

  @Test func anEncoderThatSeesNoDifferenceFindsNothing() {
    let flat = Matrix<Float>(rows: 5, columns: 2, elements: Array(repeating: 1, count: 10))
    let alteration = AlteredPictures(
      name: "jpeg-50", kind: "jpeg", strength: "50", sources: [0, 3])
    let found = EncoderRobustness(
      of: [alteration],
      seenBy: [
        AlteredVectors(
          encoder: "flat", pictures: flat, copies: [flat.selecting(rows: [0, 1])])
      ], units: nil, seed: 1, resamples: 50)
    #expect(found.encoders[0].found == 0 && found.alterations[0].encoders[0].position == 0.5)
  }
}
