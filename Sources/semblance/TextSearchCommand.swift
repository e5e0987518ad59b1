import Analyses
import ArgumentParser
import Embeddings
import Experiments
import Foundation

struct TextSearchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search",
    abstract: "Find the images that fit a text.",
    discussion: """
      EXAMPLES
        semblance text search photos/ "a red bird" --alignment stamps.json -k 12
        semblance text search scans/ "pleural effusion" --encoder biomedclip --figures figures/
      """)

  @Argument(help: "Images, or their vectors.", completion: .file())
  var input: String

  @Argument(help: "What is looked for; several texts are several searches.")
  var texts: [String]

  @Option(name: [.customLong("k"), .customShort("k")], help: "Images of each text.")
  var count = 10

  @OptionGroup var encoder: TextEncoderOptions
  @OptionGroup var alignment: AlignmentOptions
  @OptionGroup var inputs: InputOptions
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var figures: ResultFigureOptions

  func validate() throws {
    try Check.atLeastOne("-k", count)
    guard !texts.isEmpty, texts.allSatisfy({ !$0.allSatisfy(\.isWhitespace) }) else {
      throw ValidationError("name what is looked for, e.g. \"a red bird\"")
    }
  }

  func run() async throws {
    try outputs.check(besides: [alignment.alignment])
    try figures.check()
    let loader = try inputs.loader(for: [input])
    let name = try encoder.name(beside: loader.encoderName)
    let encoder = try await loader.textEncoder(named: name)
    try alignment.checkFile()
    let loaded = try await inputs.load([input])
    try alignment.check(images: loaded[0].encoder?.name, texts: name)
    let vectors = try await loader.textVectors(texts, by: encoder)
    let maps = try alignment.file.map {
      try SeenAlignment($0, images: loaded[0], texts: encoder.id)
    }
    let queries = TextQueries(
      textModel: encoder.id, alignmentFile: maps?.use.file, fit: TextFit(of: texts, by: encoder))
    let (images, texts, count) = (loaded[0], texts, count)
    let result = try await inputs.analyse("search") {
      try findImages(
        in: images.items, for: texts, vectors, queries, alignment: maps?.alignment, count: count,
        encoder: images.encoder?.name)
    }
    try await outputs.write(result, of: loaded)
    Terminal.warn(result.warnings)
    Terminal.table(
      [["text", "image", "cosine"]]
        + result.queries.flatMap { found in
          found.neighbors.map { ["\(found.query)", "\($0.id)", $0.cosine.brief] }
        })
    try figures.write(.neighbors(result), of: loaded)
  }
}
