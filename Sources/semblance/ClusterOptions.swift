import Analyses
import ArgumentParser
import Datasets
import Embeddings
import Experiments
import Foundation
import LinearAlgebra
import Statistics

/// Names of methods on the command line.
enum ClusterMethodName: String, CaseIterable, ExpressibleByArgument {
  case kmeans, hdbscan

  var method: ClusterMethod { self == .kmeans ? .kMeans : .hdbscan }
}

/// How clusters are sought, and held against what.
struct ClusterOptions: ParsableArguments {
  @Option(
    name: .long, help: "kmeans, or hdbscan: clusters by density, without a k and with noise.")
  var method = ClusterMethodName.kmeans

  @Option(
    name: [.customLong("k"), .customShort("k")],
    help: "Clusters of k-means: a number, a range as 2..20, or auto. (default: auto, 2..20)",
    completion: .list(["auto"]))
  var count: String?

  @Option(name: .long, help: "Starts of k-means, of which the best counts. (default: 10)")
  var restarts: Int?

  @Option(
    name: .long,
    help:
      "File of vectors that k-means starts from, one a cluster, as --centers writes. (default: greedy k-means++)",
    completion: .file(extensions: ["npy"]))
  var start: String?

  @Option(
    name: .long,
    help: "Rows of a batch of k-means. (default: all at once, up to a million rows)")
  var batch: Int?

  @Option(
    name: .long,
    help: "euclidean: vectors as they are; cosine: scaled to length 1, without zero vectors.")
  var metric = ClusterMetric.euclidean

  @Option(
    name: .long,
    help:
      "Items that a cluster of hdbscan has at least. (default: 5, or a thousandth of the items where that is more)"
  )
  var minClusterSize: Int?

  @Option(
    name: .long,
    help:
      "Items that make a core of hdbscan, itself among them; more of them, more noise. (default: as --min-cluster-size)"
  )
  var minSamples: Int?

  @Option(
    name: .long,
    help:
      "Clusters of hdbscan: eom, those that last longest, or leaf, the smallest. (default: eom)")
  var selection: ClusterSelection?

  @Option(
    name: .long,
    help:
      "Principal components that hdbscan looks at. (default: the vectors, or 50 components of very many)"
  )
  var components: Int?

  @Option(
    name: .long,
    help: """
      Columns to hold clusters against besides label and site, separated by commas; NAME=FILE reads one \
      value a line.
      """)
  var against: String?

  @Option(name: .long, help: "Permutations behind each p-value.")
  var permutations = 999

  @Flag(
    name: .long, inversion: .prefixedNo,
    help: "Of k-means: agreement between starts, and between halves of the items.")
  var stability = true

  @Option(
    name: .long, help: "Sets of reference data behind the gap statistic. (default: 20)")
  var references: Int?

  @Option(name: .long, help: "Items of each kind by which a cluster is shown.")
  var members = 4

  @Option(
    name: .long,
    help:
      "File with the label of each row, one a line, to compare with; an empty line where there is none.",
    completion: .file())
  var labels: String?

  @Option(
    name: .long,
    help: """
      Column that names the unit (patient) of each item, or a file with one unit a line: units are \
      permuted, halved and drawn whole. (default: the group column, where there is one)
      """)
  var units: String?

  func validate() throws {
    _ = try clusterCount()
    try checkNumbers()
    for (name, isGiven) in optionsOf(method == .kmeans ? .hdbscan : .kmeans) where isGiven {
      throw ValidationError("\(name) is of no use to --method \(method.rawValue); leave it out")
    }
    if start != nil, count != nil || restarts != nil {
      throw ValidationError(
        "--start says how many clusters there are, and is one start; leave --k and --restarts out")
    }
    if start != nil, batch != nil {
      throw ValidationError(
        "--start goes through all items from the centres that it gives; leave --batch out")
    }
    if references != nil, case .fixed = try clusterCount() {
      throw ValidationError("--references is for choosing k; give a range, or leave it out")
    }
  }

  private func checkNumbers() throws {
    try Check.atLeastOne("--permutations", permutations)
    try Check.atLeastOne("--members", members)
    for (name, value, least) in [
      ("--restarts", restarts, 1), ("--batch", batch, 1), ("--min-cluster-size", minClusterSize, 2),
      ("--min-samples", minSamples, 1), ("--components", components, 1),
      ("--references", references, 2),
    ] {
      guard let value, value < least else { continue }
      throw ValidationError("\(name) \(value) is too small; give at least \(least)")
    }
  }

  private func optionsOf(_ method: ClusterMethodName) -> [(String, Bool)] {
    switch method {
    case .kmeans:
      [
        ("--k", count != nil), ("--start", start != nil), ("--restarts", restarts != nil),
        ("--batch", batch != nil),
        ("--no-stability", !stability),
        ("--references", references != nil),
      ]
    case .hdbscan:
      [
        ("--min-cluster-size", minClusterSize != nil), ("--min-samples", minSamples != nil),
        ("--selection", selection != nil), ("--components", components != nil),
      ]
    }
  }

  private func clusterCount() throws -> ClusterCount {
    guard let count else { return .standard }
    guard let count = ClusterCount(count) else {
      throw ValidationError(
        "--k \(count) is no number of clusters; give a number, a range from 2 on as 2..20, or auto")
    }
    return count
  }

  /// The centres to start from, where they are given.
  func startingCenters() throws -> Matrix<Double>? {
    guard let start else { return nil }
    return try NumPyFile.read(URL(filePath: start)).doubles
  }

  /// - Parameter start: `startingCenters`.
  func plan(from start: Matrix<Double>?) throws -> ClustersPlan {
    var plan = ClustersPlan(count: try start.map { .fixed($0.rows) } ?? clusterCount())
    plan.method = method.method
    plan.restarts = restarts ?? plan.restarts
    plan.batch = batch
    (plan.metric, plan.selection) = (metric, selection ?? plan.selection)
    (plan.minClusterSize, plan.minSamples) = (minClusterSize, minSamples)
    plan.components = components
    plan.against = columns.map(\.name)
    (plan.permutations, plan.stability, plan.members) = (permutations, stability, members)
    plan.references = references ?? plan.references
    return plan
  }

  /// With the file of each that has one.
  private var columns: [(name: String, file: String?)] {
    (against ?? "").split(separator: ",").map { part in
      let sides = part.split(separator: "=", maxSplits: 1).map(String.init)
      return (sides[0], sides.count > 1 ? sides[1] : nil)
    }
  }

  /// The items with labels, units and columns from files.
  func items(_ loaded: LoadedItems) throws -> EmbeddedItems {
    var items = try loaded.items.labelled(from: labels)
    if let units {
      let isColumn = EmbeddedItems.values(of: units, in: items.columns) != nil
      items =
        isColumn || !FileManager.default.fileExists(atPath: units)
        ? try items.withUnits(of: units)
        : items.with(units: try TextColumn.read(units, count: items.count))
    }
    for (name, file) in columns {
      guard let file else { continue }
      items = items.with(column: name, try TextColumn.readWithGaps(file, count: items.count))
    }
    return items
  }
}

extension EmbeddedItems {
  /// The same items with labels from a file, one a line, empty where there is none; as they are without
  /// a file.
  func labelled(from path: String?) throws -> EmbeddedItems {
    guard let path else { return self }
    return with(someLabels: try TextColumn.readWithGaps(path, count: count))
  }
}
