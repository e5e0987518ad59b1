import Analyses
import ArgumentParser
import Datasets
import Embeddings
import Experiments
import Foundation
import Statistics

struct SegmentEvaluateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Hold masks of one or several methods against true ones.",
    discussion: """
      The true masks are those of the images: a column mask of their table, or whatever dataset.yaml \
      names. A method's are a table with the columns id and mask, perhaps map, or a folder of masks named \
      like the images, or one of nothing but .npy, which are maps; a JPEG keeps no labels and is none. Masks are of the picture's size; what is not 0 is the object, unless one label is \
      asked for. Of true masks with several labels each is also measured by itself.

      For each image: DSC (Dice), IoU, NSD (the share of both contours within --tolerance pixels of the \
      other) and, of a soft map, the pixel AUC. Where both masks are empty a measure is 1, where one is, \
      0. Means are over the images of a group (column group or patient), then over groups, with 95 % \
      bootstrap intervals over these. Every two methods are compared on the images that both have, by \
      Wilcoxon's signed-rank test over groups, corrected over pairs (Holm).

      A map is a .npy of (rows, columns), such as probabilities or Hounsfield units, or a grey picture, \
      black 0 and white 1. Where there is no mask beside it, it is inside from --threshold on.

      EXAMPLES
        semblance segment evaluate scans/manifest.csv --masks unet/manifest.csv
        semblance segment evaluate scans.csv --masks A=unet/ --masks B=otsu/ --json scores.json
        semblance segment evaluate scans.csv --masks organs.csv --label 3 --tolerance 1
        semblance segment evaluate scans.csv --masks maps.csv --threshold 0.7 --figures figures/
      """)

  @Argument(
    help: "Images with true masks: a table with a column mask, dataset.yaml …",
    completion: .file())
  var truth: String

  @Option(
    name: .long,
    help:
      "Masks of a method, as PATH or NAME=PATH; a table, or a folder of masks or of maps. May be repeated.",
    completion: .file())
  var masks: [MaskArgument] = []

  @Option(
    name: .long,
    help: "Of the NSD: pixels, or millimetres with --spacing, that contours may be apart.")
  var tolerance = 2.0

  @Option(
    name: .long,
    help: "Millimetres of the pixels of all pictures, across and down, e.g. 0.5,0.5.")
  var spacing: PixelSpacing?

  @Option(name: .long, help: "The object: any (whatever is not 0), or one value from 1 to 255.")
  var label = MaskObject.anything

  @Option(
    name: .long,
    help:
      "From which value on, itself included, a map is inside. (default: 0.5 for maps of 0 to 1, for others none)"
  )
  var threshold: Double?

  @Option(
    name: .long,
    help: "Images for which a method has no mask: left-out of its means, or as if it were empty.")
  var missing = MissingMasks.leftOut

  @Option(name: .long, help: "Resamples of intervals.")
  var resamples = 999

  @Option(name: .long, help: "Images of the lowest DSC to show in figures.")
  var examples = 8

  @Option(name: .long, help: "Seed of the resamples.")
  var seed: UInt64 = 2_026

  @Option(
    name: .long, help: "Write the scores of every image as a table.",
    completion: .file(extensions: ["csv"]))
  var csv: String?

  @OptionGroup var source: SourceOptions
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var figures: ResultFigureOptions

  @Flag(name: .shortAndLong, help: "Show no progress.")
  var quiet = false

  func validate() throws {
    guard !masks.isEmpty else { throw ValidationError("name the masks of a method: --masks PATH") }
    try Check.atLeastOne("--resamples", resamples)
    guard tolerance >= 0, tolerance.isFinite else {
      throw ValidationError("--tolerance \(tolerance) is no distance; give 0 or more")
    }
    if let threshold, !threshold.isFinite {
      throw ValidationError("--threshold \(threshold) is no value of a map; give a number")
    }
    guard (0...100).contains(examples) else {
      throw ValidationError("--examples \(examples) is not from 0 to 100")
    }
    try MaskArgument.checkNames(masks.methods)
  }

  private var plan: SegmentationPlan {
    var plan = SegmentationPlan(masks: masks.methods)
    (plan.tolerance, plan.object, plan.threshold) = (tolerance, label, threshold)
    plan.spacing = spacing
    (plan.missing, plan.resamples, plan.examples) = (missing, resamples, examples)
    return plan
  }

  func run() async throws {
    try outputs.check()
    try figures.check()
    if let csv { try WholeFile.check(URL(filePath: csv)) }
    let installation = Installation.current()
    let loader = ItemLoader(
      catalog: try Catalog(installation: installation), encoder: InputOptions.standardEncoder,
      settings: try source.settings(), progress: ProgressPrinter(isQuiet: quiet).handler)
    let dataset = try await loader.pictures(at: truth)
    Terminal.list(unreadable: dataset.unreadable)
    let evaluation = try await MaskEvaluation(
      dataset, plan: plan, relativeTo: URL(filePath: FileManager.default.currentDirectoryPath),
      installation: installation)
    let result = try await loader.follow("segmentation") { [seed] progress in
      try evaluation.result(seed: seed, progress: progress)
    }
    Terminal.list(unreadable: result.unreadableMasks)
    try await outputs.writeInterruptibly(
      Answer(result: result, unreadable: dataset.unreadable, gates: nil))
    if let csv {
      try WholeFile.write(DelimitedText.text(of: result.table), to: URL(filePath: csv))
    }
    Terminal.show(result)
    try figures.write(.segmentation(result), of: dataset)
  }
}
