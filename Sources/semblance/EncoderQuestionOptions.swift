import Analyses
import ArgumentParser
import Foundation

/// What encoders are asked.
struct EncoderQuestionOptions: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: "Numbers of nearest neighbours that vote, separated by commas; none leaves votes out.")
  var neighbors = "1,5,20,200"

  @Flag(name: .long, inversion: .prefixedNo, help: "Cross-validate a linear probe.")
  var probe = true

  @Flag(name: .long, inversion: .prefixedNo, help: "Look for items of the same label.")
  var retrieval = true

  @Flag(
    name: .long, inversion: .prefixedNo,
    help: "Measure layouts and hold them against each other: CKA, neighbours, Procrustes, RankMe.")
  var representation = true

  @Flag(
    name: .long,
    help:
      "Alter 100 images in two dozen ways and look for the original of each copy; of images only."
  )
  var robustness = false

  @Flag(
    name: .long,
    help: "Time encoding and measure memory on 32 decoded images; of images only.")
  var cost = false

  @Flag(
    name: .long,
    help: """
      The encoders are checkpoints of one training, in the order of the numbers in their names, or as \
      given: draw a learning curve.
      """)
  var series = false

  @Option(
    name: .long,
    help: """
      What encoders are sorted by: knn_K or knn_K_uniform or probe, with _accuracy, _balanced_accuracy, \
      _macro_f1 or _macro_auc, or retrieval with _map, _recall_1, _recall_5 or _recall_10. \
      (default: probe_balanced_accuracy, or that of the votes)
      """)
  var sortBy: String?

  @Option(name: .long, help: "Bootstrap samples of units behind intervals and p-values.")
  var resamples = 1_999

  @Option(name: .long, help: "Seed of folds, resamples and choices.")
  var seed: UInt64 = 2_026

  func validate() throws {
    try Check.atLeastOne("--resamples", resamples)
    let plan = try plan
    guard let sortBy, !plan.metrics.contains(where: { $0.description == sortBy }) else { return }
    throw ValidationError(
      "--sort-by \(sortBy) is not measured; choose from "
        + plan.metrics.map(\.description).joined(separator: ", "))
  }

  var plan: EncodersPlan {
    get throws {
      EncodersPlan(
        neighbors: try counts, probe: probe, retrieval: retrieval,
        representation: representation, robustness: robustness, cost: cost, series: series,
        sortBy: sortBy, resamples: resamples)
    }
  }

  /// The first option that only images can answer, of those asked for.
  var ofImages: String? { robustness ? "--robustness" : cost ? "--cost" : nil }

  private var counts: [Int] {
    get throws {
      guard neighbors != "none" else { return [] }
      let counts = neighbors.split(separator: ",", omittingEmptySubsequences: false).map {
        Int($0.trimmingCharacters(in: .whitespaces)) ?? 0
      }
      guard counts.allSatisfy({ (1...10_000).contains($0) }), Set(counts).count == counts.count
      else {
        throw ValidationError(
          "--neighbors \(neighbors) is no list of different numbers from 1 to 10,000, such as 1,5,20; "
            + "or say none")
      }
      return counts.sorted()
    }
  }
}
