import Embeddings
public import LinearAlgebra
import Statistics

/// A set of pictures and altered copies of some of them.
public struct PlantedCopies: Sendable {
  /// No two with the same pixels.
  public let originals: [ItemDigests]
  public let copies: [PlantedCopy]

  public init(originals: [ItemDigests], copies: [PlantedCopy]) {
    self.originals = originals
    self.copies = copies
  }
}

/// A copy of one of the originals.
public struct PlantedCopy: Sendable {
  public let alteration: String
  /// The original's position.
  public let source: Int
  public let digests: ItemDigests

  public init(alteration: String, source: Int, digests: ItemDigests) {
    self.alteration = alteration
    self.source = source
    self.digests = digests
  }
}

/// Vectors of originals and copies, in their order.
public struct PlantedVectors: Sendable {
  let evidence: BenchmarkEvidence
  let encoder: String?
  let originals: UnitRows
  let copies: Matrix<Float>

  /// - Parameter encoder: nil where the evidence says it.
  public init(
    _ evidence: BenchmarkEvidence, encoder: String?, originals: Matrix<Float>,
    copies: Matrix<Float>
  ) {
    self.evidence = evidence
    self.encoder = encoder
    self.originals = UnitRows(originals)
    self.copies = copies
  }
}

/// The name of the set in which each source has one copy, by an alteration drawn for it.
public let mixedAlterations = "mixed"

/// The name of unaltered copies, file and all: what every kind of evidence must find.
public let exactCopies = "copy"

extension PlantedCopies {
  /// Plants the copies of each alteration by themselves, then one of each source by an alteration drawn
  /// for it, and grades the ranking of all pairs by every kind of evidence.
  ///
  /// Positives are the pairs of an original and its copy; all other pairs of the set are negatives, also
  /// pairs of originals that happen to be near duplicates.
  /// - Parameter seed: of the mixture.
  public func scores(by vectors: [PlantedVectors], seed: UInt64) -> [AlterationScores] {
    let parts = parts(seed: seed)
    let byVectors = vectors.map { vectors in
      let within = CosineCounts(within: vectors.originals)
      return parts.map { part in
        EvidenceScores(
          vectors.evidence, encoder: vectors.encoder, ranking(vectors, within, part.copies))
      }
    }
    return parts.enumerated().map { index, part in
      AlterationScores(
        alteration: part.name, copies: part.copies.count,
        unchanged: part.copies.count { isUnchanged(copies[$0]) },
        pairs: pairCount(originals.count + part.copies.count),
        evidence: [
          EvidenceScores(.file, encoder: nil, ranking(part.copies) { $0.file }),
          EvidenceScores(.pixels, encoder: nil, ranking(part.copies) { $0.pixels }),
        ] + byVectors.map { $0[index] })
    }
  }

  private func isUnchanged(_ copy: PlantedCopy) -> Bool {
    copy.digests.pixels == originals[copy.source].pixels
  }

  /// Positions of the copies that are planted together; empty parts are none.
  private func parts(seed: UInt64) -> [(name: String, copies: [Int])] {
    var names: [String] = []
    for copy in copies where !names.contains(copy.alteration) { names.append(copy.alteration) }
    let each = names.map { name in
      (name: name, copies: copies.indices.filter { copies[$0].alteration == name })
    }
    let mixture = mixture(seed: seed)
    return mixture.isEmpty || names.count < 2
      ? each : each + [(name: mixedAlterations, copies: mixture)]
  }

  /// One altered copy of each source.
  private func mixture(seed: UInt64) -> [Int] {
    let altered = copies.indices.filter { copies[$0].alteration != exactCopies }
    let bySource = Dictionary(grouping: altered) { copies[$0].source }
    var generator = SeededGenerator(seed: seed, stream: "benchmark.duplicates.mixture")
    return bySource.keys.sorted().compactMap { source in
      bySource[source].map { $0[generator.uniform(below: $0.count)] }
    }
  }

  private func ranking(
    _ vectors: PlantedVectors, _ within: CosineCounts, _ chosen: [Int]
  ) -> PairRanking {
    let rows = UnitRows(vectors.copies.selecting(rows: chosen))
    let positives = chosen.enumerated().map { (x: copies[$1].source, y: $0) }
    return
      within
      .adding(CosineCounts(between: vectors.originals, and: rows, positives: positives))
      .adding(CosineCounts(within: rows))
      .ranking
  }

  /// Pairs of equal digests are found, the others are not.
  private func ranking(
    _ chosen: [Int], _ digest: (ItemDigests) -> String?
  ) -> PairRanking {
    let planted = chosen.map { copies[$0] }
    let digests = originals.compactMap(digest) + planted.compactMap { digest($0.digests) }
    let counts = Dictionary(digests.map { ($0, 1) }, uniquingKeysWith: +)
    let equal = counts.values.reduce(0) { $0 + pairCount($1) }
    let found = planted.count { copy in
      digest(copy.digests).map { $0 == digest(originals[copy.source]) } ?? false
    }
    return PairRanking(
      foundPositives: found, foundNegatives: equal - found, positives: planted.count,
      negatives: pairCount(originals.count + planted.count) - planted.count)
  }
}

private func pairCount(_ items: Int) -> Int { items * (items - 1) / 2 }
