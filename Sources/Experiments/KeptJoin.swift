public import Foundation
public import Statistics
import Synchronization

/// A join whose finished parts are kept in a folder.
public struct KeptJoin: Sendable {
  private let join: JoinInParts
  private let folder: JoinFolder
  private let limit: Int

  /// - Parameters:
  ///   - files: the vectors that were read from them are x, or x and y.
  ///   - y: of the second file; nil for the pairs within x.
  ///   - limit: pairs that are listed at most, the most similar.
  ///   - folder: new, or of the same join.
  public init(
    _ files: [URL], _ x: UnitRows, _ y: UnitRows?, threshold: Double, listing limit: Int,
    in folder: URL
  ) throws {
    join =
      y.map { JoinInParts(between: x, and: $0, threshold: threshold, listing: limit) }
      ?? JoinInParts(within: x, threshold: threshold, listing: limit)
    self.limit = limit
    let manifest = try JoinManifest(
      files: files, rows: [x.count] + (y.map { [$0.count] } ?? []), threshold: threshold,
      listed: limit, tiles: join.tileCounts)
    self.folder = try JoinFolder(folder, manifest)
  }

  /// Computes the parts that the folder does not have.
  ///
  /// - Parameter progress: is told the tiles done, and those that were to do.
  /// - Returns: all pairs, as `similarPairs` gives them.
  /// - Throws: `EmbeddingError.unwritable`.
  public func result(
    progress: @escaping WorkProgress
  ) throws -> SimilarPairs {
    var all = StrongestPairs(listing: limit)
    var missing: [Int] = []
    for number in join.tileCounts.indices {
      if let part = folder.part(number) { all.add(part) } else { missing.append(number) }
    }
    all.add(try compute(missing, progress: progress))
    return all.result
  }

  private func compute(
    _ parts: [Int], progress: @escaping WorkProgress
  ) throws -> SimilarPairs {
    let total = parts.reduce(0) { $0 + join.tileCounts[$1] }
    let done = Atomic(0)
    let state = Mutex((found: StrongestPairs(listing: limit), problem: (any Error)?.none))
    progress(0, total)
    join.run(parts) {
      progress(done.wrappingAdd(1, ordering: .relaxed).newValue, total)
    } keep: { number, pairs in
      do {
        try folder.keep(number, pairs)
        state.withLock { $0.found.add(pairs) }
        return true
      } catch {
        state.withLock { $0.problem = error }
        return false
      }
    }
    return try state.withLock { state in
      if let problem = state.problem { throw problem }
      return state.found.result
    }
  }
}
