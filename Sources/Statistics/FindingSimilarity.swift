public import LinearAlgebra

/// How alike texts are by what is found in them: the cosine of their vectors of findings.
///
/// Source: Wang et al., "MedCLIP" (2022), eq. 3, where the vectors are 1 for each entity that is there.
public struct FindingSimilarity: Sendable {
  private let findings: [Set<Int>]

  /// - Parameter findings: of each item the numbers of what is there.
  public init(_ findings: [Set<Int>]) { self.findings = findings }

  /// The numbers of what is there.
  public func found(in item: Int) -> Set<Int> { findings[item] }

  public func selecting(_ items: [Int]) -> FindingSimilarity {
    FindingSimilarity(items.map { findings[$0] })
  }

  /// - Returns: in [0, 1]; 1 where nothing is found in either, 0 where something is in one alone.
  public subscript(i: Int, j: Int) -> Double {
    let (a, b) = (findings[i], findings[j])
    guard !a.isEmpty, !b.isEmpty else { return a.isEmpty && b.isEmpty ? 1 : 0 }
    if a == b { return 1 }
    let both = a.count < b.count ? a.count { b.contains($0) } : b.count { a.contains($0) }
    return Double(both) / (Double(a.count) * Double(b.count)).squareRoot()
  }

  /// Of some items with each other, shape (items.count, items.count).
  public func matrix(_ items: [Int]) -> Matrix<Double> {
    Matrix(
      rows: items.count, columns: items.count,
      elements: items.flatMap { i in items.map { self[i, $0] } })
  }
}
