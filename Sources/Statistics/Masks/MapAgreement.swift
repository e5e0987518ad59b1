import Foundation
public import LinearAlgebra

/// How alike two maps of one picture are.
public struct MapAgreement: Sendable, Codable, Hashable {
  /// Spearman's correlation over all pixels, ties by mean ranks, in [−1, 1]; nil where one map is flat.
  public let rankCorrelation: Double?
  /// Structural similarity of both maps scaled to [0, 1], at most 1; nil for maps of fewer than 7 rows or
  /// columns and for flat ones.
  public let structuralSimilarity: Double?

  /// - Precondition: one shape; finite values.
  public init(_ a: Matrix<Float>, _ b: Matrix<Float>) {
    precondition(a.rows == b.rows && a.columns == b.columns, "maps of two shapes")
    rankCorrelation = Self.rankCorrelation(a.elements, b.elements)
    structuralSimilarity = Self.structuralSimilarity(a, b)
  }

  private static func rankCorrelation(_ a: [Float], _ b: [Float]) -> Double? {
    let mean = Double(a.count - 1) / 2
    var (product, squareA, squareB) = (0.0, 0.0, 0.0)
    for (x, y) in zip(meanRanks(a), meanRanks(b)) {
      product += (x - mean) * (y - mean)
      squareA += (x - mean) * (x - mean)
      squareB += (y - mean) * (y - mean)
    }
    guard squareA > 0, squareB > 0 else { return nil }
    return max(-1, min(1, product / (squareA * squareB).squareRoot()))
  }

  /// From 0; equal values share the mean of theirs.
  private static func meanRanks(_ values: [Float]) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
      for place in order[start..<end] { ranks[place] = Double(start + end - 1) / 2 }
      start = end
    }
    return ranks
  }

  private static let window = 7
  /// (K₁ L)² and (K₂ L)² for a range L of 1.
  private static let (steadyMean, steadySpread) = (0.0001, 0.0009)

  /// The mean over all whole squares of 7 × 7 pixels, as scikit-image's `structural_similarity` for a range
  /// of 1. Source: Wang et al., "Image quality assessment" (2004).
  private static func structuralSimilarity(_ a: Matrix<Float>, _ b: Matrix<Float>) -> Double? {
    guard min(a.rows, a.columns) >= window, let x = a.unitScaled, let y = b.unitScaled else {
      return nil
    }
    func means(_ value: @escaping (Int) -> Double) -> BoxMean {
      BoxMean(rows: a.rows, columns: a.columns, value)
    }
    let (meanX, meanY) = (means { x[$0] }, means { y[$0] })
    let squares = (means { x[$0] * x[$0] }, means { y[$0] * y[$0] })
    let products = means { x[$0] * y[$0] }
    let (reach, pixels) = (window / 2, Double(window * window))
    let sample = pixels / (pixels - 1)
    var sum = 0.0
    for row in reach..<(a.rows - reach) {
      for column in reach..<(a.columns - reach) {
        func value(_ box: BoxMean) -> Double { box.mean(row: row, column: column, radius: reach) }
        let (mx, my) = (value(meanX), value(meanY))
        let spread = sample * (value(squares.0) - mx * mx + value(squares.1) - my * my)
        let common = sample * (value(products) - mx * my)
        sum +=
          (2 * mx * my + steadyMean) * (2 * common + steadySpread)
          / ((mx * mx + my * my + steadyMean) * (spread + steadySpread))
      }
    }
    return sum / Double((a.rows - 2 * reach) * (a.columns - 2 * reach))
  }
}

extension Matrix<Float> {
  /// The values from 0 at the least to 1 at the greatest; nil where they are equal.
  fileprivate var unitScaled: [Double]? {
    guard let (least, greatest) = elements.range, least < greatest else { return nil }
    return elements.map { (Double($0) - Double(least)) / (Double(greatest) - Double(least)) }
  }
}
