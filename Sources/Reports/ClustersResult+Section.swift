import Analyses
import Statistics

extension ClustersResult {
  func section(_ context: ReportContext) -> Section {
    Section(
      AnalysisHeading.clusters.text(encoder: encoder),
      warnings.blocks + [.paragraph(summary), .table(qualityTable)] + choiceBlocks(context)
        + agreementBlocks + [clusterTable].compactMap(\.self)
        + treeBlocks(context) + memberBlocks(context))
  }

  /// "k-means with 10 clusters, best of 10 starts, on vectors as given, seed 2026."
  private var summary: String {
    let rows = metric == .cosine ? "vectors of length 1 (cosine)" : "vectors as given (Euclidean)"
    guard let density, let noise else {
      return "k-means with \(clusters.counting("cluster")), best of "
        + "\((restarts ?? 1).counting("start"))\(batchText), on \(rows), seed \(seed)."
    }
    return "HDBSCAN on \(density.components.map { "\($0) principal components of " } ?? "")\(rows)"
      + "\(density.explainedVariance.map { " (\($0.percent) of their variance)" } ?? ""): "
      + "\(clusters.counting("cluster")) of at least \(density.minClusterSize) images, with cores of "
      + "\(density.minSamples), chosen "
      + (density.selection == .excessOfMass ? "by excess of mass" : "as leaves of the hierarchy")
      + "; \(noise.counting("image")) of \(items.grouped) (\((Double(noise) / Double(items)).percent))"
      + " are noise and in no cluster."
  }

  private var batchText: String {
    batch.map { ", each by random batches of \($0.counting("image")) (Sculley 2010)" } ?? ""
  }

  private var qualityTable: Table {
    let silhouetteNote = silhouetteItems.map {
      $0 < sizes.reduce(0, +) ? ", of \($0.grouped)" : ""
    }
    let rows: [(String, String?)] = [
      ("silhouette (−1 to 1, greater is better\(silhouetteNote ?? ""))", silhouette?.digits3),
      ("Caliński–Harabasz index (greater is better)", calinskiHarabasz?.significant),
      ("Davies–Bouldin index (less is better)", daviesBouldin?.digits3),
    ]
    // Of k-means alone, and only where it was asked for.
    let measured = [
      ("inertia", inertia?.significant),
      ("\(batch == nil ? "iterations" : "batches") of the best start", iterations?.grouped),
      ("adjusted Rand index between starts", stability?.restarts?.text),
      ("adjusted Rand index between halves", stability?.halves?.text),
    ].filter { $0.1 != nil }
    return Table(
      [.text("Quantity"), .number("Value")], (rows + measured).map { [$0.0, $0.1 ?? "–"] },
      caption: "Quality of the clusters")
  }

  /// Clusters of a table; the record of the run has all.
  private static let listed = 40

  /// Each cluster with what columns say most often of it, and noise.
  private var clusterTable: Block? {
    guard clusters > 0 else { return nil }
    let columns = agreement ?? []
    let rows =
      Array(0..<min(clusters, Self.listed)).map(Int?.some) + ((noise ?? 0) > 0 ? [nil] : [])
    return .table(
      Table(
        [.text("Cluster"), .number("Images")]
          + columns.map { .text("Most frequent \($0.column), share (of all)") },
        rows.map { cluster in
          [
            cluster.map { "\($0 + 1)" } ?? "noise",
            (cluster.map { sizes[$0] } ?? noise ?? 0).grouped,
          ] + columns.map { $0.composition.first { $0.cluster == cluster }?.text ?? "–" }
        }, caption: "Clusters and what columns say of them"))
  }

  private var agreementBlocks: [Block] {
    guard let agreement, !agreement.isEmpty else { return [] }
    let first = agreement[0].test
    let table = Table(
      [
        .text("Clusters against"), .number("Values"), .number("Images"), .text("Measure"),
        .number("Value"), .number("By chance"), .number("p"),
      ], agreement.flatMap(\.rows), caption: "Agreement of clusters with columns")
    return [
      .paragraph(
        "Agreement with what is known of the images. Values by chance are means over "
          + "\(first.permutations.grouped) relabellings, and p counts those that agree as well "
          + "(smallest possible \(agreement.map(\.test.smallestPValue).min()?.significant ?? "–")). "
          + unitText(agreement)
          + ((noise ?? 0) > 0 ? " Noise does not count." : "")),
      .table(table),
    ]
  }
}

extension ClustersResult {
  /// What was relabelled: first the columns of single images, then those of groups.
  private func unitText(_ agreement: [ColumnAgreement]) -> String {
    let single = agreement.filter { $0.unit != "group" }.map(\.column)
    let images =
      single.isEmpty ? [] : ["Of \(single.joined(separator: " and ")), images were relabelled."]
    return (images + agreement.compactMap(\.groupText)).joined(separator: " ")
  }
}

extension ColumnAgreement {
  fileprivate var rows: [[String]] {
    let measures: [(String, TestedAgreement)] = [
      ("adjusted Rand index", test.adjustedRandIndex),
      ("normalised mutual information", test.normalizedMutualInformation),
      ("homogeneity", test.homogeneity), ("completeness", test.completeness),
    ]
    return measures.enumerated().map { index, measure in
      (index == 0 ? [column, values.grouped, items.grouped] : ["", "", ""])
        + [
          measure.0, measure.1.value.digits3, measure.1.chance.digits3,
          measure.1.pValue.significant,
        ]
    }
  }

  fileprivate var groupText: String? {
    guard unit == "group" else { return nil }
    let mixed =
      test.mixedUnits > 0
      ? " (\(test.mixedUnits.counting("group")) with several values within themselves)" : ""
    return "Of \(column), \(test.wholeUnits.counting("group")) were relabelled as wholes\(mixed)."
  }
}

extension ClusterComposition {
  fileprivate var text: String {
    "\(value.shortened(to: 24)), \(share.percent) (\(shareOfAll.percent))"
  }
}

extension AgreementSpread {
  /// "0.912 (0.85 to 0.97)".
  var text: String { "\(mean.digits3) (\(low.digits3) to \(high.digits3))" }
}

extension Double {
  var digits3: String { formatted(digits: 3) }
}
