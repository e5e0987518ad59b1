import Analyses
import Embeddings
import Figures
import LinearAlgebra
import Statistics
import Testing

@testable import Reports

@Suite struct ShiftReportTests {
  private func set(_ name: String, around centre: Double, count: Int = 30) -> EmbeddedItems {
    var generator = SeededGenerator(seed: 8, stream: name)
    let rows = (0..<count).map { _ in
      (0..<4).map { _ in centre + generator.uniformFraction() }
    }
    return EmbeddedItems(
      name: name, ids: rows.indices.map { .name("\(name)-\($0)") }, vectors: .double(Matrix(rows)))
  }

  private func section(
    shift: Double, count: Int = 30, pictures: [String: Bitmap] = [:],
    _ change: (inout ShiftPlan) -> Void = { _ in }
  ) throws -> Section {
    var plan = ShiftPlan(permutations: 199, resamples: 99)
    change(&plan)
    let result = try measureShift(
      from: set("a", around: 0, count: count), to: set("b", around: shift, count: count),
      scaling: .asGiven, plan: plan, seed: 5)
    return AnalysisResult.shift(result).section(ReportContext(pictures: pictures), among: [])
  }

  private func verdict(_ section: Section) -> String {
    section.blocks.lazy.compactMap { block in
      if case .paragraph(let text) = block { text } else { nil }
    }.first ?? ""
  }

  private func figures(_ section: Section) -> [String] {
    section.blocks.compactMap { block in
      if case .figure(let figure) = block { figure.name } else { nil }
    }
  }

  @Test func noShiftIsSaidOnlyBesideWhatIsDetectable() throws {
    let text = verdict(try section(shift: 0))
    #expect(text.contains("no shift was detected at the 5 % level"))
    #expect(text.contains("is found by this test with a probability of at least about 80"))
    let alone = verdict(try section(shift: 0) { $0.context = false })
    #expect(!alone.contains("no shift") && alone.contains("no proof that there is none"))
    let few = verdict(try section(shift: 0, count: 3))
    #expect(!few.contains("no shift") && few.contains("no proof that there is none"))
  }

  @Test func equivalenceIsClaimedOnlyWithinAMargin() throws {
    #expect(!verdict(try section(shift: 0)).contains("equivalen"))
    let within = verdict(try section(shift: 0) { $0.margin = 0.5 })
    #expect(within.contains("are equivalent within the margin of 0.500"))
    let beyond = verdict(try section(shift: 1) { $0.margin = 0.1 })
    #expect(beyond.contains("Equivalence within the margin of 0.100 that was set is not shown"))
    #expect(beyond.contains("differ by more than chance explains"))
  }

  @Test func picturesAreShownWhereThereAreAny() throws {
    let names = figures(try section(shift: 1))
    #expect(names.contains("shift-power") && names.contains("shift-plane"))
    #expect(!names.contains { $0.contains("witness") || $0.contains("clusters") })
    let dot = Bitmap(width: 1, height: 1, channels: 1, samples: [9])
    let pictured = figures(try section(shift: 1, pictures: ["a-1": dot]))
    #expect(
      pictured.filter { $0.contains("witness") }
        == ["shift-witness-reference", "shift-witness-candidate"])
    #expect(pictured.contains("shift-clusters"))
  }

  @Test func partsLeftOutLeaveNothingBehind() throws {
    let bare = try section(shift: 1) { ($0.context, $0.drivers) = (false, false) }
    #expect(figures(bare) == ["shift-interval"])
  }
}
