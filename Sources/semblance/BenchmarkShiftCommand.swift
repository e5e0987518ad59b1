import Analyses
import ArgumentParser
import Datasets
import Experiments
import Foundation
import Reports
import Statistics

struct BenchmarkShiftCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "shift",
    abstract:
      "Plant shifts in a set's own images and see which tests find them, and from how many images on.",
    discussion: """
      The protocol of "Failing Loudly" (Rabanser et al. 2019) on your images and encoders: two \
      samples of n images are drawn that share no image and no group, a part of the second is \
      altered (noise, geometry, blur, contrast, JPEG, a mixture) or loses a label, and each test is \
      asked whether they differ. The row "none" alters nothing: what is found there is a false alarm.

      EXAMPLES
        semblance benchmark shift photos/
        semblance benchmark shift datasets/fashion-mnist/dataset.yaml \\
          --encoder pixels-28,efficientnet-lite0 --json shifts.json --figure shifts.pdf
        semblance benchmark shift scans/ --shift noise,blur --sizes 20,50,100 --repetitions 200
      """)

  @Argument(
    help: "Images: folder, table, archive, shards, .npz, dataset.yaml …", completion: .file())
  var dataset: String

  @Option(
    name: .long, help: "Encoders, separated by commas, NAME@* for a series.",
    completion: .list(Catalog.encoderNames))
  var encoder = InputOptions.standardEncoder

  @OptionGroup var shifts: PlantedShiftOptions

  @Option(
    name: .long,
    help: "Distinct images to draw from, at most; each is altered and encoded once a way.")
  var images = 1_200

  @Option(name: .long, help: "Images to take of each split, or of all, at most; a fixed choice.")
  var limit: Int?

  @OptionGroup var source: SourceOptions

  @Flag(name: .shortAndLong, help: "Show no progress.")
  var quiet = false

  @Option(
    name: .long,
    help: "Draw detection rates against n: .png, .pdf or .svg; of several encoders one file each.",
    completion: .file(extensions: FigureFile.endings))
  var figure: String?

  @OptionGroup var outputs: OutputOptions

  func validate() throws {
    guard (4...ShiftBenchmark.mostImages).contains(images) else {
      throw ValidationError(
        "--images \(images) is out of range; give 4 to \(ShiftBenchmark.mostImages)")
    }
    if let limit { try Check.atLeastOne("--limit", limit) }
    _ = try EncoderList.names(in: encoder)
  }

  func run() async throws {
    try outputs.check()
    let encoders = try EncoderList.names(in: encoder)
    for name in encoders { try figureFile(of: name, encoders).map(FigureFile.check) }
    guard !ItemLoader.holdsVectors(dataset) else {
      throw ValidationError("\(dataset) holds vectors, which cannot be altered; give images")
    }
    let (result, unreadable) = try await benchmark(encoders).run(
      on: dataset, catalog: try Catalog(installation: .current()),
      progress: ProgressPrinter(isQuiet: quiet).handler)
    Terminal.list(unreadable: unreadable)
    try outputs.write(result)
    for found in result.encoders {
      guard let file = figureFile(of: found.encoder, encoders) else { continue }
      try FigureFile.write(found.figure(level: result.level), to: file)
    }
    Terminal.show(result)
  }

  private func benchmark(_ encoders: [String]) throws -> ShiftBenchmark {
    var benchmark = ShiftBenchmark(encoders: encoders)
    benchmark.plan = try shifts.plan()
    benchmark.images = images
    benchmark.limit = limit.map { .each($0) } ?? .none
    benchmark.settings = try source.settings()
    return benchmark
  }

  /// "shifts.pdf", of several encoders "shifts-pixels-28.pdf".
  private func figureFile(of encoder: String, _ all: [String]) -> URL? {
    guard let figure else { return nil }
    let file = URL(filePath: figure)
    guard all.count > 1 else { return file }
    let name = file.deletingPathExtension().lastPathComponent
    let safe = encoder.replacing("/", with: "-").replacing("@", with: "-")
    return file.deletingLastPathComponent().appending(path: "\(name)-\(safe).\(file.pathExtension)")
  }
}

