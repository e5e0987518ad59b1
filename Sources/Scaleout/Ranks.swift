import CMPI
import Crypto
public import Foundation
public import Statistics
import Synchronization

/// The processes that Open MPI started for one job. Each runs the same program on the same plan and data;
/// rank 0 gives out the parts of shared loops, gathers their values and tells all what came of them.
public final class Ranks: Sendable {
  let link: RankLink
  let settings: Settings
  let state = Mutex(State())
  let hellos = Reply<Void>()

  /// Why a job ends before it is done.
  public enum Ending: Sendable, Equatable {
    /// It can be started again, and goes on from the parts that are kept.
    case unfinished(reason: String)
    /// It would come to the same end again.
    case failed(reason: String)
  }

  public struct Settings: Sendable {
    /// What has to be the same on all ranks: the program and its version.
    let program: String
    /// Seconds without a word of a rank after which it counts as lost.
    let silence: Double
    /// When the job has to end.
    let deadline: ContinuousClock.Instant?
    /// Says what happened and leaves.
    let leave: @Sendable (Ending) -> Never

    public init(
      program: String, silence: Double = 60, deadline: ContinuousClock.Instant? = nil,
      leave: @escaping @Sendable (Ending) -> Never
    ) {
      (self.program, self.silence, self.deadline) = (program, silence, deadline)
      self.leave = leave
    }
  }

  struct State: Sendable {
    /// Shared loops so far.
    var loops = 0
    // On rank 0.
    var hosts: [Int: String] = [:]
    var gone: Set<Int> = []
    var open: GivenLoop?
    /// The last of those that have been carried out.
    var closed = 0
    /// Of loops that this rank has not come to.
    var early: [(rank: Int, wish: Wish)] = []
    // On the others.
    var takers: [Reply<Int?>] = []
    var broadcasts: [[UInt8]] = []
    var listener: Reply<[UInt8]>?
    var isOver: Reply<Void>?
  }

  /// Whether this process was started by `mpirun`, or by Slurm with PMIx, as one of several.
  public static var isOneOfSeveral: Bool {
    let environment = ProcessInfo.processInfo.environment
    let sizes = ["OMPI_COMM_WORLD_SIZE", "PMIX_SIZE", "SLURM_STEP_NUM_TASKS"]
    let isLaunched = environment["OMPI_COMM_WORLD_SIZE"] != nil || environment["PMIX_RANK"] != nil
    return isLaunched && sizes.compactMap { environment[$0] }.first.flatMap { Int($0) } != 1
  }

  /// Starts together with the others.
  ///
  /// - Throws: `ScaleoutError.noLibrary`.
  public init(_ settings: Settings) throws(ScaleoutError) {
    self.settings = settings
    link = try RankLink()
    link.line.events = self
    if !isFirst {
      let hello = Hello(program: settings.program, host: host)
      link.line.send(Letter(kind: .hello, rank: 0, bytes: hello.portable))
    } else if count > 1 {
      hellos.wait()
    }
  }

  public var rank: Int { link.facts.rank }
  public var count: Int { link.facts.count }
  /// This machine's name.
  public var host: String { link.facts.host }
  /// "Open MPI v4.1.4, …"
  public var library: String { link.facts.library }
  /// Whether this is the rank that gathers, prints and writes.
  public var isFirst: Bool { rank == 0 }
  /// How many machines there are; known on rank 0.
  public var hostCount: Int { state.withLock { Set($0.hosts.values).union([host]).count } }

  /// Shares loops; what is finished is kept in a folder, where there is one.
  ///
  /// - Parameters:
  ///   - job: the same bytes on ranks that see the same data and settings, and on no others.
  ///   - patience: seconds of each loop that are not worth keeping.
  public func sharing(
    of job: Data, keepingIn folder: PartFolder?, after patience: Double = 0
  ) -> any PartSharing {
    RankedParts(self, Data(SHA256.hash(data: job)), folder, after: patience)
  }

  /// What rank 0 has, for all.
  public func agreed(_ own: () -> [UInt8]) -> [UInt8] {
    guard isFirst else { return nextBroadcast() }
    let bytes = own()
    if count > 1 { link.line.broadcast(bytes) }
    return bytes
  }

  /// The last word. Rank 0 answers the others until each has come here, and they wait for it.
  public func end() {
    guard count > 1 else { return link.end() }
    let over = Reply<Void>()
    let isOver = state.withLock { state in
      state.isOver = over
      return state.gone.count == expectedFarewells
    }
    if !isFirst { link.line.send(Letter(kind: .farewell, rank: 0)) }
    if !isOver { over.wait() }
    for other in 1..<count where isFirst {
      link.line.send(Letter(kind: .farewell, rank: other))
    }
    watchTheEnd()
    link.end()
  }

  /// Of all others on rank 0, of rank 0 elsewhere.
  var expectedFarewells: Int { isFirst ? count - 1 : 1 }

  /// Ends the process where Open MPI cannot end: a link may be cut in the very last moment.
  func watchTheEnd() {
    Thread.detachNewThread { [settings] in
      Thread.sleep(forTimeInterval: settings.silence)
      settings.leave(.unfinished(reason: "the other ranks did not end"))
    }
  }

  /// This rank cannot go on: rank 0 says why, and all end.
  public func fail(_ reason: String) -> Never {
    if isFirst { settings.leave(.failed(reason: reason)) }
    link.line.send(
      Letter(kind: .failure, rank: 0, bytes: Array("rank \(rank) on \(host): \(reason)".utf8)))
    // Rank 0 ends all of them; where it is lost, the silence does.
    while true { sleep(60) }
  }
}

extension Ranks {
  /// Threads that this rank may use: the cores that it was bound to, or its part of all.
  public var threads: Int {
    let environment = ProcessInfo.processInfo.environment
    let cores = ProcessInfo.processInfo.processorCount
    let own = Int(mpi_cores())
    guard own == cores || own == 0 else { return own }
    let neighbours = environment["OMPI_COMM_WORLD_LOCAL_SIZE"].flatMap { Int($0) } ?? 1
    return max(1, cores / max(1, neighbours))
  }

  /// To be called by a rank that leaves without the others: sees to it that Open MPI's program that started
  /// it ends as well. Cut off from other hosts, mpirun and its daemons wait for ever.
  public func dismissLauncher() { mpi_dismiss() }
}
