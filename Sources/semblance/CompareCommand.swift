import ArgumentParser
import Embeddings
import Experiments
import Foundation
import Statistics

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
    Terminal.show(found.isSameData ? "the same data" : "other data")
    show(found.conditions, "condition")
    show(found.settings, "setting")
    show(found.numbers)
  }

  private func show(_ changes: [RunComparison.Change], _ heading: String) {
    guard !changes.isEmpty else { return }
    Terminal.show()
    Terminal.table(
      [[heading, "before", "after"]]
        + changes.map { [$0.key, text($0.before), text($0.after)] })
  }

  /// Equal numbers are counted.
  private func show(_ numbers: [RunComparison.NumberChange]) {
    let changed = numbers.filter { $0.difference != 0 }
    let equal = numbers.count - changed.count
    if !changed.isEmpty {
      Terminal.show()
      Terminal.table(
        [["number", "before", "after", "difference", "95 % interval", ""]]
          + changed.map { change in
            [
              change.name + (change.encoder.map { " (\($0))" } ?? ""), text(change.before),
              text(change.after), text(change.difference),
              change.interval.map { "[\($0.low.brief), \($0.high.brief)]" } ?? "–",
              change.isTold.map { $0 ? "differs" : "not told apart" } ?? "",
            ]
          })
    }
    Terminal.show()
    Terminal.show("\(equal) of \(numbers.count) numbers are equal")
  }

  /// Long ones, such as what is done to a picture, are in the JSON.
  private func text(_ value: String?) -> String {
    guard let value else { return "–" }
    return value.count <= 48 ? value : value.prefix(47) + "…"
  }

  private func text(_ value: Double?) -> String { value.map(\.brief) ?? "–" }
}
