import Analyses
import Statistics

/// The values of the true masks of a set.
struct TrueLabels {
  /// All but 0, ascending; empty where one value alone is asked for.
  let all: [Int]

  /// Labels above which masks are taken for soft ones, or for those of instances.
  private static let most = 40

  /// Whether masks of these values, without 0, look soft.
  static func areSoft(_ labels: some Collection<Int>) -> Bool { labels.count > most }

  private var areTooMany: Bool { all.count > Self.most }

  /// Those that are measured by themselves.
  var told: [Int] { all.count > 1 && !areTooMany ? all : [] }

  /// Whether masks of these values, without 0, say inside and outside and tell no labels apart: those of 255,
  /// which is none of the true ones.
  func arePlain(_ labels: Set<Int>) -> Bool { labels.isSubset(of: [255]) && !all.contains(255) }

  /// - Parameter found: the values of each method's masks.
  func warnings(_ found: [Set<Int>], _ plan: SegmentationPlan) -> [AnalysisWarning] {
    (areTooMany ? [.manyValues(all.count)] : [])
      + zip(plan.masks, found).flatMap { warnings(of: $0.name, $1.sorted(), plan.object) }
  }

  private func warnings(
    of method: String, _ labels: [Int], _ object: MaskObject
  ) -> [AnalysisWarning] {
    if Self.areSoft(labels) { return [.manyValues(labels.count, of: method, object)] }
    guard object == .anything, !areTooMany, !Set(labels).isSubset(of: all),
      !arePlain(Set(labels)),
      max(labels.count, all.count) > 1
    else { return [] }
    return [.otherLabels(labels, of: method, truth: all)]
  }
}

extension MaskEvaluation {
  /// Reads all true masks.
  func survey(_ progress: WorkProgress) -> TrueLabels {
    guard plan.object == .anything else { return TrueLabels(all: []) }
    let found = onAllCores(masked.count, each: Set<Int>(), progress: progress) { found, number in
      found.formUnion(truth(masked[number])?.labels ?? [])
    }
    return TrueLabels(all: found.reduce(into: Set<Int>()) { $0.formUnion($1) }.sorted())
  }
}

extension AnalysisWarning {
  fileprivate static func manyValues(_ count: Int) -> AnalysisWarning {
    AnalysisWarning(
      "the true masks have \(count) values, which are not told apart: they look soft, or "
        + "number objects",
      remedy: "name soft ones in a column map, or ask for one label (--label)")
  }

  /// No error: masks that number objects have many values, too, and are right as they are.
  fileprivate static func manyValues(
    _ count: Int, of method: String, _ object: MaskObject
  ) -> AnalysisWarning {
    let taken =
      switch object {
      case .anything: "every one but 0 is the object"
      case .label(let label): "\(label) alone is the object"
      }
    return AnalysisWarning(
      "the masks of \(method) have \(count) values, of which \(taken): they look soft, or number "
        + "objects",
      remedy: "name soft ones in a column map, of which a threshold makes masks (--threshold)")
  }

  fileprivate static func otherLabels(
    _ labels: [Int], of method: String, truth: [Int]
  ) -> AnalysisWarning {
    AnalysisWarning(
      "the masks of \(method) have the labels \(labels.list), and the true ones \(truth.list)",
      remedy:
        "give both the same labels, or ask for one (--label); till then whatever is not 0 is the "
        + "object, and a label that one side has alone counts as 0")
  }
}

extension [Int] {
  fileprivate var list: String { map { "\($0)" }.joined(separator: ", ") }
}
