import Analyses
import ArgumentParser
import Datasets
import Embeddings
import Experiments
import Foundation

struct TextClassifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "classify",
    abstract: "Tell images by what prompts say of classes, without training on labels.",
    discussion: """
      A class is the mean of its prompts' vectors; an image is given the nearest. Where labels are known, \
      accuracy comes with intervals, with chance, and with what meaningless words in place of the classes' \
      names reach. --prompts names a YAML file:

        templates: ["a picture of {}", "a drawing of {}"]
        classes: {animals: an animal, food: something to eat}

      EXAMPLES
        semblance text classify scans.csv --encoder biomedclip --classes pneumonia,effusion
        semblance text classify stamps.csv --alignment stamps.json --prompts prompts.yaml --csv classes.csv
        semblance text classify photos/ --levels label --alignment stamps.json --figures figures/
      """)

  @Argument(help: "Images, or their vectors.", completion: .file())
  var input: String

  @Option(
    name: .long, help: "Prompts of each class.", completion: .file(extensions: ["yaml", "yml"]))
  var prompts: String?

  @Option(
    name: .long,
    help:
      "Classes by name, separated by commas, in common templates. (default: the labels of the set)")
  var classes: String?

  @Option(
    name: .long, help: "Write the class of each image as a table.",
    completion: .file(extensions: ["csv"]))
  var csv: String?

  @Option(
    name: .long,
    help:
      "What cosines are divided by where they become probabilities. (default: the text encoder's, or 0.07)"
  )
  var temperature: Double?

  @Option(
    name: .long,
    help: "Draws of meaningless words that the classes' names are held against; 0 for none.")
  var nonsense = 99

  @Option(name: .long, help: "Resamples behind each interval.")
  var resamples = 999

  @Option(name: .long, help: "Seed of resamples and of meaningless words.")
  var seed: UInt64 = 2_026

  @OptionGroup var encoder: TextEncoderOptions
  @OptionGroup var alignment: AlignmentOptions
  @OptionGroup var inputs: InputOptions
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var figures: ResultFigureOptions

  func validate() throws {
    guard prompts == nil || classes == nil else {
      throw ValidationError("--prompts and --classes exclude each other; give one")
    }
    if let temperature { try Check.positive("--temperature", temperature) }
    guard (0...10_000).contains(nonsense) else {
      throw ValidationError("--nonsense \(nonsense) is not from 0 to 10,000")
    }
    try Check.atLeastOne("--resamples", resamples)
  }

  func run() async throws {
    try outputs.check(besides: [alignment.alignment, csv])
    try figures.check()
    if let csv { try WholeFile.check(URL(filePath: csv)) }
    let given = try prompts.map { try PromptSet(file: URL(filePath: $0)) }
    let loader = try inputs.loader(for: [input])
    let name = try encoder.name(beside: loader.encoderName)
    let texts = try await loader.textEncoder(named: name)
    try alignment.checkFile()
    let loaded = try await inputs.load([input])
    let items = loaded[0].items
    let set = try given ?? named(items)
    try alignment.check(images: loaded[0].encoder?.name, texts: name)
    let vectors = try await loader.promptVectors(
      set, by: texts, nonsense: nonsense, seed: seed)
    let maps = try alignment.file.map { file in
      try SeenAlignment(file, images: loaded[0], texts: texts.id)
    }
    var plan = ImageTextPlan(
      textEncoder: name, alignment: alignment.alignment.map { .file($0) } ?? .shared)
    (plan.prompts, plan.temperature, plan.resamples) = (set, temperature, resamples)
    let called = loaded[0].encoder?.name
    let study = try await inputs.analyse("classify") { [plan, seed] in
      try classify(
        items, by: vectors, plan: plan, judged: maps?.unseen, alignment: maps?.alignment,
        use: maps?.use,
        texts: texts.id, temperature: texts.temperature, seed: seed, encoder: called)
    }
    try await outputs.write(study.result, of: loaded)
    if let csv {
      try WholeFile.write(DelimitedText.text(of: study.predictions.cells), to: URL(filePath: csv))
    }
    Terminal.warn(study.result.warnings)
    Terminal.show(study)
    if study.result.zeroShot != nil { try figures.write(.imageText(study.result), of: loaded) }
  }

  /// Classes of the command line, or the labels of the set.
  private func named(_ items: EmbeddedItems) throws -> PromptSet {
    let names =
      classes.map { $0.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) } }
      ?? Set(items.knownLabels.compactMap(\.self)).sorted()
    guard names.count >= 2, Set(names).count == names.count, !names.contains("") else {
      throw ValidationError(
        "fewer than two classes, one twice or one without a name; name different ones with --classes a,b or --prompts FILE"
      )
    }
    return PromptSet(
      classes: names.map { name in
        PromptSet.Class(
          name: name, subject: name.replacing("_", with: " "),
          templates: PromptSet.standardTemplates)
      })
  }
}

extension [ZeroShotPrediction] {
  fileprivate var cells: [[String]] {
    [["id", "label", "judged", "prediction", "cosine", "probability"]]
      + map {
        [
          "\($0.id)", $0.label ?? "", $0.isJudged ? "1" : "0", $0.prediction ?? "",
          $0.cosine.map { "\($0)" } ?? "",
          $0.probability.map { "\($0)" } ?? "",
        ]
      }
  }
}
