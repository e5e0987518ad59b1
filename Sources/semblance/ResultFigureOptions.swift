import Analyses
import ArgumentParser
import Datasets
import Experiments
import Foundation

/// Where the figures of a result go that shows no pairs of pictures.
struct ResultFigureOptions: ParsableArguments {
  @Option(
    name: .long,
    help: "Folder for the figures of the result as PNG and PDF; captions.md says what they show.",
    completion: .directory)
  var figures: String?

  /// Called before any work.
  func check() throws {
    if let figures { try FigureFolder(URL(filePath: figures)).check() }
  }

  func write(_ result: AnalysisResult, of loaded: [LoadedItems]) throws {
    guard let figures else { return }
    let written = try FigureFolder(URL(filePath: figures)).write([result], of: loaded)
    Terminal.show(figures: written, in: figures)
  }

  /// The same of a result about pictures and not about vectors.
  func write(_ result: AnalysisResult, of dataset: Dataset) throws {
    guard let figures else { return }
    let written = try FigureFolder(URL(filePath: figures)).write([result], of: dataset)
    Terminal.show(figures: written, in: figures)
  }
}

extension Terminal {
  /// How many figures a folder holds now.
  static func show(figures count: Int, in folder: String) {
    guard count > 0 else {
      note("no figures in \(folder): nothing in this result is drawn")
      return
    }
    show("\(count) figure\(count == 1 ? "" : "s") as PNG and PDF: \(folder)")
  }
}
