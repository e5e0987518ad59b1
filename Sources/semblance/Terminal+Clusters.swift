import Analyses
import Foundation
import Statistics

/// Clusters of a table, beyond which the file of --json is better read.
private let listedClusters = 40

extension Terminal {
  static func show(_ result: ClustersResult) {
    warn(result.warnings)
    let noise = result.noise.map { [["noise", "\($0)"]] } ?? []
    table(
      [
        ["items", "\(result.items)"],
        ["rows", result.metric == .cosine ? "scaled to length 1" : "as given"],
        ["clusters", "\(result.clusters)"],
      ] + noise + quality(result))
    if let choice = result.choice { show(choice) }
    show(result.agreement ?? [])
    showSizes(of: result)
  }

  private static func quality(_ result: ClustersResult) -> [[String]] {
    let rows: [(String, String?)] = [
      ("inertia", result.inertia?.brief),
      (silhouetteName(result), result.silhouette?.brief ?? "undefined"),
      ("Caliński–Harabasz", result.calinskiHarabasz?.brief ?? "undefined"),
      ("Davies–Bouldin", result.daviesBouldin?.brief ?? "undefined"),
      (
        result.batch.map { "batches of \($0) items" } ?? "iterations",
        result.iterations.map(String.init)
      ),
      ("adjusted Rand index between starts", result.stability?.restarts?.text),
      ("adjusted Rand index between halves", result.stability?.halves?.text),
      ("principal components", result.density?.components.map(String.init)),
    ]
    return rows.compactMap { row in row.1.map { [row.0, $0] } }
  }

  /// Of large sets the silhouette is of a sample.
  private static func silhouetteName(_ result: ClustersResult) -> String {
    guard let sampled = result.silhouetteItems, sampled < result.sizes.reduce(0, +) else {
      return "silhouette"
    }
    return "silhouette of \(sampled) items"
  }

  private static func show(_ choice: ClusterCountChoice) {
    show()
    table(
      [["k", "silhouette", "gap", "standard error", "between starts", "between halves"]]
        + choice.evidence.map { entry in
          [
            "\(entry.clusters)\(entry.clusters == choice.chosen ? " *" : "")",
            entry.silhouette?.brief ?? "–", entry.gap?.brief ?? "–",
            entry.gapStandardError?.brief ?? "–", entry.stability?.restarts?.mean.brief ?? "–",
            entry.stability?.halves?.mean.brief ?? "–",
          ]
        })
    let close = choice.nearlyAsGood.map(String.init).joined(separator: ", ")
    let others = close.isEmpty ? "" : " (nearly as good: \(close))"
    let gap = choice.byGap.map(String.init) ?? "none within the range"
    show("silhouette: \(choice.bySilhouette)\(others); gap statistic: \(gap)")
  }

  private static func show(_ agreements: [ColumnAgreement]) {
    guard !agreements.isEmpty else { return }
    show()
    table(
      [["clusters against", "measure", "value", "by chance", "p"]]
        + agreements.flatMap { agreement in
          let test = agreement.test
          return [
            ("adjusted Rand index", test.adjustedRandIndex),
            ("mutual information", test.normalizedMutualInformation),
            ("homogeneity", test.homogeneity), ("completeness", test.completeness),
          ].map { name, tested in
            [
              agreement.column, name, tested.value.brief, tested.chance.brief,
              tested.pValue.brief,
            ]
          }
        })
    for agreement in agreements {
      show(
        "\(agreement.column): \(agreement.unit)s relabelled, smallest possible p "
          + agreement.test.smallestPValue.brief)
    }
  }

  private static func showSizes(of result: ClustersResult) {
    let columns = result.agreement ?? []
    guard result.clusters > 0 else { return }
    let shown = Array(0..<min(result.clusters, listedClusters)).map(Int?.some)
    let rows = shown + ((result.noise ?? 0) > 0 ? [nil] : [])
    show()
    table(
      [["cluster", "items"] + columns.map { "most frequent \($0.column)" }]
        + rows.map { cluster in
          [
            cluster.map { "\($0 + 1)" } ?? "noise",
            "\(cluster.map { result.sizes[$0] } ?? result.noise ?? 0)",
          ]
            + columns.map { column in
              column.composition.first { $0.cluster == cluster }.map {
                "\($0.value) \(String(format: "%.1f", 100 * $0.share)) %"
              } ?? "–"
            }
        })
    let rest = result.clusters - shown.count
    if rest > 0 { show("… and \(rest) more, which --json lists") }
  }
}

extension AgreementSpread {
  fileprivate var text: String { "\(mean.brief) (\(low.brief) to \(high.brief))" }
}
