import Embeddings
import LinearAlgebra
public import Statistics

/// The directions in which a collection varies most.
public struct ProjectionResult: Sendable, Codable {
  public let encoder: String?
  public let items: Int
  /// Descending, each in [0, 1], of the variance of all columns.
  public let explainedVarianceRatio: [Double]
  /// Of the centred rows, descending.
  public let singularValues: [Double]
  /// Items with their first two coordinates.
  public let plane: ProjectedItems
  /// In the order of the plan; nil in runs of before there were maps.
  public let maps: [ProjectedMap]?
  public let warnings: [AnalysisWarning]
}

/// Principal components of the rows as given: centred, signs fixed; and maps of the items.
///
/// - Parameters:
///   - plan: no more components than the smaller of rows and columns are found.
///   - limit: items in each plane at most, drawn with the seed.
///   - progress: is told of neighbours, steps of each map, and items judged, each from 0.
/// - Throws: `AnalysisError` for fewer than two items, of maps by cosine two that are not zero.
public func project(
  _ items: EmbeddedItems, plan: ProjectionPlan, planeLimit limit: Int = .max, seed: UInt64 = 0,
  encoder: String? = nil, progress: WorkProgress = { _, _ in }
) throws(AnalysisError) -> ProjectionResult {
  guard items.count >= 2 else {
    throw .tooFew(items: items.name, found: items.count, needed: 2)
  }
  let found = min(plan.components ?? standardComponents, min(items.count, items.vectors.dimension))
  let principal = try naming(items.name) { () throws(StatisticsError) in
    try items.vectors.principalComponents(found)
  }
  let warnings = warnings(principal, asked: plan.components, found: found)
  let maps = try maps(of: items, plan, showing: limit, seed: seed, progress)
  return ProjectionResult(
    encoder: encoder, items: items.count,
    explainedVarianceRatio: principal.explainedVarianceRatio,
    singularValues: principal.singularValues,
    plane: plane(principal, items, limit: limit, seed: seed), maps: maps.maps,
    warnings: warnings + maps.warnings)
}

private func maps(
  of items: EmbeddedItems, _ plan: ProjectionPlan, showing limit: Int, seed: UInt64,
  _ progress: WorkProgress
) throws(AnalysisError) -> (maps: [ProjectedMap], warnings: [AnalysisWarning]) {
  guard !plan.maps.isEmpty else { return ([], []) }
  let mapped = MapItems(items, plan, seed: seed)
  guard mapped.placed.count >= 2 else {
    throw .tooFew(items: items.name, found: mapped.placed.count, needed: 2)
  }
  let maps = try mapped.maps(showing: limit, progress: progress)
  return (maps, mapped.warnings(maps))
}

private func plane(
  _ principal: PrincipalComponents, _ items: EmbeddedItems, limit: Int, seed: UInt64
) -> ProjectedItems {
  var generator = SeededGenerator(seed: seed, stream: "projection plane")
  let hasPlane = principal.scores.columns > 1
  return ProjectedItems(
    (0..<items.count).map {
      SIMD2(principal.scores[$0, 0], hasPlane ? principal.scores[$0, 1] : 0)
    }, of: items, places: Array(0..<items.count),
    shown: generator.choose(min(limit, items.count), of: items.count))
}

extension Vectors {
  /// Of the rows as given.
  func principalComponents(_ count: Int) throws(StatisticsError) -> PrincipalComponents {
    switch self {
    case .float(let rows): try PrincipalComponents(of: rows, count: count)
    case .double(let rows): try PrincipalComponents(of: rows, count: count)
    case .mapped(let rows):
      try PrincipalComponents(of: rows.matrix(0..<rows.rows), count: count)
    }
  }
}

/// Where nobody asked for a number.
private let standardComponents = 20

private func warnings(
  _ principal: PrincipalComponents, asked: Int?, found: Int
) -> [AnalysisWarning] {
  var warnings: [AnalysisWarning] = []
  if let asked, found < asked {
    warnings.append(
      AnalysisWarning(
        "\(asked) components were asked for and the data have \(found)",
        remedy: "ask for at most \(found)"))
  }
  if !principal.isExact {
    warnings.append(
      AnalysisWarning(
        "components were refined from a random start: there are more than "
          + "\(PrincipalComponents.exactLimit) vectors and numbers in each; the last ones are least certain",
        remedy: "ask for some components more than are needed"))
  }
  if principal.singularValues.allSatisfy({ $0 == 0 }) {
    warnings.append(
      AnalysisWarning(
        "all rows are equal, so there is no variance to explain",
        remedy: "look for blank images or an encoder that failed"))
  }
  return warnings
}
