import Analyses
import ArgumentParser
import Experiments
import Foundation

/// Where a clean split goes.
struct CleanOptions: ParsableArguments {
  @Option(
    name: .long,
    help: """
      Folder for the clean split: clean.csv (what is left), removed.csv (with reason and what stays \
      instead) and removed.txt (ids, for --exclude). What is left has a threshold of its own: to check \
      it, give the same --threshold.
      """,
    completion: .directory)
  var export: String?

  /// Called before any work.
  func check() throws {
    if let export { try CleanSplit.checkDestination(URL(filePath: export)) }
  }

  func write(_ loaded: LoadedItems, removals: [Removal]) throws {
    guard let export else { return }
    let split = CleanSplit(loaded.items, samples: loaded.samples, removals: removals)
    try split.write(to: URL(filePath: export))
    Terminal.show("\(split.keptCount) kept, \(split.removedCount) removed: \(export)")
  }
}
