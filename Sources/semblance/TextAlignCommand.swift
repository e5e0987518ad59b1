import Analyses
import ArgumentParser
import Embeddings
import Experiments
import Foundation

struct TextAlignCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "align",
    abstract: "Fit linear maps that bring images and texts of two encoders into one space.",
    discussion: """
      Ridge regression, Procrustes rotations and canonical correlations are fitted on captioned pictures; the \
      one that finds the pairs of other units best is kept, and judged on units that took no part. A set with \
      splits is parted by them, any other in whole units (patients, groups) by the seed.

      EXAMPLES
        semblance text align stamps.csv --text-encoder minilm-l6 -o stamps.json
        semblance text align scans.csv --encoder vit-s14 --findings findings.csv -o scans.json
        semblance text align images.npy --captions captions.txt --text-vectors texts.npy -o maps.json
      """)

  @Argument(help: "Images with captions, or their vectors.", completion: .file())
  var input: String

  @Option(name: .shortAndLong, help: "The maps.", completion: .file(extensions: ["json"]))
  var out: String

  @OptionGroup var encoder: TextEncoderOptions
  @OptionGroup var pairs: PairOptions
  @OptionGroup var measures: PairMeasureOptions
  @OptionGroup var inputs: InputOptions
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var figures: ResultFigureOptions

  func validate() throws {
    guard out.lowercased().hasSuffix(".json") else {
      throw ValidationError("--out \(out) is no .json file; name one, e.g. --out maps.json")
    }
  }

  func run() async throws {
    try outputs.check(besides: [out])
    try figures.check()
    try WholeFile.check(URL(filePath: out))
    let name = try encoder.name(beside: nil)
    try await pairs.check(name, inputs)
    let loaded = try await inputs.load([input])
    let items = try await inputs.loader().captioned(loaded[0], by: pairs.source(name))
    let (plan, seed) = (try measures.plan(name, .fitted), measures.seed)
    let called = loaded[0].encoder?.name
    let study = try await inputs.follow("align") { progress in
      try judgeTexts(of: items, plan: plan, seed: seed, encoder: called, progress: progress)
    }
    if let maps = study.alignment, let fitted = study.result.alignment, let seen = study.fittedOn {
      try AlignmentFile(
        maps, fitted,
        encoders: (loaded[0].encoder, pairs.textVectors == nil ? items.textEncoder : nil),
        fittedOn: seen.images, seen.texts, seed: seed
      ).write(to: URL(filePath: out))
    }
    try await outputs.write(study.result, of: loaded)
    Terminal.warn(study.result.warnings)
    Terminal.show(study.result)
    Terminal.show("maps: \(out)")
    try figures.write(.imageText(study.result), of: loaded)
  }
}
