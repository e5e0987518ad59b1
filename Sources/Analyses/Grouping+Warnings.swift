import Statistics

extension Grouping {
  static func warnings(_ clustering: KMeansClustering) -> [AnalysisWarning] {
    guard !clustering.converged else { return [] }
    return [
      AnalysisWarning(
        "k-means stopped after \(clustering.iterations) iterations before it settled",
        remedy: "raise the limit on iterations")
    ]
  }

  static func warnings(
    _ clustering: DensityClustering, of rows: ClusterRows
  ) -> [AnalysisWarning] {
    let (noise, count) = (clustering.noise, clustering.assignments.count)
    guard !rows.rows.areAllEqual else {
      return [
        AnalysisWarning(
          "the vectors of all \(count) items are equal, so no place is denser than another",
          remedy: "look for blank images or an encoder that failed")
      ]
    }
    guard !clustering.sizes.isEmpty else {
      return [
        AnalysisWarning(
          "no clusters were found: all \(count) items are noise",
          remedy: "lower --min-cluster-size or --min-samples, or the data have no dense groups")
      ]
    }
    guard 2 * noise > count else { return [] }
    return [
      AnalysisWarning(
        "\(noise) of \(count) items are noise, and what is said of clusters is said of the others",
        remedy: "lower --min-samples, or take principal components first (--components)")
    ]
  }

  /// That a clustering does not come out the same again.
  func doubts(_ plan: ClustersPlan) -> [AnalysisWarning] {
    guard let halves = stability?.halves, halves.mean < 0.6 else { return [] }
    return [
      AnalysisWarning(
        "halves of the items are clustered differently (adjusted Rand index "
          + "\((halves.mean * 100).rounded() / 100) on average)",
        remedy: "do not read much into single clusters; try another k")
    ]
  }
}

extension ClusterCountChoice {
  var stability: ClusterStability? { evidence.first { $0.clusters == chosen }?.stability }

  func warnings(_ count: ClusterCount) -> [AnalysisWarning] {
    let finding: String? =
      switch verdict {
      case .agree: nil
      case .disagree:
        "silhouette and gap statistic disagree on the number of clusters: "
          + "\(bySilhouette) and \(byGap ?? 0)"
      case .oneCluster:
        "by the gap statistic the data are no more than one cluster"
          + (largestGap == 1 ? "" : " (though its largest gap is at \(largestGap ?? 1))")
          + "; the \(chosen) shown are those of the largest silhouette"
      case .undecided:
        "the gap statistic finds no number of clusters before the end of the range, "
          + "\(evidence.last?.clusters ?? chosen); the \(chosen) shown are those of the largest "
          + "silhouette"
      }
    let doubt = finding.map {
      [
        AnalysisWarning(
          $0, remedy: "look at the figure of both, and take no number for the true one")
      ]
    }
    return (doubt ?? []) + edge(count)
  }

  /// That a larger range might have given another.
  private func edge(_ count: ClusterCount) -> [AnalysisWarning] {
    let last = evidence.last?.clusters ?? chosen
    var found: [AnalysisWarning] = []
    if last < count.largest {
      found.append(
        AnalysisWarning(
          "no more than \(last) clusters were tried: there are \(distinctRows ?? last + 1) distinct rows",
          remedy: distinctRows == last
            ? "look for copies, which semblance duplicates finds"
            : "ask for k \(last + 1) to have one cluster for each"))
    } else if chosen == last {
      found.append(
        AnalysisWarning(
          "the silhouette is largest at the end of the range, \(last)",
          remedy: "give a larger range"))
    }
    return found
  }
}
