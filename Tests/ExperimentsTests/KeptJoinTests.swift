import Foundation
import LinearAlgebra
import Statistics
import Synchronization
import TestSupport
import Testing

@testable import Experiments

@Suite struct KeptJoinTests {
  private let folder: TemporaryFolder
  private let file: URL
  private let rows: UnitRows

  init() throws {
    folder = try TemporaryFolder()
    file = try folder.write("stands for the vectors", to: "vectors.npy")
    var elements: [Float] = []
    for i in 0..<4_200 {
      for k in 0..<8 { elements.append(Float((i * (k + 3) * 7_919) % 101) - 50) }
    }
    rows = UnitRows(Matrix(rows: 4_200, columns: 8, elements: elements))
  }

  private var place: URL { folder.url.appending(path: "parts") }

  private func join(threshold: Double = 0.95, listing limit: Int = 500) throws -> KeptJoin {
    try KeptJoin([file], rows, nil, threshold: threshold, listing: limit, in: place)
  }

  private func part(_ number: Int) -> URL { place.appending(path: "part-\(number).csv") }

  /// The result and the tiles that were computed for it.
  private func run() throws -> (SimilarPairs, tiles: Int) {
    let tiles = Mutex(0)
    let found = try join().result { done, total in
      tiles.withLock { $0 = max($0, done) }
      if done > total { Issue.record("\(done) tiles of \(total)") }
    }
    return (found, tiles.withLock { $0 })
  }

  @Test func finishedPartsAreNotComputedAgain() throws {
    let expected = similarPairs(within: rows, threshold: 0.95, listing: 500)
    #expect(expected.count > 500)
    for tiles in [6, 0] {
      let (found, computed) = try run()
      #expect(found.pairs == expected.pairs && found.count == expected.count)
      #expect(computed == tiles)
    }
    try FileManager.default.removeItem(at: part(1))
    let (found, computed) = try run()
    #expect(found.pairs == expected.pairs && found.count == expected.count && computed == 2)
  }

  /// What a full disk, a kill or a bad one leave.
  @Test func damagedPartsAreComputedAgain() throws {
    let (expected, _) = try run()
    let whole = try Data(contentsOf: part(0))
    var altered = whole
    altered[altered.count / 2] ^= 1
    let lines = String(decoding: whole, as: UTF8.self).split(separator: "\n")
    let shortened = lines.prefix(20).joined(separator: "\n") + "\n"
    for damaged in [whole.prefix(whole.count / 2), Data(), altered, Data(shortened.utf8)] {
      try damaged.write(to: part(0))
      let (found, computed) = try run()
      #expect(found.pairs == expected.pairs && found.count == expected.count && computed == 3)
    }
    // A whole part in another's place.
    try whole.write(to: part(2))
    #expect(try run().tiles == 1)
  }

  @Test func partsOfAnotherJoinAreRefused() throws {
    _ = try run()
    #expect(throws: SettingsError.self) { try join(threshold: 0.96) }
    #expect(throws: SettingsError.self) { try join(listing: 499) }
    try folder.write("other vectors", to: "vectors.npy")
    #expect(throws: SettingsError.self) { try join() }
  }

  @Test func aFolderThatCannotBeMadeIsNamed() throws {
    try folder.write("a file", to: "parts")
    #expect(throws: (any Error).self) { try join() }
  }
}
