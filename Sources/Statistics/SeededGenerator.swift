/// Random numbers that depend on a seed and on the name of a stream, and on nothing else.
///
/// Every analysis draws from a stream of its own, so adding one does not change the others; every
/// piece of parallel work takes a stream by index, so threads do not matter. The choices below
/// are made by integer algorithms of this file, because those of the standard library may change
/// between its versions. Not for secrets.
///
/// Source: Blackman and Vigna, "Scrambled linear pseudorandom number generators" (2021);
/// Steele, Lea and Flood (2014) for SplitMix64.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  /// What a run record says about the generator.
  public static let name = "xoshiro256** seeded by SplitMix64"

  private var state: (UInt64, UInt64, UInt64, UInt64)

  /// - Parameters:
  ///   - stream: the name of its user, e.g. `"shift.permutation"`.
  public init(seed: UInt64, stream: String) {
    self.init(seed: seed, stream: stream, index: 0)
  }

  /// - Parameter index: the number of a piece of work within the stream; ≥ 0.
  public init(seed: UInt64, stream: String, index: Int) {
    precondition(index >= 0, "stream index \(index)")
    var mixer = SplitMix64(state: seed)
    mixer = SplitMix64(state: mixer.next() ^ fowlerNollVo(stream))
    mixer = SplitMix64(state: mixer.next() ^ UInt64(index))
    self.init(state: (mixer.next(), mixer.next(), mixer.next(), mixer.next()))
  }

  init(state: (UInt64, UInt64, UInt64, UInt64)) {
    self.state = state
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

  /// A number of 0..<bound, each equally likely.
  ///
  /// - Precondition: bound ≥ 1. Source: Lemire, "Fast random integer generation in an interval"
  ///   (2019).
  public mutating func uniform(below bound: Int) -> Int {
    precondition(bound >= 1, "a choice among \(bound)")
    let bound = UInt64(bound)
    let smallest = (0 &- bound) % bound
    var product = bound.multipliedFullWidth(by: next())
    while product.low < smallest { product = bound.multipliedFullWidth(by: next()) }
    return Int(product.high)
  }

  /// A multiple of 2⁻⁵³ in [0, 1), each equally likely.
  public mutating func uniformFraction() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// Puts the elements in a random order (Fisher and Yates).
  public mutating func shuffle<Element>(_ elements: inout [Element]) {
    guard elements.count > 1 else { return }
    for i in stride(from: elements.count - 1, to: 0, by: -1) {
      elements.swapAt(i, uniform(below: i + 1))
    }
  }

  /// `count` different numbers of 0..<total, ascending; each such set equally likely.
  ///
  /// - Precondition: 0 ≤ count ≤ total.
  public mutating func choose(_ count: Int, of total: Int) -> [Int] {
    precondition((0...max(total, 0)).contains(count), "\(count) of \(total)")
    var numbers = Array(0..<total)
    for i in 0..<count { numbers.swapAt(i, i + uniform(below: total - i)) }
    return numbers.prefix(count).sorted()
  }

  private func rotated(_ word: UInt64, by bits: UInt64) -> UInt64 {
    (word << bits) | (word >> (64 - bits))
  }
}

/// Turns related seeds into unrelated states.
struct SplitMix64 {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}

/// FNV-1a, 64 bits, over the UTF-8 bytes: a hash that is the same in every process, which the
/// standard library's is not.
private func fowlerNollVo(_ text: String) -> UInt64 {
  text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
}
