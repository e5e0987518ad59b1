/// In words: "otsu", "kmeans", "threshold=0.5", "share=0.6".
extension MapThreshold: RawRepresentable {
  public init?(rawValue: String) {
    let sides = rawValue.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    switch (sides[0], sides.count) {
    case ("otsu", 1): self = .otsu
    case ("kmeans", 1): self = .twoMeans
    case ("threshold", 2):
      guard let value = Double(sides[1]), value.isFinite else { return nil }
      self = .value(value)
    case ("share", 2):
      guard let share = Double(sides[1]), (0...1).contains(share) else { return nil }
      self = .share(share)
    default: return nil
    }
  }

  public var rawValue: String {
    switch self {
    case .otsu: "otsu"
    case .twoMeans: "kmeans"
    case .value(let value): "threshold=\(value)"
    case .share(let share): "share=\(share)"
    }
  }
}

/// In words: "all", "largest", or the number of parts.
extension ComponentChoice: RawRepresentable {
  public init?(rawValue: String) {
    switch rawValue {
    case "all": self = .all
    case "largest": self = .largest(1)
    default:
      guard let count = Int(rawValue), count >= 1 else { return nil }
      self = .largest(count)
    }
  }

  public var rawValue: String {
    switch self {
    case .all: "all"
    case .largest(1): "largest"
    case .largest(let count): "\(count)"
    }
  }
}
