import Analyses
import Embeddings
import Foundation
import LinearAlgebra
import Statistics
import Testing

@testable import Reports

/// Verdicts say what the numbers say, and not more.
@Suite struct AnswerTests {
  private func items(
    _ name: String, _ rows: [[Double]], labels: [String]? = nil, units: [String]? = nil
  ) -> EmbeddedItems {
    EmbeddedItems(
      name: name, ids: rows.indices.map { .name("\(name)-\($0)") },
      vectors: .double(Matrix(rows)), labels: labels, units: units)
  }

  /// Twelve test images in four groups; the first three are copies of training images, in one group.
  private func leakage(units: Bool) throws -> LeakageResult {
    let angles = (0..<24).map { Double($0) * 0.25 }
    let train = items(
      "train", angles.prefix(12).map { [cos($0), sin($0)] },
      labels: angles.prefix(12).map { _ in "x" },
      units: units ? (0..<12).map { "t\($0 / 3)" } : nil)
    let test = items(
      "test", (angles.prefix(3) + angles.suffix(9)).map { [cos($0), sin($0)] },
      labels: (0..<12).map { $0 < 6 ? "x" : "y" },
      units: units ? (0..<12).map { "p\($0 / 3)" } : nil)
    return try findLeakage(from: train, into: test, threshold: 0.9999, encoder: "e", seed: 7)
  }

  @Test func theIntervalOfWhatGoesHasTheSignOfItsNumber() throws {
    let result = try leakage(units: false)
    let first = try #require(result.effect?.accuracies.first)
    let (difference, interval) = (try #require(first.difference), try #require(first.interval))
    #expect(difference > 0)
    #expect(
      result.answer.verdict.contains(
        "changes by \((-100 * difference).formatted(digits: 2)) points (95 % interval "
          + "[\((-100 * interval.high).formatted(digits: 2)), "
          + "\((-100 * interval.low).formatted(digits: 2))] points)."))
  }

  @Test func theLeakRateHasTheIntervalOfGroupsWhereTheyAreKnown() throws {
    let result = try leakage(units: true)
    let drawn = try #require(result.groups?.leakRateInterval)
    #expect(drawn.high > result.leakRateInterval.high)
    #expect(result.answer.verdict.contains("\(drawn.percentText), by groups"))
    #expect(result.answer.basis.contains("unit: group, 4 of test, 999 draws, seed 7"))
    let rate = try #require(
      AnalysisResult.leakage(result).numbers.first { $0.name == "leakage.leak_rate" })
    #expect(rate.interval == drawn)
    let images = try leakage(units: false)
    #expect(images.bestInterval == images.leakRateInterval)
    #expect(images.answer.basis.contains("unit: image"))
  }

  @Test func aThresholdThatCouldNotBeCalibratedGivesNoLeakRate() throws {
    let train = items("train", (0..<40).map { _ in [1, 0] })
    let calibration = calibrateThreshold(on: train, copies: [], CalibrationSettings())
    #expect(!calibration.isAchieved)
    let result = try findLeakage(
      from: train, into: items("test", [[1, 0], [1, 0]]), threshold: calibration.threshold,
      calibration: calibration)
    #expect(result.leakRate == 1)
    #expect(result.answer.verdict.hasPrefix("No threshold could be calibrated: 2 of 2 test images"))
    #expect(!result.answer.verdict.contains("100"))
  }

  @Test func votesAreHeldAgainstTheCommonestLabel() throws {
    let rows = (0..<60).map { index -> [Double] in
      let angle = Double((index * 37) % 60)
      return [cos(angle), sin(angle)]
    }
    func verdict(_ labels: [String]) throws -> String {
      var plan = LabelsPlan()
      plan.suggest = true
      plan.neighbors = 5
      return try answerLabels(
        of: items("all", rows, labels: labels), plan: plan, seed: 1, encoder: nil, program: "test"
      ).result.answer.verdict
    }
    let random = try verdict((0..<60).map { ($0 * $0) % 7 < 2 ? "a" : "b" })
    #expect(random.contains("no better than always naming the commonest label, "))
    let told = try verdict(rows.map { $0[0] > 0 ? "a" : "b" })
    #expect(told.contains("more than always naming the commonest label, 5"))
  }

  @Test func aQuestionWithoutAnAnswerSaysWhyAtTheTop() {
    let unanswered = UnansweredQuestion(
      "shift", of: "e", reason: "train: no label; name the column")
    let report = Report(
      title: "t", question: "", results: [.unanswered(unanswered)],
      ReportContext(pictures: [:]), gates: [], data: Section("Data", []), preparation: "Loaded.",
      settings: Section("Settings", []))
    #expect(report.sections[0].heading == "Verdict")
    #expect(
      report.markdown.contains(
        "**Not answered: shift, e.** This question could not be answered: train: no label; name the "
          + "column."))
    #expect(report.markdown.contains("shift of e could not be answered"))
  }
}
