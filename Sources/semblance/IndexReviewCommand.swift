import Analyses
import ArgumentParser
import Datasets
import Embeddings
import Experiments
import Foundation
import SearchServer
import VectorStore

struct IndexReviewCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "review",
    abstract: "Write what people decided of a store's look-alikes and labels.",
    discussion: """
      Pairs that were accepted in the explorer, for --baseline of semblance duplicates and leakage; ids of \
      items to be removed, for --exclude and semblance index remove; labels that were accepted. Pairs are \
      known by the pixels of both pictures, so those of vectors without pictures are left out.

      EXAMPLES
        semblance index review photos.store
        semblance index review photos.store --baseline accepted.json --removed removed.txt
        semblance index review photos.store --labels labels.csv
      """)

  @Argument(help: "The store's folder.", completion: .directory)
  var store: String

  @Option(
    name: .long, help: "File for the pairs that were accepted.",
    completion: .file(extensions: ["json"]))
  var baseline: String?

  @Option(
    name: .long, help: "File for the ids of items to be removed, one a line.",
    completion: .file(extensions: ["txt"]))
  var removed: String?

  @Option(
    name: .long, help: "Table of the labels that were accepted: id, label, former label.",
    completion: .file(extensions: ["csv"]))
  var labels: String?

  func run() async throws {
    for file in [baseline, removed, labels] {
      if let file { try WholeFile.check(URL(filePath: file)) }
    }
    let reader = try await StoreAddress(store).reader()
    let reviews = try await reader.reviews()
    let accepted = AcceptedPairs(reviews)
    let labelled = try await reader.acceptedLabels(limit: .max)
    if let baseline { try accepted.write(to: URL(filePath: baseline)) }
    if let removed { try write(ids: reviews.removed, to: removed) }
    if let labels { try write(labelled, to: labels) }
    Terminal.table([
      ["pairs accepted", "\(reviews.accepted.count)"],
      ["of these without pixels", "\(reviews.accepted.count - accepted.pairs.count)"],
      ["items to remove", "\(reviews.removed.count)"],
      ["labels accepted", "\(labelled.count)"],
    ])
  }

  private func write(ids: [String], to file: String) throws {
    let text = ids.isEmpty ? Data() : try TextColumn.text(ids, of: store)
    try WholeFile.write(text, to: URL(filePath: file))
  }

  private func write(_ labels: [AcceptedLabel], to file: String) throws {
    let rows = labels.map { [$0.id, $0.label, $0.former ?? ""] }
    try WholeFile.write(
      DelimitedText.text(of: [["id", "label", "former"]] + rows), to: URL(filePath: file))
  }
}
