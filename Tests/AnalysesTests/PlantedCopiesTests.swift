import Analyses
import Embeddings
import LinearAlgebra
import Testing

/// Rankings of planted copies: which pairs count, and by what.
@Suite struct PlantedCopiesTests {
  private func digests(_ name: String, file: String? = nil) -> ItemDigests {
    ItemDigests(file: file, pixels: name)
  }

  /// Four originals in four directions; exact copies of two, altered copies of three.
  private var planted: PlantedCopies {
    PlantedCopies(
      originals: (0..<4).map { digests("p\($0)", file: "f\($0)") },
      copies: [
        PlantedCopy(alteration: exactCopies, source: 0, digests: digests("p0", file: "f0")),
        PlantedCopy(alteration: exactCopies, source: 2, digests: digests("p2", file: "f2")),
        PlantedCopy(alteration: "blur", source: 0, digests: digests("b0")),
        PlantedCopy(alteration: "blur", source: 2, digests: digests("p2")),
        PlantedCopy(alteration: "noise", source: 3, digests: digests("n3")),
      ])
  }

  private var vectors: PlantedVectors {
    PlantedVectors(
      .cosine, encoder: "e",
      originals: Matrix([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0.9, 0, 0.1]]),
      copies: Matrix([
        [1, 0, 0, 0], [0, 0, 1, 0], [0.9, 0.1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 0],
      ]))
  }

  private func scores(_ alteration: String, seed: UInt64 = 1) throws -> AlterationScores {
    try #require(
      planted.scores(by: [vectors], seed: seed).first { $0.alteration == alteration })
  }

  private func precision(_ scores: AlterationScores, _ evidence: BenchmarkEvidence) -> Double? {
    scores.evidence.first { $0.evidence == evidence }?.averagePrecision
  }

  @Test func exactCopiesAreFoundByAllEvidence() throws {
    let found = try scores(exactCopies)
    #expect(found.copies == 2 && found.unchanged == 2 && found.pairs == 15)
    for evidence in [BenchmarkEvidence.file, .pixels, .cosine] {
      #expect(precision(found, evidence) == 1)
    }
  }

  @Test func eachAlterationIsPlantedByItself() throws {
    let blur = try scores("blur")
    #expect(blur.copies == 2 && blur.unchanged == 1 && blur.pairs == 15)
    #expect(precision(blur, .file) == 0)
    #expect(precision(blur, .pixels) == 0.5)
    // The pair of originals 1 and 3 is nearly as close as the first copy: 0.9939 to 0.9939.
    #expect(try #require(precision(blur, .cosine)) > 0.8)
  }

  @Test func copiesWithoutAVectorAreNotFound() throws {
    let noise = try scores("noise")
    #expect(noise.copies == 1 && noise.pairs == 10)
    #expect(precision(noise, .cosine) == 0)
  }

  @Test func theMixtureHasOneAlteredCopyOfEachSource() throws {
    for seed in 0..<5 as Range<UInt64> {
      #expect(try scores(mixedAlterations, seed: seed).copies == 3)
    }
  }

  @Test func aRankingNeverSpeaksByItsAreaAlone() throws {
    for part in planted.scores(by: [vectors], seed: 1) {
      for evidence in part.evidence {
        #expect((0...1).contains(evidence.averagePrecision) && evidence.auroc != nil)
        #expect(!evidence.precisionAtRecall.isEmpty && !evidence.precisionAtRank.isEmpty)
      }
    }
  }
}
