import Foundation
import Statistics
import Synchronization

/// Loops that ranks share.
struct RankedParts: PartSharing {
  private let ranks: Ranks
  private let job: Data
  private let folder: PartFolder?
  private let patience: Double
  private let loops = Counter()

  private final class Counter: Sendable {
    let value = Mutex(0)
  }

  init(_ ranks: Ranks, _ job: Data, _ folder: PartFolder?, after patience: Double) {
    (self.ranks, self.job, self.folder, self.patience) = (ranks, job, folder, patience)
  }

  func carryOut(
    _ name: String, parts: Int, progress: @escaping WorkProgress,
    compute: (
      _ take: @escaping @Sendable () -> Int?,
      _ handIn: @escaping @Sendable (_ part: Int, _ value: [UInt8]) -> Void
    ) -> Void,
    gather: @escaping @Sendable ([UInt8]) -> Bool, result: () -> [UInt8]
  ) -> [UInt8]? {
    let number = loops.value.withLock { number in
      number += 1
      return number
    }
    let loop = PartLoop(number: number, name: name, parts: parts)
    let folder = self.folder.map { LateFolder($0, after: patience) }
    guard ranks.isFirst else {
      ranks.takePart(in: loop, of: job, folder, compute)
      return ranks.agreed { [] }
    }
    ranks.giveOut(loop, of: job, folder, progress: progress, gather: gather, compute)
    _ = ranks.agreed(result)
    return nil
  }
}
