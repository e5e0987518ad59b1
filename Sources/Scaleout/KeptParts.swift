public import Embeddings
public import Statistics
import Synchronization

/// Loops whose finished parts are kept in a folder, by one process that has nobody to share them with, or
/// knows nothing of the others.
public final class KeptParts: PartSharing {
  private let folder: PartFolder
  private let share: PartShare
  private let patience: Double
  private let state = Mutex(State())

  private struct State {
    var loops = 0
    var missing = 0
    var problem: EmbeddingError?
  }

  /// - Parameters:
  ///   - share: what this process computes.
  ///   - patience: seconds of each loop that are not worth keeping.
  public init(in folder: PartFolder, share: PartShare = .all, after patience: Double = 0) {
    (self.folder, self.share, self.patience) = (folder, share, patience)
  }

  /// Parts that neither were kept nor are of this process's share; where there are any, the results of
  /// loops are not whole.
  public var missing: Int { state.withLock { $0.missing } }

  /// Why a part could not be kept; the results are whole all the same.
  public var problem: EmbeddingError? { state.withLock { $0.problem } }

  public func carryOut(
    _ name: String, parts: Int, progress: @escaping WorkProgress,
    compute: (
      _ take: @escaping @Sendable () -> Int?,
      _ handIn: @escaping @Sendable (_ part: Int, _ value: [UInt8]) -> Void
    ) -> Void,
    gather: @escaping @Sendable ([UInt8]) -> Bool, result: () -> [UInt8]
  ) -> [UInt8]? {
    let loop = state.withLock { state in
      state.loops += 1
      return PartLoop(number: state.loops, name: name, parts: parts)
    }
    let kept = folder.parts(of: loop)
    let ordered = OrderedParts(parts, kept: kept) { [folder] in
      folder.value($0, of: loop)
    } take: {
      gather($0)
    }
    let others = Set(0..<parts).subtracting(kept)
    let own = others.filter(share.contains).sorted()
    let open = Mutex(own[...])
    let done = Atomic(0)
    progress(0, own.count)
    let start = ContinuousClock.now
    reopen(ordered.start(), in: open)
    while !open.withLock({ $0.isEmpty }) {
      compute(
        { open.withLock { $0.popFirst() } },
        { [self] part, value in
          if start.duration(to: .now) >= .seconds(patience) { keep(value, part, of: loop) }
          reopen(ordered.add(part, value), in: open)
          progress(done.wrappingAdd(1, ordering: .relaxed).newValue, own.count)
        })
    }
    state.withLock { $0.missing += others.count - own.count }
    return nil
  }

  private func keep(_ value: [UInt8], _ part: Int, of loop: PartLoop) {
    do {
      try folder.keep(value, part, of: loop)
    } catch {
      state.withLock { $0.problem = $0.problem ?? error }
    }
  }

  /// A part whose file was no good is computed after all.
  private func reopen(_ progress: OrderedParts.Progress, in open: borrowing Mutex<ArraySlice<Int>>)
  {
    switch progress {
    case .waiting, .complete: break
    case .damaged(let part): open.withLock { $0.append(part) }
    case .foreign(let part): preconditionFailure("part \(part) cannot be read back")
    }
  }
}
