import Foundation
import Statistics
import Synchronization
import TestSupport
import Testing

@testable import Scaleout

@Suite struct PartFolderTests {
  private let folder: TemporaryFolder
  private let parts: PartFolder
  private let loop = PartLoop(number: 1, name: "squares", parts: 5)

  init() throws {
    folder = try TemporaryFolder()
    parts = PartFolder(folder.url.appending(path: "parts"), job: Data("job".utf8))
  }

  private func file(_ part: Int) -> URL {
    parts.url.appending(path: "1-squares").appending(path: "part-\(part)")
  }

  /// The squares of 0..<5, and which of them were computed for it.
  private func squares(by sharing: some PartSharing) -> (found: [Int], computed: [Int]) {
    let found = Mutex<[Int]>([])
    let computed = Mutex<[Int]>([])
    let elsewhere = sharing.carryOut(
      "squares", parts: 5, progress: { _, _ in },
      compute: { take, handIn in
        while let part = take() {
          computed.withLock { $0.append(part) }
          handIn(part, (part * part).portable)
        }
      },
      gather: { bytes in
        guard let value = Int(portable: bytes) else { return false }
        found.withLock { $0.append(value) }
        return true
      }, result: { [] })
    #expect(elsewhere == nil)
    return (found.withLock { $0 }, computed.withLock { $0 })
  }

  @Test func finishedPartsAreNotComputedAgain() throws {
    for expected in [[0, 1, 2, 3, 4], []] {
      let (found, computed) = squares(by: KeptParts(in: parts))
      #expect(found == [0, 1, 4, 9, 16] && computed == expected)
    }
    try FileManager.default.removeItem(at: file(3))
    let (found, computed) = squares(by: KeptParts(in: parts))
    #expect(found == [0, 1, 4, 9, 16] && computed == [3])
  }

  /// What a full disk, a kill or a bad one leave.
  @Test func damagedPartsAreComputedAgain() throws {
    _ = squares(by: KeptParts(in: parts))
    let whole = try Data(contentsOf: file(2))
    var altered = whole
    altered[altered.count / 2] ^= 1
    for damaged in [whole.prefix(whole.count / 2), Data(), altered, whole + [0]] {
      try damaged.write(to: file(2))
      let (found, computed) = squares(by: KeptParts(in: parts))
      #expect(found == [0, 1, 4, 9, 16] && computed == [2])
    }
    // A whole part in another's place.
    try whole.write(to: file(4))
    #expect(squares(by: KeptParts(in: parts)).computed == [4])
  }

  /// Whole and of this job, but no number: only whoever wrote it on purpose made that.
  @Test func aPartThatHoldsSomethingElseIsComputedAgain() throws {
    try parts.keep([1, 2, 3], 2, of: loop)
    let (found, computed) = squares(by: KeptParts(in: parts))
    #expect(found == [0, 1, 4, 9, 16] && computed.sorted() == [0, 1, 2, 3, 4])
  }

  @Test func partsOfAnotherJobCountAsNone() throws {
    _ = squares(by: KeptParts(in: parts))
    let other = PartFolder(parts.url, job: Data("another".utf8))
    #expect(squares(by: KeptParts(in: other)).computed == [0, 1, 2, 3, 4])
  }

  @Test func sharesTogetherAreTheWhole() {
    for share in 0..<3 {
      let kept = KeptParts(in: parts, share: .every(count: 3, from: share))
      let (_, computed) = squares(by: kept)
      #expect(computed == [0, 1, 2, 3, 4].filter { $0 % 3 == share })
      #expect(kept.missing == [3, 1, 0][share])
    }
    let merged = KeptParts(in: parts, share: .none)
    let (found, computed) = squares(by: merged)
    #expect(found == [0, 1, 4, 9, 16] && computed.isEmpty && merged.missing == 0)
  }

  @Test func whatIsNotThereIsMissing() {
    let merged = KeptParts(in: parts, share: .none)
    #expect(squares(by: merged).found.isEmpty && merged.missing == 5)
  }

  /// The result is whole, and the reason is told.
  @Test func partsThatCannotBeKeptAreToldOf() throws {
    try folder.write("a file", to: "parts")
    let kept = KeptParts(in: parts)
    #expect(squares(by: kept).found == [0, 1, 4, 9, 16])
    #expect(kept.problem != nil)
  }

  @Test func shortLoopsOfARunAreNotKept() {
    let kept = KeptParts(in: parts, after: 60)
    #expect(squares(by: kept).found == [0, 1, 4, 9, 16])
    #expect(!FileManager.default.fileExists(atPath: parts.url.path))
  }

  @Test func aJobsLoopsAreKeptApart() {
    let kept = KeptParts(in: parts)
    _ = squares(by: kept)
    #expect(squares(by: kept).computed == [0, 1, 2, 3, 4])
    let again = KeptParts(in: parts)
    #expect(squares(by: again).computed.isEmpty && squares(by: again).computed.isEmpty)
  }
}
