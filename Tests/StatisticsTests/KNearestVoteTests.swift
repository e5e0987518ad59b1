import Statistics
import Testing

@Suite struct KNearestVoteTests {
  func vote(_ cosines: [(row: Int, cosine: Double)], labels: [Int], k: Int) -> Int? {
    let neighbors = cosines.map { NearestRow(row: $0.row, cosine: $0.cosine) }
    return nearestNeighborVote(neighbors: [neighbors], labels: labels, truth: [0], k: k)
      .predictions[0]
  }

  @Test func theMajorityWins() {
    #expect(vote([(0, 0.9), (1, 0.8), (2, 0.7)], labels: [5, 6, 6], k: 3) == 6)
    #expect(vote([(0, 0.9), (1, 0.8), (2, 0.7)], labels: [5, 6, 6], k: 1) == 5)
  }

  @Test func tiesGoToTheMoreSimilarInSum() {
    let found = vote([(0, 0.9), (1, 0.8), (2, 0.8), (3, 0.1)], labels: [5, 6, 6, 5], k: 4)
    #expect(found == 6)
  }

  @Test func remainingTiesGoToTheNearest() {
    #expect(vote([(1, 0.5), (0, 0.5)], labels: [5, 6], k: 2) == 6)
    #expect(vote([(0, 0.5), (1, 0.5)], labels: [5, 6], k: 2) == 5)
  }

  @Test func noNeighbourIsNoPredictionAndWrong() {
    let found = nearestNeighborVote(
      neighbors: [[], [NearestRow(row: 0, cosine: 1)]], labels: [3], truth: [3, 3], k: 5)
    #expect(found.predictions == [nil, 3])
    #expect(found.correct == [false, true])
    #expect(found.accuracy == 0.5)
  }

  @Test func noQueryHasNoAccuracy() {
    #expect(nearestNeighborVote(neighbors: [], labels: [], truth: [], k: 1).accuracy == nil)
  }
}
