import Analyses
import ArgumentParser
import Datasets
import Experiments
import Foundation
import Images
import Reports

struct BenchmarkDuplicatesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "duplicates",
    abstract: "Plant altered copies in a set and see which evidence finds them.",
    discussion: """
      Copies of some images are altered (JPEG, resizing, crops, rotations, flips, tone, blur, noise, \
      overlays: those of SelfClean's and imagededup's benchmarks among them), planted one alteration at \
      a time and then mixed, and all pairs of the set are ranked by each kind of evidence: equal files, \
      equal pixels, perceptual hashes, and cosine by each encoder. Average precision (AP) counts the \
      planted pairs as positives and all others as negatives, ties in the worst order; look-alikes that \
      the set already has lower it.

      EXAMPLES
        semblance benchmark duplicates photos/
        semblance benchmark duplicates datasets/fashion-mnist/dataset.yaml --limit 2000 \\
          --encoder pixels-28,efficientnet-lite0 --json benchmark.json --figure benchmark.pdf
        semblance benchmark duplicates photos/ --alteration jpeg-75,crop-2-5 --copies 300
      """)

  @Argument(
    help: "Images: folder, table, archive, shards, .npz, dataset.yaml …", completion: .file())
  var dataset: String

  @Option(
    name: .long,
    help: "Encoders, separated by commas, NAME@* for a series; hashes are asked anyway.",
    completion: .list(Catalog.encoderNames))
  var encoder = InputOptions.standardEncoder

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Alterations, separated by commas (default: all).",
      discussion: Perturbation.all.map(\.name).joined(separator: ", ")))
  var alteration: String?

  @Option(name: .long, help: "Images that copies are made of, at most.")
  var copies = 100

  @Option(
    name: .long, help: "Seed of the choice of images, of the alterations and of their mixture.")
  var seed: UInt64 = 2_026

  @Option(name: .long, help: "Images to take of each split, or of all, at most; a fixed choice.")
  var limit: Int?

  @OptionGroup var source: SourceOptions

  @Flag(name: .shortAndLong, help: "Show no progress.")
  var quiet = false

  @Option(
    name: .long, help: "Draw the average precisions: .png, .pdf or .svg.",
    completion: .file(extensions: FigureFile.endings))
  var figure: String?

  @OptionGroup var outputs: OutputOptions

  func validate() throws {
    try Check.atLeastOne("--copies", copies)
    if let limit { try Check.atLeastOne("--limit", limit) }
    _ = try alterations()
    _ = try EncoderList.names(in: encoder)
  }

  func run() async throws {
    try outputs.check()
    if let figure { try FigureFile.check(URL(filePath: figure)) }
    guard !ItemLoader.holdsVectors(dataset) else {
      throw ValidationError("\(dataset) holds vectors, which cannot be altered; give images")
    }
    let (result, unreadable) = try await benchmark().run(
      on: dataset, catalog: try Catalog(installation: .current()),
      progress: ProgressPrinter(isQuiet: quiet).handler)
    Terminal.list(unreadable: unreadable)
    try outputs.write(result)
    if let figure { try FigureFile.write(result.figure, to: URL(filePath: figure)) }
    show(result)
  }

  private func benchmark() throws -> DuplicateBenchmark {
    var benchmark = DuplicateBenchmark(encoders: try EncoderList.names(in: encoder))
    benchmark.alterations = try alterations()
    benchmark.sources = copies
    benchmark.seed = seed
    benchmark.limit = limit.map { .each($0) } ?? .none
    benchmark.settings = try source.settings()
    return benchmark
  }

  private func alterations() throws -> [Perturbation] {
    guard let alteration else { return Perturbation.all }
    let names = alteration.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    let chosen = try names.map { name in
      guard let known = Perturbation(name: name) else {
        throw ValidationError(
          "--alteration \(name) is not known; choose from "
            + Perturbation.all.map(\.name).joined(separator: ", "))
      }
      return known
    }
    guard !chosen.isEmpty, Set(chosen).count == chosen.count else {
      throw ValidationError("--alteration \(alteration): name each alteration once")
    }
    return chosen
  }
}

extension BenchmarkDuplicatesCommand {
  private func show(_ result: DuplicateBenchmarkResult) {
    let repeated = result.repeatedOriginals
    print(
      "\(result.originals) distinct images"
        + (repeated == 0 ? "" : " (\(repeated) with the pixels of another left out)")
        + ", copies of \(result.sources), seed \(result.seed)\n")
    print("Average precision (area under the ROC curve in brackets)")
    let names = result.alterations.first?.evidence.map(\.name) ?? []
    Terminal.table(
      [["alteration", "copies", "unchanged"] + names]
        + result.alterations.map { part in
          [part.alteration, "\(part.copies)", "\(part.unchanged)"]
            + part.evidence.map { "\(fixed($0.averagePrecision)) (\(fixed($0.auroc)))" }
        })
    guard let mixed = result.alterations.last else { return }
    print("\nPrecision, \(mixed.alteration)")
    let recalls = mixed.evidence.first?.precisionAtRecall.map(\.recall) ?? []
    let ranks = mixed.evidence.first?.precisionAtRank.map(\.rank) ?? []
    Terminal.table(
      [["evidence"] + recalls.map { "at recall \($0.brief)" } + ranks.map { "at rank \($0)" }]
        + mixed.evidence.map { scores in
          [scores.name] + scores.precisionAtRecall.map { fixed($0.precision) }
            + scores.precisionAtRank.map { fixed($0.precision) }
        })
  }

  /// Three digits, or a dash for what there is none of.
  private func fixed(_ value: Double?) -> String {
    value.map { String(format: "%.3f", $0) } ?? "–"
  }
}
