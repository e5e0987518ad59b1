import ArgumentParser
import Datasets
import Experiments
import Foundation

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Draw a run's figures and reports again from run.json, computing nothing.",
    discussion: """
      --no-pixels writes a run that may leave the building: no picture, and images, groups and texts by \
      pseudonyms, the same for the same key. Who has the key can find out whether a name is among them.

      EXAMPLES
        semblance report reports/01-fashion-mnist
        semblance report reports/01-fashion-mnist --latex
        semblance report reports/07-hospitals --no-pixels -o shared/07-hospitals
      """)

  @Argument(help: "Folder of the run.", completion: .directory)
  var folder: String

  @Flag(help: "Write tables (booktabs) and methods (natbib) to latex/ as well.")
  var latex = false

  @Flag(help: "Draw nothing of any image, and call images and groups by pseudonyms; needs -o.")
  var noPixels = false

  @Option(
    name: .shortAndLong, help: "Folder of the report without pixels.", completion: .directory)
  var output: String?

  @Option(
    help:
      "File of the secret behind pseudonyms; made when missing. Default: pseudonyms.key in the set-up's folder.",
    completion: .file())
  var key: String?

  @Flag(name: .shortAndLong, help: "Show no progress.")
  var quiet = false

  func validate() throws {
    guard noPixels == (output != nil) else {
      throw ValidationError(
        noPixels
          ? "--no-pixels needs a folder of its own: add -o FOLDER"
          : "-o is for --no-pixels; without it the report is drawn where the run is")
    }
    guard noPixels || key == nil else { throw ValidationError("--key is for --no-pixels") }
  }

  func run() throws {
    let run = URL(filePath: folder)
    let folder = output.map { URL(filePath: $0) } ?? run
    let writer = RunWriter(folder: folder, progress: ProgressPrinter(isQuiet: quiet).handler)
    if noPixels {
      try writer.writePseudonymous(run, key: try secret(), hasLaTeX: latex)
    } else {
      try writer.redraw(hasLaTeX: latex)
    }
    Terminal.show(folder.appending(path: "report.html").path)
    if latex { Terminal.show(folder.appending(path: "latex").path) }
  }

  private func secret() throws -> PseudonymKey {
    let file =
      key.map { URL(filePath: $0) }
      ?? Installation.current().root.appending(path: "pseudonyms.key")
    return try PseudonymKey(file: file)
  }
}
