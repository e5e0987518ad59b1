import Embeddings
import Foundation
import LinearAlgebra
import Statistics
import Testing

@testable import Analyses

/// Batches of a stream as they come: groups, repeated and empty ones, and what is remembered.
@Suite struct OnlineShiftTests {
  private func items(
    _ name: String, _ count: Int, shift: Double = 0, units: [String]? = nil, zeros: Int = 0,
    columns: [String: [String?]] = [:]
  ) -> EmbeddedItems {
    var generator = SeededGenerator(seed: 1, stream: name)
    let elements = (0..<(3 * count)).map { place in
      place < 3 * zeros ? 0 : generator.uniformFraction() + (place % 3 == 0 ? shift : 0)
    }
    return EmbeddedItems(
      name: name, ids: (0..<count).map { .name("\(name) \($0)") },
      vectors: .double(Matrix(rows: count, columns: 3, elements: elements)), units: units,
      columns: columns)
  }

  private func identity(
    _ reference: String = "r", encoder: String? = "e", runLength: Double = 50
  ) -> OnlineShiftIdentity {
    var settings = SequentialShiftSettings(seed: 1)
    (settings.runLength, settings.permutations) = (runLength, 99)
    return OnlineShiftIdentity(
      reference: reference, encoder: encoder, dimension: 3, plan: OnlineShiftPlan(settings))
  }

  private func watch(
    _ reference: EmbeddedItems, continuing state: OnlineShiftState? = nil
  ) throws -> OnlineShift {
    try OnlineShift(reference: reference, identity: identity(), continuing: state)
  }

  @Test func aShiftRaisesAnAlarmAndItsDelayIsTold() throws {
    var online = try watch(items("reference", 60))
    #expect(online.isNew)
    online.measureRunLength(streams: 20, batchUnits: 6)
    #expect(!online.isNew)
    try online.add(items("same", 10))
    for day in 0..<6 { try online.add(items("moved \(day)", 10, shift: 2)) }
    let result = online.result
    let alarm = try #require(result.firstAlarm)
    #expect(alarm >= 1 && alarm <= 5 && result.batches[alarm].isAlarm)
    #expect(result.batches[0].skipped == nil && !result.batches[0].isAlarm)
    #expect(result.poolUnits == 30 && result.referenceItems == 30 && result.unit == "image")
    #expect(try #require(result.measuredRunLength).streams == 20)
    let delays = result.expectedDelays.map(\.batches)
    #expect(delays == delays.sorted(by: >) && delays[0] < result.runLength)
  }

  @Test func aStateGivesTheSameAsOneGo() throws {
    let reference = items("reference", 40)
    let batches = (0..<4).map { items("b\($0)", 4 + $0, shift: $0 > 1 ? 1 : 0) }
    var whole = try watch(reference)
    for batch in batches { try whole.add(batch) }
    var state: OnlineShiftState?
    for batch in batches {
      var day = try watch(reference, continuing: state)
      try day.add(batch)
      let data = try JSONEncoder().encode(day.state)
      state = try JSONDecoder().decode(OnlineShiftState.self, from: data)
    }
    #expect(try watch(reference, continuing: state).result.batches == whole.result.batches)
  }

  @Test func aStateOfAnotherStreamIsRefusedByName() throws {
    let reference = items("reference", 20)
    let state = try watch(reference).state
    let others = [
      ("reference", identity("other")), ("encoder", identity(encoder: "f")),
      ("run length", identity(runLength: 51)),
    ]
    for (name, other) in others {
      let error = #expect(throws: AnalysisError.self) {
        try OnlineShift(reference: reference, identity: other, continuing: state)
      }
      #expect("\(try #require(error))".contains("stream with \(name)"))
    }
  }

  @Test func batchesThatSayNothingAreSkipped() throws {
    var online = try watch(items("reference", 20, zeros: 2))
    try online.add(items("one", 1))
    try online.add(items("zeros", 5, zeros: 4))
    try online.add(items("none", 0))
    online.skip("empty", because: "no readable image in it")
    try online.add(items("good", 4))
    let found = online.result
    #expect(found.batches.map { $0.skipped == nil } == [false, false, false, false, true])
    #expect(found.batches[1].zeroVectors == 4 && found.batches[0].accumulated == 0)
    #expect(found.warnings.count { $0.finding.contains("is skipped") } == 4)
    #expect(found.warnings.contains { $0.finding.contains("zero vectors") })
    #expect(found.batches.allSatisfy { $0.mmd2?.isFinite ?? true })
  }

  @Test func unitsThatWereSeenBeforeAreLeftOut() throws {
    let units = { (names: String, count: Int) in (0..<count).map { "\(names)\($0 / 2)" } }
    var online = try watch(items("reference", 40, units: units("r", 40)))
    try online.add(items("first", 8, units: units("a", 8)))
    try online.add(items("again", 8, units: units("a", 6) + ["b", "c"]))
    try online.add(items("known", 4, units: units("r", 4)))
    let batches = online.result.batches
    #expect(batches[0].units == 4 && batches[0].items == 8 && online.result.unit == "group")
    #expect(batches[1].units == 2 && batches[1].repeatedItems == 6)
    #expect(batches[2].skipped != nil && batches[2].repeatedItems == 4)
    #expect(throws: AnalysisError.self) { try online.add(items("no groups", 6)) }
  }

  @Test func smallPoolsAreWarnedOf() throws {
    var online = try watch(items("reference", 12))
    try online.add(items("large", 30))
    #expect(online.result.warnings.contains { $0.finding.contains("hardly seen") })
    #expect(throws: AnalysisError.self) { try watch(items("tiny", 3)) }
  }

  @Test func aSourceIsCutInOrder() throws {
    let dates: [String?] = ["2026-02", "2026-01", "2026-03", "2026-01", "2026-02"]
    let source = items("s", 5, columns: ["date": dates, "gap": ["1", nil, "2", "3", "4"]])
    let days = try source.batches(of: nil, orderedBy: "date")
    #expect(days.map(\.name) == ["2026-01", "2026-02", "2026-03"])
    #expect(days.map(\.count) == [2, 2, 1] && days[0].ids == [.name("s 1"), .name("s 3")])
    let pairs = try source.batches(of: 2, orderedBy: "date")
    #expect(pairs.map(\.count) == [2, 2, 1])
    #expect(try source.batches(of: 3, orderedBy: nil).map(\.name) == ["s 1–3", "s 4–5"])
    #expect(try source.batches(of: nil, orderedBy: nil).count == 1)
    for column in ["gap", "nothing"] {
      #expect(throws: AnalysisError.self) { try source.batches(of: 2, orderedBy: column) }
    }
    let numbers = items("n", 3, columns: ["visit": ["10", "9", "-1"]])
    #expect(
      try numbers.batches(of: 1, orderedBy: "visit").map(\.name) == ["-1", "9", "10"])
  }
}
