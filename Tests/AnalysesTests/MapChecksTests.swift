import Analyses
import Datasets
import Embeddings
import LinearAlgebra
import Statistics
import Testing

@Suite struct MapChecksTests {
  private let map = Matrix<Float>(rows: 8, columns: 8, elements: (0..<64).map { Float($0) })

  /// - Parameter area: of deletion; insertion has what is left.
  private func checked(
    _ id: String, area: Double, isTurned: Bool = false, other: Bool = true
  ) -> CheckedMap {
    func curves(_ area: Double) -> PerturbationCurves {
      PerturbationCurves(deletion: [1, 2 * area - 1], insertion: [0, 2 - 2 * area])
    }
    let turned = Matrix<Float>(rows: 8, columns: 8, elements: map.elements.reversed())
    let agreement = MapAgreement(map, isTurned ? turned : map)
    return CheckedMap(
      id: id, curves: curves(area), moved: curves(0.75), permuted: agreement,
      other: other ? agreement : nil, nonsense: nil)
  }

  private func judge(_ maps: [CheckedMap], groups: [String]? = nil) -> MapChecks {
    judgeMaps(maps, groups: groups, method: "A", unreadable: [], warnings: [], seed: 1)
  }

  private func score(_ checks: MapChecks, _ measure: MapCheckMeasure) -> MapCheckScore? {
    checks.scores.first { $0.measure == measure }
  }

  @Test func mapsThatDecideTheMatchHaveALowDeletionAndAHighInsertion() throws {
    let checks = judge([checked("a", area: 0.25), checked("b", area: 0.5)])
    #expect(score(checks, .deletion)?.estimate == 0.375)
    #expect(score(checks, .deletionGain)?.estimate == -0.375)
    #expect(score(checks, .insertion)?.estimate == 0.625)
    #expect(score(checks, .insertionGain)?.estimate == 0.375)
    #expect(checks.curves?.deletion == [1, -0.25] && checks.curves?.movedDeletion == [1, 0.5])
    #expect(score(checks, .match) == nil)
  }

  /// A mean of signed correlations once was near 0 where every map showed the picture.
  @Test func mapsThatAreTurnedAboutAgreeAsWell() throws {
    let checks = judge([checked("a", area: 0.5), checked("b", area: 0.5, isTurned: true)])
    #expect(abs(try #require(score(checks, .permutedRank)).estimate) < 1e-12)
    #expect(score(checks, .permutedRankSize)?.estimate == 1)
  }

  /// Means once were over pictures and intervals over groups.
  @Test func groupsCountOnceAsInAnEvaluation() throws {
    let maps = [
      checked("a", area: 0.25), checked("b", area: 0.25), checked("c", area: 0.25),
      checked("d", area: 0.75),
    ]
    #expect(score(judge(maps), .deletion)?.estimate == 0.375)
    let grouped = judge(maps, groups: ["p", "p", "p", "q"])
    #expect(score(grouped, .deletion)?.estimate == 0.5)
    #expect(grouped.unit == "group" && grouped.units == 2 && grouped.images == 4)
  }

  @Test func equalValuesHaveNoInterval() throws {
    let checks = judge([checked("a", area: 0.5), checked("b", area: 0.5)])
    #expect(score(checks, .deletion)?.interval == nil)
    let varied = judge([checked("a", area: 0.5), checked("b", area: 0.25)])
    #expect(score(varied, .deletion)?.interval != nil)
  }

  @Test func whatWasNotCheckedIsNoRowAndIsTold() throws {
    let checks = judge([checked("a", area: 0.5, other: false)])
    #expect(score(checks, .otherRank) == nil && score(checks, .permutedRank) != nil)
    #expect(checks.warnings.contains { $0.finding.contains("not made of 1 of 1") })
    let none = judgeMaps(
      [], groups: nil, method: "A",
      unreadable: [UnreadableFile(path: "a", reason: "gone")], warnings: [], seed: 1)
    #expect(none.scores.isEmpty && none.curves == nil)
    #expect(none.warnings.map(\.finding) == ["A: 1 map could not be judged, e.g. a: gone"])
  }
}
