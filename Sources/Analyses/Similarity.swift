import Embeddings
import LinearAlgebra
public import Statistics

/// The pairwise cosines of a collection: their distributions, and a sample as a matrix.
public struct SimilarityResult: Sendable, Codable {
  public let encoder: String?
  /// Within each part and between every two, each pair of items counted once.
  public let distributions: [CosineDistribution]
  public let matrix: CosineSample
  public let warnings: [AnalysisWarning]
}

public struct CosineDistribution: Sendable, Codable {
  /// E.g. "within train", "between train and test".
  public let name: String
  public let pairs: Int
  public let histogram: CosineHistogram
}

/// A sample of the items, ordered by group, with all their cosines.
public struct CosineSample: Sendable, Codable {
  /// Groups in order with the number of sampled items of each.
  public let groups: [GroupCount]
  /// What the groups are: "label", or "part" where there are no labels.
  public let grouping: String
  /// Items that could be drawn, those with a vector other than zero; nil in runs of before it was recorded.
  public let available: Int?
  /// Of the draw; nil where all are there, and in runs of before it was recorded.
  public let seed: UInt64?
  /// Shape (sampled, sampled), rounded to three decimals: a picture shows no more.
  public let cosines: [[Double]]
}

public struct GroupCount: Sendable, Codable, Hashable {
  public let name: String
  public let count: Int

  public init(name: String, count: Int) {
    self.name = name
    self.count = count
  }
}

/// Items in the sampled matrix at most: enough to see blocks in a figure of a column's width.
private let matrixSize = 200

/// Distributions of cosine within and between the parts of a collection, and a sampled matrix.
///
/// - Parameter parts: one or more sets with vectors of one dimension, e.g. train and test.
public func describeSimilarity(
  of parts: [EmbeddedItems], seed: UInt64, encoder: String? = nil
) throws(AnalysisError) -> SimilarityResult {
  for part in parts.dropFirst() { try parts[0].requireDimension(of: part) }
  var distributions = parts.filter { $0.count >= 2 }.map { part in
    CosineDistribution("within \(part.name)", cosineHistogram(within: part.unitRows))
  }
  for i in parts.indices {
    for j in parts.indices where j > i {
      let between = cosineHistogram(between: parts[i].unitRows, and: parts[j].unitRows)
      distributions.append(
        CosineDistribution("between \(parts[i].name) and \(parts[j].name)", between))
    }
  }
  return SimilarityResult(
    encoder: encoder, distributions: distributions, matrix: sampledMatrix(of: parts, seed: seed),
    warnings: AnalysisWarning.zeroVectors(in: parts))
}

extension CosineDistribution {
  fileprivate init(_ name: String, _ histogram: CosineHistogram) {
    self.init(name: name, pairs: histogram.counts.reduce(0, +), histogram: histogram)
  }
}

/// One item that may be drawn for the matrix.
private struct Candidate {
  let part: Int
  let row: Int
  let group: String
}

/// A seeded sample without replacement, ordered by group, then part, then row.
private func sampledMatrix(of parts: [EmbeddedItems], seed: UInt64) -> CosineSample {
  let hasLabels = parts.allSatisfy { $0.labels != nil }
  let candidates = parts.enumerated().flatMap { index, part in
    let zeros = Set(part.unitRows.zeroRows)
    return (0..<part.count).filter { !zeros.contains($0) }.map { row in
      Candidate(part: index, row: row, group: hasLabels ? part.labels?[row] ?? "" : part.name)
    }
  }
  var generator = SeededGenerator(seed: seed, stream: "similarity matrix")
  let drawn = generator.choose(min(matrixSize, candidates.count), of: candidates.count).map {
    candidates[$0]
  }
  .sorted {
    ($0.group, $0.part, $0.row) < ($1.group, $1.part, $1.row)
  }
  let vectors = drawn.map { parts[$0.part].unitRows.unit($0.row..<($0.row + 1)).elements }
  let cosines = cosineMatrix(UnitRows(Matrix(vectors)))
  return CosineSample(
    groups: runs(of: drawn.map(\.group)), grouping: hasLabels ? "label" : "part",
    available: candidates.count, seed: drawn.count < candidates.count ? seed : nil,
    cosines: (0..<cosines.rows).map { row in
      cosines.row(row).map { ($0 * 1_000).rounded() / 1_000 }
    })
}

/// Consecutive equal names with their counts.
private func runs(of names: [String]) -> [GroupCount] {
  names.reduce(into: []) { runs, name in
    if let last = runs.last, last.name == name {
      runs[runs.count - 1] = GroupCount(name: name, count: last.count + 1)
    } else {
      runs.append(GroupCount(name: name, count: 1))
    }
  }
}
