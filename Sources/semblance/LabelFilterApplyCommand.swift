import Analyses
import ArgumentParser
import Embeddings
import Experiments
import Foundation
import Statistics

struct LabelFilterApplyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply",
    abstract: "Tell wanted images from others by a filter.",
    discussion: """
      Images go through the encoder that the filter was trained on; vectors of another encoder are refused. \
      --lists writes wanted.txt and unwanted.txt, one id a line, which --exclude of every command takes.

      EXAMPLES
        semblance label filter apply plankton.json new/ --csv scores.csv
        semblance label filter apply plankton.json monday/ tuesday/ --lists sorted/
        semblance clusters new/ -k 12 --exclude sorted/unwanted.txt
      """)

  @Argument(
    help: "What semblance label filter train wrote.", completion: .file(extensions: ["json"]))
  var filter: String

  @Argument(help: "Images or vectors.", completion: .file())
  var inputsToFilter: [String]

  @Option(
    name: .long, help: "Write id, score and wanted of each item as a table.",
    completion: .file(extensions: ["csv"]))
  var csv: String?

  @Option(
    name: .long, help: "Folder for wanted.txt and unwanted.txt; made.", completion: .directory)
  var lists: String?

  @OptionGroup var inputs: InputOptions

  func run() async throws {
    let known = try LabelFilterFile.read(URL(filePath: filter))
    if let csv { try WholeFile.check(URL(filePath: csv)) }
    if let lists { try FilterLists.checkDestination(URL(filePath: lists)) }
    try inputs.checkUse(for: inputsToFilter)
    let loader = try inputs.loader(by: try inputs.encoders().first ?? known.encoder?.name)
    var found: [FilteredItems] = []
    for path in inputsToFilter {
      let items = try await loader.filter(path, by: known)
      Terminal.list(unreadable: items.unreadable)
      found.append(items)
    }
    try FilterLists.requireDistinct(found)
    warn(of: found, known)
    warnOfZeros(in: found)
    if let csv { try WholeFile.write(LabelTables.text(found), to: URL(filePath: csv)) }
    if let lists { try FilterLists(found).write(to: URL(filePath: lists)) }
    show(found, known)
  }

  private func warn(of found: [FilteredItems], _ known: LabelFilter) {
    for items in found where items.encoder == nil || known.encoder == nil {
      Terminal.warn([
        AnalysisWarning(
          "\(items.name): nobody says that its vectors are of the encoder that the filter was trained on",
          remedy: "give images, or vectors that semblance embed wrote")
      ])
    }
  }

  private func warnOfZeros(in found: [FilteredItems]) {
    for items in found {
      let zeros = items.ids.indices.filter { items.scores[$0] == nil }
      guard let first = zeros.first else { continue }
      Terminal.warn([
        AnalysisWarning(
          "\(items.name): zero vectors, which say nothing of their images, are in neither list: "
            + "\(zeros.count), the first \(items.ids[first])",
          remedy: "look for blank images or an encoder that failed")
      ])
    }
  }

  private func show(_ found: [FilteredItems], _ known: LabelFilter) {
    Terminal.table(
      [["input", "items", "wanted", "unwanted"]]
        + found.map { items in
          return [
            "\(items.name)", "\(items.ids.count)", "\(items.isWanted.count { $0 == true })",
            "\(items.isWanted.count { $0 == false })",
          ]
        })
    let point = known.training.point
    Terminal.show(
      "threshold \(known.threshold.brief); recall \(point.recall.brief) \(point.recallInterval.brief) in training"
    )
    if let csv { Terminal.show("scores: \(csv)") }
    if let lists { Terminal.show("wanted.txt, unwanted.txt: \(lists)") }
  }
}
