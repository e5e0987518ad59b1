import Embeddings

/// Encoders without weights, by the names that plans use.
struct PlainEncoder {
  let encoder: any Encoder

  /// N and S stand for numbers, which may be left out with what stands before S.
  static let names = [
    "pixels-N", "histogram-rgb-N", "histogram-hsv-N", "phash", "dhash",
    "random-projection-N-seed-S",
  ]

  /// Nil for any other name.
  init?(name: String) {
    if name == "phash" {
      encoder = PerceptualHashEncoder()
    } else if name == "dhash" {
      encoder = DifferenceHashEncoder()
    } else if let side = Self.number(after: "pixels", in: name, default: 32, 1...1_024) {
      encoder = PixelEncoder(side: side)
    } else if let bins = Self.number(after: "histogram-rgb", in: name, default: 8, 2...16) {
      encoder = ColourHistogramEncoder(space: .rgb, bins: bins)
    } else if let bins = Self.number(after: "histogram-hsv", in: name, default: 8, 2...16) {
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
      let size = number(after: "random-projection", in: first, default: 256, 1...4_096),
      let seed = parts.count == 1 ? 0 : UInt64(parts[1]),
      parts.count == 1 || ("\(seed)" == parts[1] && seed > 0)
    else { return nil }
    return RandomProjectionEncoder(dimension: size, seed: seed)
  }

  /// The number in `prefix-N`, the default for the prefix alone; nil for any other name.
  private static func number(
    after prefix: String, in name: String, default usual: Int, _ range: ClosedRange<Int>
  ) -> Int? {
    if name == prefix { return usual }
    guard name.hasPrefix("\(prefix)-"), let number = Int(name.dropFirst(prefix.count + 1)),
      name == "\(prefix)-\(number)", range.contains(number)
    else { return nil }
    return number
  }
}
