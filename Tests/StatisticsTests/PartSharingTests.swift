import Foundation
import LinearAlgebra
import Synchronization
import Testing

@testable import Statistics

@Suite struct PartSharingTests {
  /// Everything that goes through bytes, parts computed last to first.
  private struct Backwards: PartSharing {
    let loops = Names()

    final class Names: Sendable {
      let all = Mutex<[String]>([])
    }

    func carryOut(
      _ name: String, parts: Int, progress: @escaping WorkProgress,
      compute: (
        _ take: @escaping @Sendable () -> Int?,
        _ handIn: @escaping @Sendable (_ part: Int, _ value: [UInt8]) -> Void
      ) -> Void,
      gather: @escaping @Sendable ([UInt8]) -> Bool, result: () -> [UInt8]
    ) -> [UInt8]? {
      loops.all.withLock { $0.append(name) }
      let next = Atomic(parts)
      let values = Mutex<[Int: [UInt8]]>([:])
      compute(
        {
          let part = next.wrappingSubtract(1, ordering: .relaxed).newValue
          return part < 0 ? nil : part
        }, { part, value in values.withLock { $0[part] = value } })
      for part in 0..<parts {
        #expect(values.withLock { $0[part] }.map(gather) == true)
        progress(part + 1, parts)
      }
      return result()
    }
  }

  private let rows: UnitRows

  init() {
    var normal = NormalGenerator("parts")
    let few = normal.grouped(60, by: 1, 12)
    rows = UnitRows(few.selecting(rows: (0..<4_500).map { ($0 * $0) % 60 }))
  }

  /// A value alone, and the same shared; the loops that were.
  private func shared<Value>(_ compute: () -> Value) -> (alone: Value, shared: Value, [String]) {
    let sharing = Backwards()
    let together = SharedWork.$sharing.withValue(sharing, operation: compute)
    return (compute(), together, sharing.loops.all.withLock { $0 })
  }

  @Test(arguments: [0, 10, 2_000]) func pairsAreTheSame(limit: Int) {
    let (alone, together, loops) = shared {
      similarPairs(within: rows, threshold: 0.9, listing: limit)
    }
    #expect(alone.pairs == together.pairs && alone.count == together.count)
    #expect(alone.count > 2_000 && loops.first?.hasPrefix("pairs-") == true)
  }

  @Test func pairsBetweenTwoSetsAreTheSame() {
    let other = UnitRows(rows.unit(0..<50))
    let (alone, together, _) = shared {
      similarPairs(between: rows, and: other, threshold: 0.9, listing: 100)
    }
    #expect(alone.pairs == together.pairs && alone.count == together.count)
  }

  @Test func talliesAreTheSame() {
    let trait = (0..<rows.count).map { "\($0 % 7)" }
    let (alone, together, loops) = shared {
      tallyPairs(within: rows, threshold: 0.99, traits: [PairTrait(trait, trait)])
    }
    #expect(alone.differing == together.differing && alone.components == together.components)
    #expect(alone.differing[0] > 0 && loops.first?.hasPrefix("tally-") == true)
  }

  @Test func neighboursAreTheSame() {
    let (alone, together, loops) = shared {
      nearestRows(of: rows, in: rows, count: 3, excluding: .sameRow)
    }
    #expect(alone == together && loops == ["neighbours"])
  }

  /// Bit for bit: sums are taken in order.
  @Test func shiftsAreTheSame() throws {
    var normal = NormalGenerator("shared shift")
    let x = normal.matrix(700, 8)
    let y = normal.matrix(500, 8)
    let (alone, together, loops) = shared {
      Result {
        try shiftTest(x, y, settings: ShiftSettings(permutations: 49, resamples: 49, seed: 3))
      }
    }
    #expect(try alone.get() == together.get())
    #expect(loops.contains("kernel"))
  }

  @Test func withinALoopNothingIsShared() {
    let (_, together, loops) = shared {
      mapInParts("outer", 3) { part in
        mapInParts("inner", 2) { $0 + part }.reduce(0, +)
      }
    }
    #expect(together == [1, 3, 5] && loops == ["outer"])
  }

  @Test func valuesComeBackFromTheirBytes() {
    let lists = [[NearestRow(row: 3, cosine: -0.0)], [], [NearestRow(row: -1, cosine: .pi)]]
    #expect([[NearestRow]](portable: lists.portable) == lists)
    let pairs = SimilarPairs(pairs: [SimilarPair(a: 1, b: 2, cosine: 0.5)], count: 7)
    #expect(SimilarPairs(portable: pairs.portable)?.count == 7)
    #expect(SimilarPairs(portable: pairs.portable)?.pairs == pairs.pairs)
  }

  /// What is cut off, too long or of another shape is no value, and no crash.
  @Test func otherBytesAreNone() {
    let whole = SimilarPairs(pairs: [SimilarPair(a: 1, b: 2, cosine: 0.5)], count: 1).portable
    for length in 0..<whole.count {
      #expect(SimilarPairs(portable: Array(whole.prefix(length))) == nil)
    }
    #expect(SimilarPairs(portable: whole + [0]) == nil)
    let countless = Int.max.portable + Int.max.portable
    #expect(SimilarPairs(portable: countless) == nil)
    #expect([[NearestRow]](portable: countless) == nil)
    #expect(StrongestPairs(portable: (-1).portable + whole) == nil)
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
