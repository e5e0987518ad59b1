import ArgumentParser
import Embeddings
import Experiments
import Foundation
import VectorStore

struct IndexStatCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stat",
    abstract: "Say what a store has.",
    discussion: """
      EXAMPLE
        semblance index stat photos.store --json stat.json
      """)

  @Argument(help: StoreOptions.help, completion: .directory)
  var store: String

  @OptionGroup var outputs: OutputOptions

  func run() async throws {
    try outputs.check()
    let found = try await StoreAddress(store).reader().statistics()
    try outputs.write(found)
    Terminal.table(
      [
        ["items", "\(found.items)"], ["pictures", "\(found.pictures)"],
        ["thumbnails", "\(found.thumbnails)"], ["masks", "\(found.masks)"],
        ["bytes", found.bytes.formatted(.byteCount(style: .file))],
        ["format", "\(found.format)"],
      ])
    if !found.maskMethods.isEmpty {
      Terminal.show("items with a mask, by method: \(Self.text(found.maskMethods))")
    }
    for (name, counts) in [
      ("splits", found.splits), ("labels", found.labels), ("sites", found.sites),
    ] where counts.keys.contains(where: { !$0.isEmpty }) {
      Terminal.show("\(name): \(Self.text(counts))")
    }
    if !found.columns.isEmpty {
      Terminal.show("further columns: \(found.columns.joined(separator: ", "))")
    }
    Terminal.table(
      [["encoder", "numbers", "items", "rows", "removed", "weights"]]
        + found.encoders.map { encoder in
          [
            encoder.name, "\(encoder.dimension)", "\(encoder.items)", "\(encoder.rows)",
            "\(encoder.removedRows)", encoder.identity.weights.map { "\($0.prefix(12))" } ?? "–",
          ]
        })
  }

  private static let shownValues = 12

  /// The most frequent first.
  private static func text(_ counts: [String: Int]) -> String {
    let sorted = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    let shown = sorted.prefix(shownValues).map { value, count in
      "\(value.isEmpty ? "(none)" : value) \(count)"
    }
    let more = sorted.count - shown.count
    return (shown + (more > 0 ? ["and \(more) more"] : [])).joined(separator: ", ")
  }
}

struct IndexVerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Read everything in a store and hold it against its checksums.",
    discussion: """
      Exit code 1 where something is not as it was written; says which items are concerned and what to \
      do.

      EXAMPLE
        semblance index verify photos.store
      """)

  @Argument(help: StoreOptions.help, completion: .directory)
  var store: String

  @OptionGroup var outputs: OutputOptions

  @Flag(name: .shortAndLong, help: "Show no progress.")
  var quiet = false

  func run() async throws {
    try outputs.check()
    let progress = ProgressPrinter(isQuiet: quiet).handler
    let reader = try await StoreAddress(store).reader()
    let found = try await reader.verify { done, total in
      progress(.advanced(.inspect(dataset: "the store"), done: done, total: total))
    }
    try outputs.write(found)
    for damage in found.damage {
      Terminal.note("\(store)/\(damage.file): \(damage.finding); \(damage.remedy)")
      for id in damage.items { Terminal.note("  \(id)") }
    }
    Terminal.show(
      "\(found.items) items, \(found.vectors) vectors, \(found.thumbnails) thumbnails and "
        + "\(found.masks) masks read; "
        + (found.damage.isEmpty ? "all as written" : "damage found"))
    if !found.damage.isEmpty { throw ExitCode.failure }
  }
}
