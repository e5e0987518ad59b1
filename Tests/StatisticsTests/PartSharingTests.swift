import Foundation
import LinearAlgebra
import Synchronization
import Testing

@testable import Statistics

@Suite struct JoinInPartsTests {
  private let rows: UnitRows

  init() {
    var normal = NormalGenerator("parts")
    let few = normal.grouped(60, by: 1, 12)
    rows = UnitRows(few.selecting(rows: (0..<4_500).map { ($0 * $0) % 60 }))
  }

  private func parts(_ join: JoinInParts, _ numbers: [Int]) -> [Int: SimilarPairs] {
    let found = Mutex<[Int: SimilarPairs]>([:])
    join.run(numbers) {
    } keep: { number, pairs in
      found.withLock { $0[number] = pairs }
      return true
    }
    return found.withLock { $0 }
  }

  @Test(arguments: [0, 10, 2_000]) func partsTogetherAreAllPairs(limit: Int) {
    let join = JoinInParts(within: rows, threshold: 0.9, listing: limit)
    let expected = similarPairs(within: rows, threshold: 0.9, listing: limit)
    #expect(join.tileCounts == [3, 2, 1])
    let found = parts(join, [0, 1, 2])
    var all = StrongestPairs(listing: limit)
    for number in [2, 0, 1] { found[number].map { all.add($0) } }
    #expect(all.result.pairs == expected.pairs && all.result.count == expected.count)
    #expect(parts(join, [1])[1]?.count == found[1]?.count)
  }

  @Test func partsBetweenTwoSetsAreAllPairs() {
    let other = UnitRows(rows.unit(0..<50))
    let join = JoinInParts(between: rows, and: other, threshold: 0.9, listing: 100)
    var all = StrongestPairs(listing: 100)
    for part in parts(join, [0, 1, 2]).values { all.add(part) }
    let expected = similarPairs(between: rows, and: other, threshold: 0.9, listing: 100)
    #expect(all.result.pairs == expected.pairs && all.result.count == expected.count)
  }

  @Test func workStopsWhereAPartCannotBeKept() {
    let kept = Atomic(0)
    JoinInParts(within: rows, threshold: 0.9, listing: 5).run([0, 1, 2]) {
    } keep: { _, _ in
      kept.wrappingAdd(1, ordering: .relaxed)
      return false
    }
    #expect(kept.load(ordering: .relaxed) <= BLAS.threads + 1)
  }

  @Test func mappedRowsGiveWhatTheSameRowsInMemoryGive() {
    let matrix = rows.unit(0..<300)
    var data = Data()
    for number in matrix.elements {
      for shift in [0, 8, 16, 24] {
        data.append(UInt8(truncatingIfNeeded: number.bitPattern >> UInt32(shift)))
      }
    }
    let mapped = UnitRows(MappedRows(data, offset: 0, rows: 300, columns: 12))
    let inMemory = UnitRows(matrix)
    let found = similarPairs(within: mapped, threshold: 0.8)
    #expect(found.pairs == similarPairs(within: inMemory, threshold: 0.8).pairs)
    #expect(
      similarPairs(between: mapped, and: inMemory, threshold: 0.8).pairs
        == similarPairs(between: inMemory, and: mapped, threshold: 0.8).pairs.map {
          SimilarPair(a: $0.b, b: $0.a, cosine: $0.cosine)
        }.sorted(by: SimilarPair.precedes))
    #expect(
      nearestRows(of: mapped, in: mapped, count: 3)
        == nearestRows(of: inMemory, in: inMemory, count: 3))
  }
}
