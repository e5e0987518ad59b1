import Analyses
import Statistics

extension ClustersResult {
  var answer: Answer {
    Answer(
      verdict: [countSentence, agreementSentence].compactMap(\.self).joined(separator: " "),
      caveats: caveats, methods: [searchMethods, qualityMethods].sentences,
      basis: "n = \(items.counting("image")); \(clusters.counting("cluster")); seed \(seed)")
  }

  private var countSentence: String {
    let quality = silhouette.map { " (silhouette \($0.formatted(digits: 3)))" } ?? ""
    let noise = noise.map { "; \($0.grouped) of \(items.grouped) are in none" } ?? ""
    return "\(items.counting("image")) fall into \(clusters.counting("cluster"))\(quality)\(noise)."
  }

  /// The column that clusters agree with most.
  private var agreementSentence: String? {
    let best = agreement?.max {
      $0.test.adjustedRandIndex.value < $1.test.adjustedRandIndex.value
    }
    return best.map {
      "Of the columns they agree most with \($0.column): adjusted Rand index "
        + "\($0.test.adjustedRandIndex.value.formatted(digits: 3)), p = "
        + "\($0.test.adjustedRandIndex.pValue.significant)."
    }
  }

  private var caveats: [String] {
    let shape =
      noise == nil
      ? "k-means finds as many clusters as it is asked for, round ones, whether or not there are any."
      : nil
    let low = silhouette.map { $0 < 0.25 } == true
    return [
      shape,
      low ? "A silhouette below 0.25 says that hardly any structure stands out." : nil,
      "Clusters are those of this encoder's space, and no diagnosis of the data.",
    ].compactMap(\.self)
  }

  private var searchMethods: Prose {
    if density != nil { return "Clusters are those of HDBSCAN \(cite: .campello2013)." }
    let batches: Prose =
      batch == nil ? "" : "Each start went by random batches \(cite: .sculley2010)."
    return [
      "Clusters are those of k-means \(cite: .lloyd1982), started by k-means++ \(cite: .arthur2007), the best of "
        + "\((restarts ?? 1).counting("start")).", batches,
    ].sentences
  }

  private var qualityMethods: Prose {
    let choice: Prose =
      self.choice == nil
      ? "" : "Their number was chosen by silhouette and the gap statistic \(cite: .tibshirani2001)."
    let columns: Prose =
      agreement?.isEmpty ?? true
      ? ""
      : "Agreement with columns is the adjusted Rand index \(cite: .hubert1985), with p by permutation "
        + "\(cite: .phipson2010)."
    return [
      "Their quality is told by the silhouette \(cite: .rousseeuw1987).", choice, columns,
    ].sentences
  }
}

extension ProjectionResult {
  var answer: Answer {
    let maps = (self.maps ?? []).map { map -> Prose in
      switch map.kind {
      case .umap: "UMAP was used for pictures only \(cite: .mcInnes2018)."
      case .tsne: "t-SNE was used for pictures only \(cite: .vanDerMaaten2008)."
      }
    }
    let quality: Prose =
      maps.isEmpty ? "" : "Maps are judged by their trustworthiness \(cite: .venna2001)."
    return Answer(
      caveats: [
        "Two dimensions show a shadow of the space: distances and clusters in a picture are not evidence."
      ],
      methods: ([
        "Principal components are of the centred vectors, by singular value decomposition."
      ] + maps + [quality]).sentences,
      basis: "n = \(items.counting("image")); unit: image")
  }
}
