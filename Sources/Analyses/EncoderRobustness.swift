public import LinearAlgebra
public import Statistics

/// How well altered copies of pictures are recognised: of each copy the original is looked for among all
/// pictures. Cosines of different encoders have different scales; ranks do not.
public struct EncoderRobustness: Sendable, Codable {
  /// Pictures that copies were made of, drawn by the seed.
  public let sources: Int
  /// Distinct pictures among which the originals are looked for.
  public let pictures: Int
  public let seed: UInt64
  public let resamples: Int
  /// In the order of the encoders: over all alterations.
  public let encoders: [Overall]
  /// Every two encoders once.
  public let pairs: [EncoderMetric.Pair]
  public let alterations: [Alteration]

  /// One encoder over all alterations.
  public struct Overall: Sendable, Codable {
    public let encoder: String
    /// The share of copies whose nearest picture is their original, mean over pictures; ties are lost.
    public let found: Double
    public let interval: Interval?
    /// Letters of the groups that it is in: encoders that share one cannot be told apart.
    public let groups: [String]
  }

  /// All encoders under one alteration.
  public struct Alteration: Sendable, Codable {
    /// E.g. "jpeg-50".
    public let name: String
    /// E.g. "jpeg", and its strength in words: "quality 50".
    public let kind: String
    public let strength: String
    public let copies: Int
    public let encoders: [Score]
  }

  public struct Score: Sendable, Codable {
    public let encoder: String
    /// Copies whose nearest picture is their original.
    public let found: ItemRate
    /// The mean share of other pictures that are less similar to the copy than its original is; ties
    /// count half.
    public let position: Double
    /// The mean cosine of copies and their originals: not to be compared between encoders.
    public let meanCosine: Double
  }
}

/// Copies by one alteration.
public struct AlteredPictures: Sendable {
  public let name: String
  public let kind: String
  public let strength: String
  /// The place of each copy's original among the pictures.
  public let sources: [Int]

  public init(name: String, kind: String, strength: String, sources: [Int]) {
    (self.name, self.kind, self.strength, self.sources) = (name, kind, strength, sources)
  }
}

/// What one encoder makes of pictures and of the copies by each alteration, in their order.
public struct AlteredVectors: Sendable {
  let encoder: String
  let pictures: UnitRows
  let copies: [UnitRows]

  /// - Parameter copies: of each alteration, one row a copy.
  public init(encoder: String, pictures: Matrix<Float>, copies: [Matrix<Float>]) {
    (self.encoder, self.pictures) = (encoder, UnitRows(pictures))
    self.copies = copies.map { UnitRows($0) }
  }
}

extension EncoderRobustness {
  /// - Parameters:
  ///   - vectors: one an encoder, at least one.
  ///   - units: the unit of each picture; nil makes each picture a unit.
  public init(
    of alterations: [AlteredPictures], seenBy vectors: [AlteredVectors], units: [String]?,
    seed: UInt64, resamples count: Int = 1_999
  ) {
    let ranks = vectors.map { vectors in
      zip(alterations, vectors.copies).map { CopyRank.all(of: $0, $1, among: vectors.pictures) }
    }
    let sources = Set(alterations.flatMap(\.sources)).sorted()
    let resamples = UnitResamples(
      of: units.map { units in sources.map { units[$0] } }, items: sources.count, count: count,
      seed: seed, stream: "encoders.robustness.bootstrap")
    let shares = ranks.map { CopyRank.sharesFound($0, alterations, sources) }
    let samples = resamples.samples { weights in
      let all = Double(weights.reduce(0, +))
      return shares.map { zip($0, weights).reduce(0) { $0 + $1.0 * Double($1.1) } / all }
    }
    let compared = EncoderMetric.compare(
      vectors.map(\.encoder), samples, isMean: true, unit: units == nil ? "image" : "group")
    self.init(
      sources: sources.count, pictures: vectors.first?.pictures.count ?? 0, seed: seed,
      resamples: count,
      encoders: compared.scores.map {
        Overall(
          encoder: $0.encoder, found: $0.estimate ?? 0, interval: $0.interval, groups: $0.groups)
      }, pairs: compared.pairs,
      alterations: alterations.enumerated().map { place, alteration in
        Alteration(
          name: alteration.name, kind: alteration.kind, strength: alteration.strength,
          copies: alteration.sources.count,
          encoders: vectors.indices.map { encoder in
            Score(encoder: vectors[encoder].encoder, ranks[encoder][place])
          })
      })
  }
}

extension EncoderRobustness.Score {
  fileprivate init(encoder: String, _ ranks: [CopyRank]) {
    let count = Double(max(1, ranks.count))
    self.init(
      encoder: encoder, found: ItemRate(ranks.count(where: \.isFirst), of: ranks.count),
      position: ranks.reduce(0) { $0 + $1.position } / count,
      meanCosine: ranks.reduce(0) { $0 + $1.cosine } / count)
  }
}

/// Where the original of a copy stands among all pictures by similarity to the copy.
private struct CopyRank {
  let isFirst: Bool
  /// The share of other pictures that are less similar, ties half; 0 of a zero vector.
  let position: Double
  let cosine: Double

  static func all(
    of alteration: AlteredPictures, _ copies: UnitRows, among pictures: UnitRows
  ) -> [CopyRank] {
    alteration.sources.indices.map { copy in
      CopyRank(copy, of: alteration.sources[copy], copies, pictures)
    }
  }

  private init(_ copy: Int, of source: Int, _ copies: UnitRows, _ pictures: UnitRows) {
    guard let own = copies.cosine(copy, pictures, source) else {
      (isFirst, position, cosine) = (false, 0, 0)
      return
    }
    var (closer, equal) = (0, 0)
    for other in 0..<pictures.count where other != source {
      let cosine = copies.cosine(copy, pictures, other) ?? -1
      closer += cosine > own ? 1 : 0
      equal += cosine == own ? 1 : 0
    }
    let others = Double(max(1, pictures.count - 1))
    isFirst = closer == 0 && equal == 0
    position = 1 - (Double(closer) + Double(equal) / 2) / others
    cosine = own
  }

  /// Of each source the share of its copies that find it.
  static func sharesFound(
    _ ranks: [[CopyRank]], _ alterations: [AlteredPictures], _ sources: [Int]
  ) -> [Double] {
    var found: [Int: (found: Int, all: Int)] = [:]
    for (alteration, ranks) in zip(alterations, ranks) {
      for (source, rank) in zip(alteration.sources, ranks) {
        found[source, default: (0, 0)].found += rank.isFirst ? 1 : 0
        found[source, default: (0, 0)].all += 1
      }
    }
    return sources.map { source in
      found[source].map { Double($0.found) / Double(max(1, $0.all)) } ?? 0
    }
  }
}
