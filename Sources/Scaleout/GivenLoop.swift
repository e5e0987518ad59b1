import Dispatch
import Foundation
import Statistics
import Synchronization

/// A loop whose parts rank 0 gives out.
final class GivenLoop: Sendable {
  /// Counted over the whole job.
  let sequence: Int
  let loop: PartLoop
  let job: Data
  private let folder: LateFolder?
  private let ordered: OrderedParts
  /// Nil when the loop has been carried out: nobody may be told any more.
  private let progress: Mutex<WorkProgress?>
  private let state: Mutex<State>
  private let changed = DispatchSemaphore(value: 0)

  private struct State: Sendable {
    /// Parts that nobody has been given, ascending.
    var open: [Int]
    /// Of those, what a rank has kept.
    var kept: [Int: Set<Int>] = [:]
    var done = 0
    let toDo: Int
    var isComplete = false
  }

  init(
    _ sequence: Int, _ loop: PartLoop, of job: Data, _ folder: LateFolder?,
    progress: @escaping WorkProgress,
    gather: @escaping @Sendable ([UInt8]) -> Bool
  ) {
    (self.sequence, self.loop, self.job, self.folder) = (sequence, loop, job, folder)
    self.progress = Mutex(progress)
    let kept = folder?.parts(of: loop) ?? []
    let open = Set(0..<loop.parts).subtracting(kept).sorted()
    state = Mutex(State(open: open, toDo: open.count))
    ordered = OrderedParts(
      loop.parts, kept: kept, load: { folder?.value($0, of: loop) }, take: gather)
    progress(0, open.count)
    note(ordered.start())
  }

  /// A part for a rank, those first that it has kept; nil where none is left.
  func take(for rank: Int, keeping kept: [Int] = []) -> Int? {
    state.withLock { state in
      if !kept.isEmpty { state.kept[rank] = Set(kept) }
      let own = state.kept[rank, default: []]
      guard let place = state.open.firstIndex(where: own.contains) ?? state.open.indices.first
      else { return nil }
      return state.open.remove(at: place)
    }
  }

  /// Takes the value of a part, whoever computed it.
  func handIn(_ part: Int, _ value: [UInt8]) {
    folder?.keep(value, part, of: loop)
    note(ordered.add(part, value))
    let (done, toDo) = state.withLock { state in
      state.done = min(state.done + 1, state.toDo)
      return (state.done, state.toDo)
    }
    progress.withLock { $0?(done, toDo) }
  }

  /// Waits until every part is there, or one is to be computed after all.
  ///
  /// - Returns: whether every part is there.
  func waitForChange() -> Bool {
    while true {
      let (isComplete, hasOpen) = state.withLock { ($0.isComplete, !$0.open.isEmpty) }
      if isComplete || hasOpen { return isComplete }
      changed.wait()
    }
  }

  func close() { progress.withLock { $0 = nil } }

  private func note(_ progress: OrderedParts.Progress) {
    switch progress {
    case .waiting: return
    case .complete: state.withLock { $0.isComplete = true }
    case .damaged(let part): state.withLock { $0.open.append(part) }
    case .foreign(let part):
      preconditionFailure(
        "part \(part) of \(loop.name) is none; do all hosts run the same program?")
    }
    changed.signal()
  }
}
