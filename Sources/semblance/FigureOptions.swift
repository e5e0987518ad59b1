import Analyses
import ArgumentParser
import Experiments
import Foundation

/// Where the figures of pairs go.
struct FigureOptions: ParsableArguments {
  @Option(
    name: .long,
    help: """
      Folder for figures as PNG and PDF: cosines by kind of pair, sizes of groups, pages of pairs, \
      and of pairs whose labels differ; of several encoders those of each, with its name, and of \
      pairs by how many see them; captions.md says what they show.
      """,
    completion: .directory)
  var figures: String?

  @Option(
    name: .long,
    help:
      "Pairs to picture at most, and as many whose labels differ. (default: \(PairExamples.standardCount))"
  )
  var picturedPairs: Int?

  func validate() throws {
    guard let picturedPairs else { return }
    try Check.atLeastOne("--pictured-pairs", picturedPairs)
    guard figures != nil else {
      throw ValidationError("--pictured-pairs is of no use without --figures")
    }
  }

  var isWanted: Bool { figures != nil }
  var count: Int { picturedPairs ?? PairExamples.standardCount }

  /// Called before any work.
  func check() throws {
    if let figures { try FigureFolder(URL(filePath: figures)).check() }
  }

  func write(_ results: [AnalysisResult], of loaded: [LoadedItems]) throws {
    guard let figures else { return }
    let written = try FigureFolder(URL(filePath: figures)).write(results, of: loaded)
    Terminal.show(figures: written, in: figures)
  }
}
