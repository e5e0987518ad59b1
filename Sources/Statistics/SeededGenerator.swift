/// xoshiro256**: small, fast, integer-only, the same numbers on every machine.
///
/// Each analysis draws from a stream of its own, so that adding one does not change the others.
/// Source: Blackman & Vigna, ACM TOMS 47 (2021), seeded by SplitMix64 as they advise.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: (UInt64, UInt64, UInt64, UInt64)

  /// As recorded with every result.
  public static let name = "xoshiro256**, seeded by SplitMix64 over seed and FNV-1a of the stream"

  /// - Parameters:
  ///   - stream: names what the numbers are for.
  ///   - index: tells parallel pieces of one stream apart.
  public init(seed: UInt64, stream: String, index: Int = 0) {
    var mixer = SplitMix64(state: seed ^ fnv1a(stream) &+ UInt64(index) &* 0x9E37_79B9_7F4A_7C15)
    state = (mixer.next(), mixer.next(), mixer.next(), mixer.next())
  }

  public mutating func next() -> UInt64 {
    let result = rotated(state.1 &* 5, by: 7) &* 9
    let shifted = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = rotated(state.3, by: 45)
    return result
  }

  /// Uniform in 0..<bound, without bias. Source: Lemire, ACM TOMACS 29 (2019).
  ///
  /// - Precondition: bound ≥ 1.
  public mutating func index(below bound: Int) -> Int {
    precondition(bound >= 1)
    let bound = UInt64(bound)
    let threshold = (0 &- bound) % bound
    while true {
      let product = next().multipliedFullWidth(by: bound)
      if product.low >= threshold { return Int(product.high) }
    }
  }

  /// Uniform in [0, 1), 53 bits.
  public mutating func fraction() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// A random order of 0..<count (Fisher–Yates).
  public mutating func permutation(of count: Int) -> [Int] {
    var order = Array(0..<count)
    for i in stride(from: count - 1, to: 0, by: -1) { order.swapAt(i, index(below: i + 1)) }
    return order
  }

  /// min(count, population) distinct members of 0..<population, ascending.
  public mutating func sample(_ count: Int, of population: Int) -> [Int] {
    guard count < population else { return Array(0..<population) }
    return permutation(of: population).prefix(count).sorted()
  }
}

private func rotated(_ x: UInt64, by k: UInt64) -> UInt64 { x << k | x >> (64 - k) }

private func fnv1a(_ text: String) -> UInt64 {
  text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
}

private struct SplitMix64 {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }
}
