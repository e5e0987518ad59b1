import Embeddings
import LinearAlgebra
import Statistics

extension EmbeddedItems {
  /// Items of two sets as one. These keep their ids; the others have `prefix(beside:)` in front of theirs.
  ///
  /// - Parameter labels: of the items of this set and then of the other's; nil leaves those they have.
  /// - Throws: `AnalysisError.differentDimensions`.
  public func followed(
    by other: EmbeddedItems, name: String, labels: [String?]? = nil
  ) throws(AnalysisError) -> EmbeddedItems {
    try requireDimension(of: other)
    let prefix = other.prefix(beside: self)
    let others = prefix.map { prefix in other.ids.map { .name("\(prefix)\($0)") } } ?? other.ids
    let units = self.units.flatMap { own in other.units.map { own + $0 } }
    let both = EmbeddedItems(
      name: name, ids: ids + others, vectors: vectors.stacked(above: other.vectors), units: units,
      digests: digests.flatMap { own in other.digests.map { own + $0 } })
    return both.with(someLabels: labels ?? knownLabels + other.knownLabels)
  }

  /// What tells the ids of these items from those of others: the name of this set, as often as it takes;
  /// nil where they have no id in common.
  public func prefix(beside others: EmbeddedItems) -> String? {
    let taken = Set(others.ids)
    guard ids.contains(where: taken.contains) else { return nil }
    var prefix = "\(name)/"
    while ids.contains(where: { taken.contains(.name("\(prefix)\($0)")) }) { prefix += "\(name)/" }
    return prefix
  }

  /// Those that are not in another set, too, by id and vector: names of files alone may be those of
  /// other images.
  public func without(itemsOf other: EmbeddedItems) -> EmbeddedItems {
    let shared = Set(other.rowsByID(of: self).map(\.other))
    guard !shared.isEmpty else { return self }
    return selecting(ids.indices.filter { !shared.contains($0) }, name: name)
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
