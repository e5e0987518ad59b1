/// 64 bits that re-encoded, resized or slightly edited copies of a picture share but for a few.
public struct PerceptualHash: Sendable, Hashable {
  public let bits: UInt64

  public init(bits: UInt64) {
    self.bits = bits
  }

  /// - Parameter signs: 64 numbers, as the encoders `phash` and `dhash` give them; a positive one
  ///   is a 1, the first the highest bit.
  public init(signs: some Collection<Float>) {
    precondition(signs.count == 64, "\(signs.count) signs where a hash has 64")
    bits = signs.reduce(0) { $0 << 1 | ($1 > 0 ? 1 : 0) }
  }

  /// The Hamming distance: how many of the 64 bits differ.
  public func distance(to other: PerceptualHash) -> Int {
    (bits ^ other.bits).nonzeroBitCount
  }

  /// Distances up to this one count as evidence: of independent bits, fewer than one pair in 10¹³ is as
  /// near, so that it is the likeness of the pictures that decides. The distance itself is always
  /// told, since pictures of one kind, such as garments on black, come near without being copies.
  public static let evidenceDistance = 4
}

/// Both perceptual hashes of a picture.
public struct PerceptualHashes: Sendable, Hashable {
  /// Of the lowest frequencies of the cosine transform (`phash`).
  public let frequency: PerceptualHash
  /// Of the steps between neighbouring grey levels (`dhash`).
  public let difference: PerceptualHash

  public init(frequency: PerceptualHash, difference: PerceptualHash) {
    (self.frequency, self.difference) = (frequency, difference)
  }
}
