import Embeddings
public import Statistics

/// How clusters go with what a column says.
public struct ColumnAgreement: Sendable, Codable, Hashable {
  public let column: String
  /// In a cluster, and with a value.
  public let items: Int
  /// In a cluster, and without.
  public let missing: Int
  /// Different ones.
  public let values: Int
  /// What was relabelled: "image" or "group".
  public let unit: String
  public let test: AgreementTest
  /// Of each cluster its most frequent value, and of noise.
  public let composition: [ClusterComposition]
}

/// The most frequent value of a cluster.
public struct ClusterComposition: Sendable, Codable, Hashable {
  /// Nil for noise.
  public let cluster: Int?
  /// With a value.
  public let items: Int
  /// The first of equally frequent ones.
  public let value: String
  /// Of those items.
  public let share: Double
  /// Of all items with a value, noise among them.
  public let shareOfAll: Double
  /// Different values.
  public let values: Int
}

/// What holding clusters against columns gave, and why some was left out.
struct ColumnAgreements {
  private(set) var agreements: [ColumnAgreement] = []
  private(set) var warnings: [AnalysisWarning] = []

  /// - Parameters:
  ///   - columns: that were asked for; `label` and `site` are taken where there are any.
  /// - Throws: `AnalysisError.missing` for a column that was asked for and is not there.
  init(
    _ items: EmbeddedItems, assignments: [Int], clusters: Int, _ plan: ClustersPlan, seed: UInt64
  ) throws(AnalysisError) {
    let usual = ["label", "site"].filter { EmbeddedItems.values(of: $0, in: items.columns) != nil }
    var columns = usual + plan.against.filter { !usual.contains($0) }
    if items.labels != nil, !columns.contains("label") { columns.insert("label", at: 0) }
    for column in columns {
      let values: [String?] =
        if column == "label", let labels = items.labels {
          labels
        } else {
          try items.values(of: column)
        }
      let question = ColumnQuestion(
        column: column, values: values, assignments: assignments, units: items.units)
      if let reason = question.obstacle(clusters: clusters) {
        warnings.append(
          AnalysisWarning("clusters were not held against \(column): \(reason.0)", remedy: reason.1)
        )
        continue
      }
      let found = question.agreement(clusters: clusters, plan, seed: seed)
      agreements.append(found)
      warnings += found.warnings
    }
  }
}

/// A column to hold clusters against.
private struct ColumnQuestion {
  let column: String
  let values: [String?]
  let assignments: [Int]
  let units: [String]?

  /// In a cluster and with a value.
  private var rows: [Int] {
    assignments.indices.filter { assignments[$0] >= 0 && values[$0] != nil }
  }

  private func known(_ rows: [Int]) -> [String] { rows.map { values[$0] ?? "" } }

  /// What is wrong, and what to do.
  func obstacle(clusters: Int) -> (String, String)? {
    let rows = rows
    let found = Set(known(rows))
    if clusters < 2 {
      return ("there is \(clusters == 0 ? "no" : "one") cluster", "ask for more clusters")
    }
    if found.isEmpty { return ("no item in a cluster has a value of it", "fill the column") }
    if let units, rows.count > 1, Set(rows.map { units[$0] }).count == 1 {
      return (
        "all items are of one unit, so nothing says what chance would do",
        "name other units, or none"
      )
    }
    if found.count == 1 {
      return (
        "all items have one value, \(found.first ?? "")", "hold clusters against another column"
      )
    }
    if 2 * found.count > rows.count, found.count > 10 {
      return (
        "it has \(found.count) values for \(rows.count) items",
        "hold clusters against a coarser column"
      )
    }
    return nil
  }

  func agreement(clusters: Int, _ plan: ClustersPlan, seed: UInt64) -> ColumnAgreement {
    let rows = rows
    let classes = codes(known(rows))
    let units = self.units.map { units in codes(rows.map { units[$0] }) }
    // Relabelling units by themselves changes nothing: then rows are relabelled.
    let blocks = units.flatMap { Self.isSame($0, classes) ? nil : $0 }
    let test = AgreementTest(
      rows.map { assignments[$0] }, classes: classes, units: blocks,
      permutations: plan.permutations, seed: seed, stream: "cluster agreement \(column)")
    return ColumnAgreement(
      column: column, items: rows.count,
      missing: assignments.indices.count { assignments[$0] >= 0 && values[$0] == nil },
      values: Set(classes).count, unit: blocks == nil ? "image" : "group", test: test,
      composition: composition(clusters))
  }

  /// Whether two numberings are one but for the numbers.
  private static func isSame(_ a: [Int], _ b: [Int]) -> Bool {
    let pairs = Set(zip(a, b).map { [$0, $1] })
    return pairs.count == Set(a).count && pairs.count == Set(b).count
  }

  private func composition(_ clusters: Int) -> [ClusterComposition] {
    let known = values.indices.filter { values[$0] != nil }
    let all = Dictionary(grouping: known) { values[$0] ?? "" }.mapValues(\.count)
    return (Array(0..<clusters) + [-1]).compactMap { cluster in
      let own = known.filter { assignments[$0] == cluster }
      let found = Dictionary(grouping: own) { values[$0] ?? "" }
        .sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
      guard let top = found.first else { return nil }
      return ClusterComposition(
        cluster: cluster < 0 ? nil : cluster, items: own.count, value: top.key,
        share: Double(top.value.count) / Double(own.count),
        shareOfAll: Double(all[top.key] ?? 0) / Double(known.count), values: found.count)
    }
  }
}

extension ColumnAgreement {
  /// Agreement from which on clusters are said to follow a column, beyond chance.
  private static let considerable = 0.1

  fileprivate var warnings: [AnalysisWarning] {
    var found: [AnalysisWarning] = []
    if missing > 0 {
      found.append(
        AnalysisWarning(
          "\(missing) items in clusters have no \(column), and do not count where clusters are held "
            + "against it", remedy: "fill the column"))
    }
    if test.smallestPValue > 0.05 {
      found.append(
        AnalysisWarning(
          "agreement with \(column) cannot have a p below \(test.smallestPValue.rounded3): there are too few "
            + "units, or permutations", remedy: "add units, or raise permutations"))
    }
    if followsSite {
      found.append(
        AnalysisWarning(
          "clusters follow \(column) (adjusted Rand index \(test.adjustedRandIndex.value.rounded3), "
            + "p \(test.adjustedRandIndex.pValue)): they may say how images were made, not what is in them",
          remedy: "cluster each \(column) by itself, or look at the shift between them"))
    }
    return found
  }

  /// A batch effect: what is not a label, and more than chance has it.
  private var followsSite: Bool {
    let (rand, shared) = (test.adjustedRandIndex, test.normalizedMutualInformation)
    let isConsiderable =
      rand.value >= Self.considerable || shared.value - shared.chance >= Self.considerable
    return column != "label" && isConsiderable && min(rand.pValue, shared.pValue) <= 0.05
  }
}

extension Double {
  fileprivate var rounded3: Double { (self * 1_000).rounded() / 1_000 }
}
