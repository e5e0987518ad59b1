import Embeddings

/// Encoders without weights, by the names that plans use.
struct PlainEncoder {
  let encoder: any Encoder

  static let names = ["pixels", "pixels-N"]

  /// Nil for any other name.
  init?(name: String) {
    let parts = name.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
    switch parts.first {
    case "pixels":
      guard let side = Self.number(parts.dropFirst(), default: 32, in: 1...1_024) else {
        return nil
      }
      encoder = PixelEncoder(side: side)
    default: return nil
    }
  }

  /// The one number after a name, or the default where nothing follows.
  private static func number(
    _ parts: ArraySlice<String>, default usual: Int, in range: ClosedRange<Int>
  ) -> Int? {
    guard let text = parts.first else { return usual }
    guard parts.count == 1, let number = Int(text), "\(number)" == text, range.contains(number)
    else { return nil }
    return number
  }
}
