/// Two different items, the smaller id first.
public struct ItemPair: Sendable, Hashable {
  public let a: String
  public let b: String

  public init(_ a: String, _ b: String) { (self.a, self.b) = (min(a, b), max(a, b)) }
}

/// What people decided of the look-alikes in a store.
///
/// A decision is of the pictures that were seen: where an item has another picture now, it says nothing
/// any more, and where an item is removed, it goes.
public struct StoreReviews: Sendable, Equatable {
  /// Looked at, and to stay as they are; by ids.
  public let accepted: [AcceptedItemPair]
  /// By id.
  public let decisions: [String: ItemDecision]

  /// Ids of items to be left out, ascending.
  public var removed: [String] {
    decisions.filter { $0.value == .remove }.map(\.key).sorted()
  }
}

/// A pair that may stay.
public struct AcceptedItemPair: Sendable, Hashable {
  public let pair: ItemPair
  /// SHA-256 of the pixels of both, in hexadecimal digits; nil for vectors that came without pictures.
  public let pixels: [String]?
}

/// Of one of several look-alikes.
public enum ItemDecision: String, Sendable, CaseIterable {
  /// It stays.
  case keep
  /// It is to be left out.
  case remove
}

/// A change of what people decided.
public enum ReviewStep: Sendable, Equatable {
  case accept([ItemPair])
  /// Takes acceptance back.
  case question([ItemPair])
  /// - nil takes the decision back.
  case decide(ItemDecision?, [String])
  /// By id; what was said before is kept to be taken back.
  case label([String: String])
  /// Gives items the label back that they had before one was accepted.
  case unlabel([String])
}

/// A label that somebody accepted, and that did not come with the item.
public struct AcceptedLabel: Sendable, Hashable {
  public let id: String
  public let label: String
  /// What stood there before; nil for nothing.
  public let former: String?
}
