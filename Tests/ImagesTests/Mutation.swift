/// A small seeded generator, so that the same bytes are damaged in every run.
struct LinearCongruentialGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ state >> 33
  }
}

/// A file with a few bytes changed, a piece cut out, or a piece repeated. A PNG's checksums are made
/// right again half of the time, or its decoder would never see beyond them.
func mutated(
  _ original: [UInt8], using generator: inout LinearCongruentialGenerator
) -> [UInt8] {
  var bytes = original
  let start = Int.random(in: 0..<bytes.count, using: &generator)
  let piece = start..<min(bytes.count, start + Int.random(in: 1...32, using: &generator))
  switch Int.random(in: 0..<6, using: &generator) {
  case 0: bytes.removeSubrange(piece)
  case 1: bytes.insert(contentsOf: bytes[piece], at: start)
  default:
    for _ in 0..<Int.random(in: 1...8, using: &generator) {
      bytes[Int.random(in: 0..<bytes.count, using: &generator)] =
        UInt8.random(in: 0...255, using: &generator)
    }
  }
  return Bool.random(using: &generator) ? PNGBytes.withRightChecksums(bytes) : bytes
}
