import Foundation
import Images
import TestSupport
import Testing

/// A run whose data do not answer one of its questions.
@Suite struct UnansweredCommandTests {
  private let folder: TemporaryFolder

  /// The same two patients on both sides: none is left for a test of shift.
  init() throws {
    folder = try TemporaryFolder()
    for number in 0..<16 {
      let samples = (0..<64).map { UInt8(($0 * (number + 3)) & 255) }
      try folder.write(
        Image(width: 8, height: 8, channels: 1, samples: samples).encodedPNG(),
        to: "images/\(number < 8 ? "north" : "south")/patient_\(number % 2)/\(number).png")
    }
    try folder.write(
      "name: d\nsource: folder\nroot: images\nlevels: [site, group]", to: "d.yaml")
    try folder.write(
      """
      title: t
      dataset: d.yaml
      encoders: pixels-8
      compare: {by: site, reference: north, candidate: south}
      analyses: {shift: {permutations: 99, resamples: 49}, similarity: }
      gates: [shift.p_value > 0.01]
      """, to: "plan.yaml")
  }

  @Test func theOthersAreAnsweredAndTheReportSaysWhy() throws {
    let command = try Command(["run", "plan.yaml", "-o", "out", "--quiet"], in: folder.url)
    #expect(command.status == 1, "\(command.error)")
    let report = try String(
      contentsOf: folder.url.appending(path: "out/report.md"), encoding: .utf8)
    #expect(
      report.contains("**Not answered: shift, pixels-8.** This question could not be answered"))
    #expect(report.contains("2 are on both sides"))
    #expect(report.contains("## Pairwise similarity: pixels-8"))
    #expect(command.error.contains("gate crossed") && command.error.contains("shift.p_value"))
    #expect(command.error.contains("shift of pixels-8 could not be answered"))
  }

  @Test func aFolderOfPatientsIsToldOfWhereNobodySaysThatTheyAre() throws {
    let compared = [
      "shift", "images/north", "images/south", "--encoder", "pixels-4", "--permutations", "99",
      "--resamples", "49", "--no-measures", "--no-context", "--no-drivers",
    ]
    let warned = try Command(compared, in: folder.url)
    #expect(warned.status == 0 && warned.error.contains("2 folders called as patients are"))
    #expect(warned.error.contains("--levels group") && warned.error.contains("--units"))
  }
}
