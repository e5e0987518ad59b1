import ArgumentParser
import Experiments
import Foundation

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Draw a run's figures and reports again from run.json, computing nothing.",
    discussion: """
      EXAMPLE
        semblance report reports/01-fashion-mnist
      """)

  @Argument(help: "Folder of the run.", completion: .directory)
  var folder: String

  @Flag(name: .shortAndLong, help: "Show no progress.")
  var quiet = false

  func run() throws {
    let folder = URL(filePath: self.folder)
    try RunWriter(folder: folder, progress: ProgressPrinter(isQuiet: quiet).handler).redraw()
    Terminal.show(folder.appending(path: "report.html").path)
  }
}
