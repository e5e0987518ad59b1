import Datasets
import Experiments
import Foundation
import Images
import TestSupport
import Testing

/// Reports for those who may see neither pictures nor names, of a set whose names are easily found again.
@Suite struct PseudonymousRunTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    var lines = ["path,id,split,label,group,site"]
    for index in 0..<28 {
      let copied = index >= 24 ? index - 24 : index
      let samples = (0..<64).map { UInt8(truncatingIfNeeded: $0 * (copied + 3) + 9 * copied) }
      let image = Image(width: 8, height: 8, channels: 1, samples: samples)
      try folder.write(try image.encodedPNG(), to: "images/\(index).png")
      let split = index != 1 && index / 2 % 3 == 0 ? "test" : "train"
      lines.append(
        "images/\(index).png,Scan-\(index),\(split),\(index % 2 == 0 ? "even" : "odd"),"
          + "Muster-\(index / 2),\(index % 4 < 2 ? "north" : "south")")
    }
    try folder.write("not an image", to: "images/28.png")
    lines.append("images/28.png,Scan-28,train,odd,Muster-14,north")
    try folder.write(lines.joined(separator: "\n") + "\n", to: "list.csv")
    try folder.write(
      "name: made\nsource: manifest\nfile: list.csv\ncolumns: {path: path, id: id, split: split, label: label, group: group, site: site}\n",
      to: "dataset.yaml")
    try folder.write(
      """
      title: Made
      dataset: dataset.yaml
      encoders: [pixels-4]
      compare: {by: split, reference: train, candidate: test}
      analyses:
        leakage: {threshold: 0.9}
        shift: {permutations: 99, resamples: 49, drivers: true, context: false}
        sites: {by: site, permutations: 99}
        clusters: {k: 3}
        projection: {components: 3}
        encoders: {neighbors: 3, resamples: 99}
        neighbors: {count: 5}
        labels: {}
        grid: {}
      """, to: "plan.yaml")
  }

  private func text(in folder: URL) throws -> String {
    try FileManager.default.subpathsOfDirectory(atPath: folder.path).compactMap { path in
      FileManager.default.contents(atPath: folder.appending(path: path).path)
        .map { "\(path)\n" + String(decoding: $0, as: UTF8.self) }
    }.joined()
  }

  @Test func noFileHasANameOrAPicture() async throws {
    let plan = try ExperimentPlan(file: folder.url.appending(path: "plan.yaml"))
    let installation = Installation(root: folder.url.appending(path: "home"))
    let catalog = try Catalog(installation: installation, environment: [:], concurrency: 2)
    let finished = try await Runner(catalog: catalog) { _ in }.run(plan, in: folder.url)
    let run = folder.url.appending(path: "run")
    try RunWriter(folder: run) { _ in }.write(finished)
    #expect(try text(in: run).contains("Scan-"))
    #expect(try text(in: run).contains("Muster-"))

    let shared = folder.url.appending(path: "shared")
    let key = try PseudonymKey(file: folder.url.appending(path: "key"))
    try RunWriter(folder: shared) { _ in }.writePseudonymous(run, key: key, hasLaTeX: true)
    #expect(throws: SettingsError.self) {
      try RunWriter(folder: run) { _ in }.writePseudonymous(run, key: key)
    }
    #expect(try text(in: run).contains("Scan-"))  // It is as it was.
    try RunWriter(folder: shared) { _ in }.writePseudonymous(run, key: key, hasLaTeX: true)
    let found = try text(in: shared)
    #expect(!found.contains("Scan-") && !found.contains("Muster-") && !found.contains("28.png"))
    #expect(found.contains(key.pseudonym("Scan-24", of: "id")))
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: shared.path).sorted() == [
        "figures", "latex", "references.bib", "report.html", "report.md", "report.pdf",
        "ro-crate-metadata.json", "run.json",
      ])
    let record = try RunWriter.record(in: shared)
    #expect(record.pictures.isEmpty && record.hasPseudonyms == true)
    #expect(record.results.count == finished.record.results.count)
  }
}
