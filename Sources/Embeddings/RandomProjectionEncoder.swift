public import Images
public import LinearAlgebra

/// A seeded random projection of an image's pixels: pixel distances, nearly, in fewer numbers.
///
/// The image becomes 32 × 32 RGB (bilinear), each sample v the odd number 2v − 255; these 3,072
/// numbers x, sample by sample along the rows, are summed with signs, y_j = Σ_i s_ij x_i / (510 √N)
/// for j < N. The sums are of whole numbers, so that the vector is the same everywhere. The signs
/// are the bits of SplitMix64, 64 to a number from the lowest, for j = 0 first; a set bit is +1.
///
/// Source: Achlioptas, J. Comput. Syst. Sci. 66 (2003); Steele, Lea & Flood, OOPSLA 2014.
public struct RandomProjectionEncoder: Encoder {
  public let dimension: Int
  public let seed: UInt64

  private static let side = 32
  private static let inputs = 3 * side * side
  /// The sign bits of each number of the vector, 64 to a word.
  private let signs: [[UInt64]]

  /// - Precondition: 1 ≤ dimension ≤ 4,096.
  public init(dimension: Int = 256, seed: UInt64 = 0) {
    precondition((1...4_096).contains(dimension))
    self.dimension = dimension
    self.seed = seed
    var state = seed
    signs = (0..<dimension).map { _ in
      (0..<(Self.inputs / 64)).map { _ in Self.next(&state) }
    }
  }

  public var id: EncoderID {
    EncoderID(
      name: "random-projection-\(dimension)" + (seed == 0 ? "" : "-seed-\(seed)"), weights: nil,
      preprocessing: "RGB, bilinear resize to 32×32 with antialiasing, ±1 projection to "
        + "\(dimension), SplitMix64 seed \(seed)", runtime: nil)
  }

  public func encode(_ images: [Image]) -> Matrix<Float> {
    Matrix(rows: images.count, columns: dimension, elements: images.flatMap(projection))
  }

  private func projection(_ image: Image) -> [Float] {
    let small = image.rgb.resized(width: Self.side, height: Self.side, filter: .bilinear)
    let numbers = small.samples.map { 2 * Int($0) - 255 }
    let total = numbers.reduce(0, +)
    let scale = 510 * Double(dimension).squareRoot()
    return signs.map { words in
      // Those with a plus twice, less all of them, is plus minus the rest.
      Float(Double(2 * Self.sum(numbers, where: words) - total) / scale)
    }
  }

  private static func sum(_ numbers: [Int], where words: [UInt64]) -> Int {
    var sum = 0
    for (position, word) in words.enumerated() {
      var rest = word
      while rest != 0 {
        sum += numbers[position * 64 + rest.trailingZeroBitCount]
        rest &= rest - 1
      }
    }
    return sum
  }

  private static func next(_ state: inout UInt64) -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
