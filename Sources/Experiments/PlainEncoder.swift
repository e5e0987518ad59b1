import Embeddings

/// Encoders without weights, by the names that plans use.
struct PlainEncoder {
  let encoder: any Encoder

  /// N and S stand for numbers, which may be left out with what stands before S.
  static let names = [
    "pixels-N", "histogram-rgb-N", "histogram-hsv-N", "phash", "dhash",
    "random-projection-N-seed-S",
  ]

  /// What N may be.
  private static let ranges = [
    "pixels": 1...1_024, "histogram-rgb": 2...16, "histogram-hsv": 2...16,
    "random-projection": 1...4_096,
  ]

  /// The pattern and its range that a name misses, e.g. "pixels-N with N from 1 to 1024".
  static func family(of name: String) -> String? {
    for (prefix, range) in ranges where name.hasPrefix("\(prefix)-") {
      guard let pattern = names.first(where: { $0.hasPrefix("\(prefix)-") }) else { continue }
      return "\(pattern) with N from \(range.lowerBound) to \(range.upperBound)"
    }
    return nil
  }

  /// Nil for any other name.
  init?(name: String) {
    if name == "phash" {
      encoder = PerceptualHashEncoder()
    } else if name == "dhash" {
      encoder = DifferenceHashEncoder()
    } else if let side = Self.number(after: "pixels", in: name, default: 32) {
      encoder = PixelEncoder(side: side)
    } else if let bins = Self.number(after: "histogram-rgb", in: name, default: 8) {
      encoder = ColourHistogramEncoder(space: .rgb, bins: bins)
    } else if let bins = Self.number(after: "histogram-hsv", in: name, default: 8) {
      encoder = ColourHistogramEncoder(space: .hsv, bins: bins)
    } else if let projection = Self.randomProjection(name) {
      encoder = projection
    } else {
      return nil
    }
  }

  private static func randomProjection(_ name: String) -> RandomProjectionEncoder? {
    let parts = name.split(separator: "-seed-", maxSplits: 1, omittingEmptySubsequences: false)
      .map(String.init)
    guard let first = parts.first,
      let size = number(after: "random-projection", in: first, default: 256),
      let seed = parts.count == 1 ? 0 : UInt64(parts[1]),
      parts.count == 1 || ("\(seed)" == parts[1] && seed > 0)
    else { return nil }
    return RandomProjectionEncoder(dimension: size, seed: seed)
  }

  /// The number in `prefix-N`, the default for the prefix alone; nil for any other name.
  private static func number(
    after prefix: String, in name: String, default usual: Int
  ) -> Int? {
    if name == prefix { return usual }
    guard name.hasPrefix("\(prefix)-"), let number = Int(name.dropFirst(prefix.count + 1)),
      name == "\(prefix)-\(number)", ranges[prefix]?.contains(number) ?? false
    else { return nil }
    return number
  }
}
