import Figures
import Statistics

extension Linkage {
  var drawn: Tree { Tree(merges.map { Tree.Merge($0.a, $0.b, height: $0.height) }) }
}

extension Tree {
  /// The same tree with leaves numbered by their places.
  var reordered: Tree {
    let places = Dictionary(uniqueKeysWithValues: zip(order, 0...))
    return Tree(
      merges.map { Merge(places[$0.a] ?? $0.a, places[$0.b] ?? $0.b, height: $0.height) })
  }
}
