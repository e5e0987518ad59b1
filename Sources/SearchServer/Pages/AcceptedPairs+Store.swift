public import Analyses
public import VectorStore

extension AcceptedPairs {
  /// Those that were accepted in a store; without items whose pixels are not known, since pairs are known
  /// by them.
  public init(_ reviews: StoreReviews) {
    self.init(
      reviews.accepted.compactMap { accepted in
        accepted.pixels.map {
          Pair(a: $0[0], b: $0[1], names: [accepted.pair.a, accepted.pair.b])
        }
      })
  }
}
