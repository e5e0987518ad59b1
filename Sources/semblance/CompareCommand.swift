import ArgumentParser
import Embeddings
import Experiments
import Foundation

struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Say what differs between two runs: data, encoders, settings and numbers.",
    discussion: """
      Differences have 95 % intervals where both numbers have one, as if the runs were of independent images: \
      of the same images they are wider than need be, and encoders are told apart better within one run \
      (semblance encoders).

      EXAMPLES
        semblance compare reports/january reports/february
        semblance compare before/ after/ --json changes.json
      """)

  @Argument(help: "Folder of a run.", completion: .directory)
  var before: String

  @Argument(help: "Folder of another.", completion: .directory)
  var after: String

  @Option(
    name: .long, help: "Write everything as JSON.", completion: .file(extensions: ["json"]))
  var json: String?

  func run() throws {
    if let json { try WholeFile.check(URL(filePath: json)) }
    let found = try RunComparison(before: URL(filePath: before), after: URL(filePath: after))
    if let json { try WholeFile.write(try RunJSON.pretty(found), to: URL(filePath: json)) }
    Terminal.show(found)
  }
}
