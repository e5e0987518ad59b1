/// Which parts of each loop a process computes, where several know nothing of each other.
public enum PartShare: Sendable, Equatable, CustomStringConvertible {
  case all
  case none
  /// Every `count`-th part, from `index` on; 0 ≤ index < count.
  case every(count: Int, from: Int)

  public var description: String {
    switch self {
    case .all: "1/1"
    case .none: "0/1"
    case .every(let count, let first): "\(first + 1)/\(count)"
    }
  }

  func contains(_ part: Int) -> Bool {
    switch self {
    case .all: true
    case .none: false
    case .every(let count, let first): part % count == first
    }
  }
}
