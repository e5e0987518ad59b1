import Foundation
import Statistics
import Synchronization

extension Ranks {
  /// On rank 0: gives out the parts of a loop, computes some itself, and returns when all are there.
  func giveOut(
    _ loop: PartLoop, of job: Data, _ folder: LateFolder?, progress: @escaping WorkProgress,
    gather: @escaping @Sendable ([UInt8]) -> Bool,
    _ compute: (
      _ take: @escaping @Sendable () -> Int?,
      _ handIn: @escaping @Sendable (_ part: Int, _ value: [UInt8]) -> Void
    ) -> Void
  ) {
    let given = GivenLoop(nextLoop(), loop, of: job, folder, progress: progress, gather: gather)
    let early = state.withLock { state in
      state.open = given
      defer { state.early = [] }
      return state.early
    }
    for (rank, wish) in early { answer(wish, of: rank) }
    repeat {
      compute({ given.take(for: 0) }, given.handIn)
    } while !given.waitForChange()
    state.withLock { state in
      state.open = nil
      state.closed = given.sequence
    }
    given.close()
  }

  /// On the others: computes the parts that rank 0 gives.
  func takePart(
    in loop: PartLoop, of job: Data, _ folder: LateFolder?,
    _ compute: (
      _ take: @escaping @Sendable () -> Int?,
      _ handIn: @escaping @Sendable (_ part: Int, _ value: [UInt8]) -> Void
    ) -> Void
  ) {
    let sequence = nextLoop()
    let kept = Mutex(folder?.parts(of: loop) ?? [])
    let handIn: @Sendable (Int, [UInt8]) -> Void = { [link] part, value in
      let letter = PartValue(loop: sequence, part: part, value: value)
      link.line.send(Letter(kind: .value, rank: 0, bytes: letter.portable))
    }
    let take: @Sendable () -> Int? = { [self] in
      while true {
        let told = kept.withLock { kept in
          defer { kept = [] }
          return kept
        }
        guard let part = wish(Wish(sequence: sequence, loop: loop, job: job, kept: told)) else {
          return nil
        }
        guard let value = folder?.value(part, of: loop) else { return part }
        handIn(part, value)
      }
    }
    compute(take) { part, value in
      folder?.keep(value, part, of: loop)
      handIn(part, value)
    }
  }

  private func nextLoop() -> Int {
    state.withLock { state in
      state.loops += 1
      return state.loops
    }
  }

  private func wish(_ wish: Wish) -> Int? {
    let reply = Reply<Int?>()
    state.withLock { $0.takers.append(reply) }
    link.line.send(Letter(kind: .wish, rank: 0, bytes: wish.portable))
    return reply.wait()
  }

  /// On rank 0.
  private func answer(_ wish: Wish, of rank: Int) {
    let (open, isEarly) = state.withLock { state in
      let isEarly = wish.sequence > state.closed && wish.sequence != state.open?.sequence
      if isEarly { state.early.append((rank, wish)) }
      return (state.open, isEarly)
    }
    guard !isEarly else { return }
    var part: Int?
    if let open, wish.sequence == open.sequence {
      guard wish.loop == open.loop, wish.job == open.job else {
        settings.leave(
          .failed(
            reason: """
              rank \(rank) has come to \(wish.loop.name) with \(wish.loop.parts) parts, rank 0 to \
              \(open.loop.name) with \(open.loop.parts): the ranks see other data or settings, or their CPUs \
              differ too much; use hosts of one kind with the same files
              """))
      }
      part = open.take(for: rank, keeping: wish.kept)
    }
    link.line.send(Letter(kind: .part, rank: rank, bytes: (part ?? -1).portable))
  }
}

extension Ranks: LinkEvents {
  func receive(_ letter: Letter) {
    switch letter.kind {
    case .alive, .broadcast: break
    case .hello: greet(letter)
    case .wish: Wish(portable: letter.bytes).map { answer($0, of: letter.rank) }
    case .part:
      let taker = state.withLock { $0.takers.removeFirst() }
      taker.give(Int(portable: letter.bytes).flatMap { $0 < 0 ? nil : $0 })
    case .value:
      guard let value = PartValue(portable: letter.bytes) else { break }
      let open = state.withLock { $0.open }
      if let open, open.sequence == value.loop { open.handIn(value.part, value.value) }
    case .failure:
      let reason = String(decoding: letter.bytes, as: UTF8.self)
      if isFirst { settings.leave(.failed(reason: reason)) }
      link.line.end(.leave { [settings] in settings.leave(.unfinished(reason: reason)) })
    case .farewell:
      let over = state.withLock { state in
        let isNew = state.gone.insert(letter.rank).inserted
        return isNew && state.gone.count == expectedFarewells ? state.isOver : nil
      }
      over?.give(())
    }
  }

  func receive(broadcast bytes: [UInt8]) {
    let listener = state.withLock { state in
      defer { state.listener = nil }
      if state.listener == nil { state.broadcasts.append(bytes) }
      return state.listener
    }
    listener?.give(bytes)
  }

  func nextBroadcast() -> [UInt8] {
    let reply = Reply<[UInt8]>()
    let bytes = state.withLock { state in
      guard state.broadcasts.isEmpty else { return state.broadcasts.removeFirst() as [UInt8]? }
      state.listener = reply
      return nil
    }
    return bytes ?? reply.wait()
  }

  func tick(silence: [Int: Double]) {
    let (gone, hosts) = state.withLock { ($0.gone, $0.hosts) }
    for (rank, seconds) in silence.sorted(by: { $0.key < $1.key })
    where seconds > settings.silence && !gone.contains(rank) {
      settings.leave(
        .unfinished(
          reason: """
            rank \(rank)\(hosts[rank].map { " on \($0)" } ?? "") has not been heard of for \(Int(seconds)) s: \
            its process, host or network is gone
            """))
    }
    if isFirst, let deadline = settings.deadline, deadline < .now {
      stop("the time limit is reached")
    }
  }

  /// Ends all ranks, from the link's thread.
  private func stop(_ reason: String) {
    for other in 1..<max(1, count) {
      link.line.send(Letter(kind: .failure, rank: other, bytes: Array(reason.utf8)))
    }
    link.line.end(.leave { [settings] in settings.leave(.unfinished(reason: reason)) })
    watchTheEnd()
  }

  private func greet(_ letter: Letter) {
    guard let hello = Hello(portable: letter.bytes) else { return }
    guard hello.program == settings.program else {
      settings.leave(
        .failed(
          reason: """
            rank \(letter.rank) on \(hello.host) runs \(hello.program), rank 0 \(settings.program); install the \
            same on all hosts
            """))
    }
    let isWhole = state.withLock { state in
      state.hosts[letter.rank] = hello.host
      return state.hosts.count == count - 1
    }
    if isWhole { hellos.give(()) }
  }
}
