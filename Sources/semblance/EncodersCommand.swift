import Analyses
import ArgumentParser
import Experiments
import Foundation
import Statistics

struct EncodersCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "encoders",
    abstract: "Compare encoders by their embeddings of the same items.",
    discussion: """
      Row i of every file belongs to item i.

      EXAMPLE
        semblance encoders old.npy new.npy --labels labels.txt --json encoders.json
      """)

  @Argument(help: "One file of vectors an encoder.", completion: .file(extensions: ["npy"]))
  var files: [String]

  @Option(name: .long, help: "File with the label of each row, one a line.")
  var labels: String?

  @Option(
    name: .long, help: "File with the unit of each row; neighbours of the same unit do not vote.")
  var units: String?

  @Option(name: .shortAndLong, help: "Nearest neighbours that vote in knn_accuracy.")
  var neighbors = 1

  @OptionGroup var inputs: InputOptions
  @OptionGroup var outputs: OutputOptions

  func validate() throws {
    try Check.atLeastOne("--neighbors", neighbors)
  }

  func run() async throws {
    try outputs.check()
    let loaded = try await inputs.load(files, units: files.map { _ in units })
    let views = try zip(files, loaded).map { file, loaded in
      EncoderView(
        name: URL(filePath: file).deletingPathExtension().lastPathComponent,
        items: try loaded.items.labelled(from: labels))
    }
    guard views.count > 1 || views[0].items.labels != nil else {
      throw ValidationError(
        "one encoder without labels leaves nothing to compare; name another file, or --labels")
    }
    let settings = EncodersPlan(neighbors: neighbors)
    let result = try await inputs.analyse("encoders") {
      try compareEncoders(views, plan: settings)
    }
    try await outputs.write(result, of: loaded)
    Terminal.warn(result.warnings)
    Terminal.table(
      [["encoder", "dimension", "\(neighbors)-NN accuracy", "95 % interval"]]
        + result.encoders.map { score in
          let interval = score.knnAccuracyInterval.map { "[\($0.low.brief), \($0.high.brief)]" }
          return [
            score.name, "\(score.dimension)", score.knnAccuracy?.brief ?? "no labels",
            interval ?? "",
          ]
        })
    guard !result.pairs.isEmpty else { return }
    Terminal.show()
    Terminal.table(
      [["pair", "CKA, debiased", "CKA, biased"]]
        + result.pairs.map { ["\($0.a) – \($0.b)", $0.ckaDebiased.brief, $0.ckaBiased.brief] })
  }
}
