import Analyses
import ArgumentParser
import Datasets
import Experiments
import Foundation
import VectorStore

struct IndexRemoveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove",
    abstract: "Take items out of a store.",
    discussion: """
      Room is given back when half of the rows are of nobody, or by semblance index compact; on a \
      PostgreSQL server, when the server next cleans up.

      EXAMPLES
        semblance index remove photos.store cats/17.png cats/18.png
        semblance index remove photos.store --ids removed.txt
        semblance index remove photos.store --where 'split == test'
      """)

  @Argument(help: StoreOptions.help, completion: .directory)
  var store: String

  @Argument(help: "Ids of items.")
  var ids: [String] = []

  @Option(
    name: .customLong("ids"), help: "File of ids, one a line.",
    completion: .file(extensions: ["txt"]))
  var idFile: String?

  @OptionGroup var filter: StoreFilterOptions

  private static let compactedShare = 0.5

  func validate() throws {
    guard [ids.isEmpty, idFile == nil, filter.isEmpty].count(where: { !$0 }) == 1 else {
      throw ValidationError("say what to remove: ids, or --ids FILE, or --where")
    }
  }

  func run() async throws {
    let conditions = try filter.filter()
    let listed = try idFile.map { try TextColumn.read($0) } ?? ids
    let writer = try await StoreAddress(store).writer()
    if filter.isEmpty {
      let removal = try await writer.remove(listed)
      warn(of: removal.unknown)
      Terminal.show("\(removal.removed) of \(listed.count) removed")
    } else {
      Terminal.show("\(try await writer.remove(where: conditions)) removed")
    }
    if try await writer.removedShare >= Self.compactedShare { try await writer.compact() }
  }

  private func warn(of unknown: [String]) {
    guard let first = unknown.first else { return }
    Terminal.warn([
      AnalysisWarning(
        "\(unknown.count) ids are of no item, the first \(first)",
        remedy: "semblance index export lists the ids of a store")
    ])
  }
}

struct IndexCompactCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compact",
    abstract: "Write a store anew without what was removed.",
    discussion: """
      Whoever reads the store meanwhile is not disturbed. On a PostgreSQL server, which frees rows at \
      once, it drops thumbnails and masks of which no item is left, and has the server clean up (VACUUM).

      EXAMPLE
        semblance index compact photos.store
      """)

  @Argument(help: StoreOptions.help, completion: .directory)
  var store: String

  func run() async throws {
    let address = try StoreAddress(store)
    try await address.writer().compact()
    Terminal.show("\(store): \(try await address.reader().statistics().summary)")
  }
}

/// Conditions on what a store knows of items.
struct StoreFilterOptions: ParsableArguments {
  @Option(
    name: .customLong("where"),
    help: """
      Condition on a column, as 'split == train', label!=shoe or 'age >= 50'; may be repeated, and all \
      have to hold. Columns are id, split, label, site, group, width, height and whatever else \
      the items came with.
      """)
  var conditions: [String] = []

  var isEmpty: Bool { conditions.isEmpty }

  func validate() throws {
    _ = try filter()
  }

  func filter() throws -> ItemFilter {
    do {
      return try ItemFilter(conditions)
    } catch {
      throw ValidationError("--where: \(error)")
    }
  }
}
