import Analyses
import ArgumentParser
import Embeddings
import Experiments
import Foundation

struct TextRetrieveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retrieve",
    abstract: "Measure how well images and their texts find each other.",
    discussion: """
      R@k both ways with intervals, against chance and against who knows labels only; losses of training as \
      measures; and false negatives, pairs whose texts fit other images as well. Encoders of one name share a \
      space (clip-vit-b32, biomedclip); other vectors need --alignment, --fit, or --shared where you know that \
      they do.

      EXAMPLES
        semblance text retrieve scans.csv --encoder biomedclip --figures figures/
        semblance text retrieve stamps.csv --fit --json retrieval.json
        semblance text retrieve new.csv --alignment stamps.json --ranks 1,5,10
        semblance text retrieve images.npy --text-vectors texts.npy --shared --findings findings.csv
      """)

  @Argument(help: "Images with captions, or their vectors.", completion: .file())
  var input: String

  @Flag(name: .long, help: "Fit maps on a part of the pairs, and judge on another.")
  var fit = false

  @OptionGroup var encoder: TextEncoderOptions
  @OptionGroup var alignment: AlignmentOptions
  @OptionGroup var pairs: PairOptions
  @OptionGroup var measures: PairMeasureOptions
  @OptionGroup var inputs: InputOptions
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var figures: ResultFigureOptions

  func validate() throws {
    guard !fit || (!alignment.shared && alignment.alignment == nil) else {
      throw ValidationError("--fit, --shared and --alignment exclude each other; give one")
    }
  }

  func run() async throws {
    try outputs.check(besides: [alignment.alignment, pairs.captions, pairs.findings])
    try figures.check()
    let name = try encoder.name(beside: inputs.loader(for: [input]).encoderName)
    try await pairs.check(name, inputs)
    try alignment.checkFile()
    let loaded = try await inputs.load([input])
    let called = loaded[0].encoder?.name
    let choice = try choice(name, called)
    var items = try await inputs.loader().captioned(loaded[0], by: pairs.source(name))
    let given = try alignment.file.map {
      // Vectors that were computed elsewhere do not say by what.
      try GivenAlignment(
        $0, for: &items,
        encoders: (loaded[0].encoder, pairs.textVectors == nil ? items.textEncoder : nil))
    }
    let (plan, seed) = (try measures.plan(name, choice), measures.seed)
    let study = try await inputs.follow("retrieve") { [items] progress in
      try judgeTexts(
        of: items, plan: plan, given: given.map { ($0.alignment, $0.use) }, seed: seed,
        encoder: called, progress: progress)
    }
    try await outputs.write(study.result, of: loaded)
    Terminal.warn(study.result.warnings)
    Terminal.show(study.result)
    try figures.write(.imageText(study.result), of: loaded)
  }

  private func choice(_ name: String, _ called: String?) throws -> AlignmentChoice {
    if let file = alignment.alignment { return .file(file) }
    if fit { return .fitted }
    try alignment.check(
      images: called, texts: pairs.textVectors ?? name,
      remedy: ", fit them on a part of the pairs (--fit)")
    return .shared
  }
}
