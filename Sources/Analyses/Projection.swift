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
  public let warnings: [AnalysisWarning]
}

/// Items in the plane of the first two components, in the items' order; one entry an item.
public struct ProjectedItems: Sendable, Codable {
  /// Position among all items.
  public let rows: [Int]
  public let x: [Double]
  /// 0 where there is only one component.
  public let y: [Double]
  public let labels: [String]?
}

/// Principal components of the rows as given: centred, signs fixed.
///
/// - Parameters:
///   - plan: no more components than the smaller of rows and columns are found.
///   - limit: items in the plane at most, drawn with the seed.
/// - Throws: `AnalysisError` for fewer than two items.
public func project(
  _ items: EmbeddedItems, plan: ProjectionPlan, planeLimit limit: Int = .max, seed: UInt64 = 0,
  encoder: String? = nil, progress: WorkProgress = { _, _ in }
) throws(AnalysisError) -> ProjectionResult {
  guard items.count >= 2 else {
    throw .tooFew(items: items.name, found: items.count, needed: 2)
  }
  let found = min(plan.components, min(items.count, items.vectors.dimension))
  let principal: PrincipalComponents
  switch items.vectors {
  case .float(let rows):
    principal = try naming(items.name) { () throws(StatisticsError) in
      try PrincipalComponents(of: rows, count: found)
    }
  case .double(let rows):
    principal = try naming(items.name) { () throws(StatisticsError) in
      try PrincipalComponents(of: rows, count: found)
    }
  case .mapped(let rows):
    principal = try naming(items.name) { () throws(StatisticsError) in
      try PrincipalComponents(of: rows.matrix(0..<rows.rows), count: found)
    }
  }
  return ProjectionResult(
    encoder: encoder, items: items.count,
    explainedVarianceRatio: principal.explainedVarianceRatio,
    singularValues: principal.singularValues,
    plane: plane(principal, items, limit: limit, seed: seed),
    warnings: warnings(principal, asked: plan.components, found: found))
}

private func plane(
  _ principal: PrincipalComponents, _ items: EmbeddedItems, limit: Int, seed: UInt64
) -> ProjectedItems {
  var generator = SeededGenerator(seed: seed, stream: "projection plane")
  let rows = generator.choose(min(limit, items.count), of: items.count)
  let hasPlane = principal.scores.columns > 1
  return ProjectedItems(
    rows: rows, x: rows.map { principal.scores[$0, 0] },
    y: rows.map { hasPlane ? principal.scores[$0, 1] : 0 },
    labels: items.labels.map { labels in rows.map { labels[$0] } })
}

private func warnings(
  _ principal: PrincipalComponents, asked: Int, found: Int
) -> [AnalysisWarning] {
  var warnings: [AnalysisWarning] = []
  if found < asked {
    warnings.append(
      AnalysisWarning(
        "\(asked) components were asked for and the data have \(found)",
        remedy: "ask for at most \(found)"))
  }
  if principal.singularValues.allSatisfy({ $0 == 0 }) {
    warnings.append(
      AnalysisWarning(
        "all rows are equal, so there is no variance to explain",
        remedy: "look for blank images or an encoder that failed"))
  }
  return warnings
}
