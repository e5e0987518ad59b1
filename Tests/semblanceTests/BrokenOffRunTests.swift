import Foundation
import Images
import TestSupport
import Testing

/// A run that cannot end leaves the former report as it was.
@Suite struct BrokenOffRunTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for index in 0..<80 {
      let samples = (0..<64).map { UInt8(truncatingIfNeeded: $0 * (index + 3) + index * index) }
      let image = Image(width: 8, height: 8, channels: 1, samples: samples)
      try folder.write(
        try image.encodedPNG(), to: "images/\(index % 2 == 0 ? "a" : "b")/\(index).png")
    }
    try folder.write(
      "name: made\nsource: folder\nroot: images\nlevels: [split]\n", to: "dataset.yaml")
    try folder.write(
      """
      title: Made
      dataset: dataset.yaml
      encoders: [pixels-8]
      compare: {by: split, reference: a, candidate: b}
      analyses: {similarity: {}, shift: {}}
      """, to: "plan.yaml")
  }

  private let run = ["run", "plan.yaml", "-o", "report"]
  /// The same with other numbers.
  private var otherRun: [String] { run + ["--set", "seed=7"] }

  /// The files of a report by name; times differ from run to run.
  private func report() throws -> [String: Data] {
    let place = folder.url.appending(path: "report")
    let names = try FileManager.default.subpathsOfDirectory(atPath: place.path)
      .filter { $0 != "timings.json" }
    let files = names.compactMap { name in
      FileManager.default.contents(atPath: place.appending(path: name).path).map { (name, $0) }
    }
    return Dictionary(uniqueKeysWithValues: files)
  }

  /// What stands beside the report, of hidden names, too.
  private func siblings() throws -> Set<String> {
    Set(try FileManager.default.contentsOfDirectory(atPath: folder.url.path))
  }

  @Test func aFileThatCannotGrowIsToldAndTheFormerReportStays() throws {
    #expect(try Command(run, in: folder.url).status == 0)
    let (former, names) = (try report(), try siblings())
    let limited = try Command(otherRun, in: folder.url, fileLimit: 16_384)
    #expect(limited.status == 1)
    let place = folder.url.appending(path: "report").path
    #expect(limited.error.contains("error: \(place)/"), "\(limited.error)")
    #expect(limited.error.contains("nothing was left half-written"))
    #expect(!limited.error.contains("staging"))
    #expect(try report() == former)
    #expect(try siblings() == names)
  }

  @Test func ctrlCLeavesTheFormerReportAndTheNextRunGoesOnToTheSameBytes() throws {
    #expect(try Command(run, in: folder.url).status == 0)
    let (former, names) = (try report(), try siblings())
    let stopped = try StartedCommand(otherRun, in: folder.url)
    // Shift comes next, and takes some seconds.
    #expect(try stopped.error(until: /(similarity \(pixels-8\)):/) != nil)
    stopped.process.interrupt()
    #expect(try stopped.error(until: /(interrupted; finished vectors)/) != nil)
    stopped.process.waitUntilExit()
    #expect(stopped.process.terminationStatus == 130)
    #expect(try report() == former)
    #expect(try siblings() == names)

    let next = try Command(otherRun, in: folder.url)
    #expect(next.status == 0)
    #expect(next.error.contains("similarity (pixels-8): as found by a run that did not end"))
    let found = try report()
    try FileManager.default.removeItem(at: folder.url.appending(path: "home"))
    try FileManager.default.removeItem(at: folder.url.appending(path: "report"))
    #expect(try Command(otherRun, in: folder.url).status == 0)
    #expect(try report() == found && found != former)
  }
}
