/// A state of a store.
public struct StoreVersion: Sendable, Hashable {
  /// Changes whenever anything does.
  public let commits: Int
  /// Stays where only reviews and accepted labels changed.
  public let content: Int
}
