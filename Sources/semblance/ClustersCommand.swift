import Analyses
import ArgumentParser
import Datasets
import Embeddings
import Experiments
import Foundation
import LinearAlgebra

struct ClustersCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clusters",
    abstract:
      "Group a set by k-means or by density, and say how good and how stable the groups are.",
    discussion: """
      k-means needs a number of clusters, or chooses one of a range by the silhouette and says whether \
      the gap statistic agrees. HDBSCAN (--method hdbscan) finds its own number and leaves what is in no \
      dense group as noise.

      Clusters are held against labels and sites, where these are known, and against any other column: \
      adjusted Rand index, mutual information, homogeneity and completeness, each with a permutation \
      p-value. Clusters that follow the site are a batch effect, and warned of. Each cluster is shown by \
      the images nearest to its centre, at its boundary, and drawn at random (--figures).

      EXAMPLES
        semblance clusters photos/
        semblance clusters photos/ --k 12 --figures figures/ --csv clusters.csv
        semblance clusters vectors.npy --k 5..40 --metric cosine --json clusters.json
        semblance clusters monday.npy --k 10 --centers monday-centers.npy
        semblance clusters tuesday.npy --start monday-centers.npy
        semblance clusters vectors.npy --k 10 --labels labels.txt --against scanner=scanners.txt
        semblance clusters all.csv --units patient --against scanner,year
        semblance clusters plankton/ --method hdbscan --min-cluster-size 30 --figures figures/
        semblance clusters vectors.npy --method hdbscan --min-samples 5 --components 20
      """)

  @Argument(
    help: "Images or vectors: folder, table, archive, .npz, dataset.yaml, .npy …",
    completion: .file())
  var input: String

  @OptionGroup var search: ClusterOptions

  @Option(name: .long, help: "Seed of every random choice.")
  var seed: UInt64 = 2_026

  @Option(
    name: .long,
    help: """
      Write one line an item as CSV: item, unit, label, cluster (1 the largest, or noise), distance from \
      its centre, and of hdbscan the probability.
      """,
    completion: .file(extensions: ["csv"]))
  var csv: String?

  @Option(
    name: .long, help: "Write the mean vector of each cluster, the largest first, for --start.",
    completion: .file(extensions: ["npy"]))
  var centers: String?

  @OptionGroup var inputs: InputOptions
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var figures: ResultFigureOptions

  func run() async throws {
    try outputs.check()
    try checkTable()
    try figures.check()
    let loaded = try await inputs.load([input])
    let items = try search.items(loaded[0])
    let start = try search.startingCenters()
    let plan = try search.plan(from: start)
    let result = try await inputs.follow("clusters") { [seed] progress in
      try findClusters(in: items, plan: plan, from: start, seed: seed, progress: progress)
    }
    try await outputs.write(result, of: loaded)
    Terminal.show(result)
    try writeTable(result, of: items)
    if let centers {
      let means = try clusterCenters(of: items, in: result).converted(to: Float.self)
      try WholeFile.write(NumPyFile.data(of: means), to: URL(filePath: centers))
    }
    try figures.write(.clusters(result), of: loaded)
  }

  private func checkTable() throws {
    if let centers {
      guard URL(filePath: centers).pathExtension.lowercased() == "npy" else {
        throw ValidationError("--centers \(centers) is not named .npy; choose another name")
      }
      try WholeFile.check(URL(filePath: centers))
    }
    guard let csv else { return }
    guard URL(filePath: csv).pathExtension.lowercased() == "csv" else {
      throw ValidationError("--csv \(csv) is not named .csv; choose another name")
    }
    try WholeFile.check(URL(filePath: csv))
  }

  private func writeTable(_ result: ClustersResult, of items: EmbeddedItems) throws {
    guard let csv else { return }
    let rows = result.rows(items)
    try WholeFile.write(DelimitedText.text(of: rows), to: URL(filePath: csv))
    Terminal.show("\(rows.count - 1) assignments: \(csv)")
  }
}

extension ClustersResult {
  /// A heading, and one row an item.
  fileprivate func rows(_ items: EmbeddedItems) -> [[String]] {
    let zeros = Set(zeroVectors ?? [])
    let labels = items.knownLabels
    let heading = ["item", "unit", "label", "cluster", "distance", "probability"]
    return [heading]
      + items.ids.indices.map { row in
        let isZero = zeros.contains(items.ids[row])
        return [
          items.ids[row].text, items.units?[row] ?? "", labels[row] ?? "",
          isZero ? "" : assignments[row] < 0 ? "noise" : "\(assignments[row] + 1)",
          distances?[row].map { "\($0)" } ?? "",
          isZero ? "" : probabilities.map { "\($0[row])" } ?? "",
        ]
      }
  }
}

extension SampleID {
  /// Of a row its number, counted from 0.
  fileprivate var text: String {
    switch self {
    case .name(let name): name
    case .row(let row): "\(row)"
    }
  }
}