/// Which shifts are planted, and how they are looked for.
struct PlantedShiftOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "Shifts, separated by commas (default: all).",
      discussion: PlantedShift.allCases.map(\.rawValue).joined(separator: ", ")))
  var shift: String?

  @Option(name: .long, help: "Strengths of alterations: small, medium, large. (default: all)")
  var strength: String?

  @Option(name: .long, help: "Shares of images that are affected.")
  var fractions = "0.1,0.5,1"

  @Option(name: .long, help: "Images in each of the two samples.")
  var sizes = "10,20,50,100,200,500"

  @Option(
    name: .long,
    help: "Tests: mmd, energy, ks, classifier. (default: all)")
  var tests: String?

  @Option(
    name: .long, help: "Pairs of samples a shift and size; without a shift five times as many.")
  var repetitions = 100

  @Option(name: .long, help: "Permutations behind each p-value.")
  var permutations = 99

  @Option(name: .long, help: "Level: a p-value at or below it is a detection.")
  var level = 0.05

  @Flag(name: .long, help: "Take the rows as they are instead of scaling them to length 1.")
  var noNormalize = false

  @Option(name: .long, help: "Seed of images, alterations, samples and permutations.")
  var seed: UInt64 = 2_026

  func validate() throws {
    _ = try plan()
  }

  func plan() throws -> ShiftBenchmarkPlan {
    var plan = ShiftBenchmarkPlan()
    if let shift { plan.shifts = try Self.cases(shift, option: "--shift") }
    if let strength { plan.strengths = try Self.cases(strength, option: "--strength") }
    if let tests { plan.detectors = try Self.cases(tests, option: "--tests") }
    plan.fractions = try Self.numbers(fractions, option: "--fractions", "shares above 0, up to 1") {
      Double($0).flatMap { $0 > 0 && $0 <= 1 ? $0 : nil }
    }
    plan.sizes = try Self.numbers(sizes, option: "--sizes", "whole numbers from 4 on") {
      Int($0).flatMap { $0 >= 4 ? $0 : nil }
    }
    try Check.atLeastOne("--repetitions", repetitions)
    (plan.repetitions, plan.permutations, plan.seed) = (repetitions, permutations, seed)
    plan.level = try checkedLevel()
    plan.scaling = noNormalize ? .asGiven : .unitLength
    return plan
  }

  private func checkedLevel() throws -> Double {
    guard level > 0, level < 1 else {
      throw ValidationError("--level \(level) is no level; give a number between 0 and 1")
    }
    guard permutations >= 1, 1 / Double(permutations + 1) <= level else {
      let needed = Int((1 / level).rounded(.up)) - 1
      throw ValidationError(
        "--permutations \(permutations) allow no p-value of \(level); give at least \(needed)")
    }
    return level
  }

  private static func cases<Case: RawRepresentable & CaseIterable & Hashable>(
    _ text: String, option: String
  ) throws -> [Case] where Case.RawValue == String {
    let known = Case.allCases.map(\.rawValue).joined(separator: ", ")
    let wanted = Set(
      try words(in: text).map { word in
        guard let found = Case(rawValue: word) else {
          throw ValidationError("\(option) \(word) is not known; choose from \(known)")
        }
        return found
      })
    return Case.allCases.filter(wanted.contains)
  }

  /// Ascending, each once.
  private static func numbers<Number: Comparable & Hashable>(
    _ text: String, option: String, _ expected: String, _ number: (String) -> Number?
  ) throws -> [Number] {
    Set(
      try words(in: text).map { word in
        guard let found = number(word) else {
          throw ValidationError("\(option) \(word) is out of range; give \(expected)")
        }
        return found
      }
    ).sorted()
  }

  private static func words(in text: String) -> [String] {
    text.split(separator: ",", omittingEmptySubsequences: false)
      .map { $0.trimmingCharacters(in: .whitespaces) }
  }
}
