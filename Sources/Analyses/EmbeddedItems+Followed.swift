import Embeddings
import LinearAlgebra
import Statistics

extension EmbeddedItems {
  /// Items of two sets as one; where an id is in both, or rows have no ids, they are named by their set
  /// in front.
  ///
  /// - Parameter labels: of the items of this set and then of the other's; nil leaves those they have.
  /// - Throws: `AnalysisError.differentDimensions`.
  public func followed(
    by other: EmbeddedItems, name: String, labels: [String?]? = nil
  ) throws(AnalysisError) -> EmbeddedItems {
    try requireDimension(of: other)
    let prefixes = prefixes(beside: other)
    let ids =
      prefixes.map { own, others in
        self.ids.map { .name("\(own)\($0)") } + other.ids.map { .name("\(others)\($0)") }
      } ?? self.ids + other.ids
    let units = self.units.flatMap { own in other.units.map { own + $0 } }
    let both = EmbeddedItems(
      name: name, ids: ids, vectors: vectors.stacked(above: other.vectors), units: units,
      digests: digests.flatMap { own in other.digests.map { own + $0 } })
    return both.with(someLabels: labels ?? knownLabels + other.knownLabels)
  }

  /// What stands in front of the ids of both sets in a common one; nil where they have no id in common.
  public func prefixes(beside other: EmbeddedItems) -> (own: String, others: String)? {
    guard !Set(ids).isDisjoint(with: other.ids) else { return nil }
    return name == other.name
      ? ("\(name) (1)/", "\(other.name) (2)/") : ("\(name)/", "\(other.name)/")
  }
}

extension Vectors {
  /// In float where both are.
  fileprivate func stacked(above other: Vectors) -> Vectors {
    guard let a = floats, let b = other.floats else {
      return .double(doubles.stacked(above: other.doubles))
    }
    return .float(a.stacked(above: b))
  }

  private var floats: Matrix<Float>? {
    switch self {
    case .float(let rows): rows
    case .mapped(let rows): rows.matrix(0..<rows.rows)
    case .double: nil
    }
  }
}
