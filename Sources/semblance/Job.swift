import ArgumentParser
import Experiments
import Foundation
import LinearAlgebra
import Scaleout
import Synchronization

/// A command that processes started by `mpirun` or Slurm carry out together.
protocol SharedCommand: AsyncParsableCommand {}

/// The processes that this one works with, if any.
enum Job {
  private static let started = Mutex<Ranks?>(nil)

  /// Of a job that has started.
  static var ranks: Ranks? { started.withLock { $0 } }

  /// Whether this process prints and writes: the only one, or the first of several.
  static var isFirst: Bool { ranks?.isFirst ?? true }

  /// Exit code of work that is to be started again to go on.
  static let unfinished: Int32 = 75

  /// Starts together with the others, where there are any, and watches the time.
  static func start(_ options: JobOptions) throws {
    let deadline = options.deadline
    guard Ranks.isOneOfSeveral else {
      if let deadline { leave(at: deadline) }
      return
    }
    let program = "semblance \(Program.version)"
    let ranks = try Ranks(
      Ranks.Settings(
        program: program, silence: options.rankTimeout, deadline: deadline, leave: leave))
    started.withLock { $0 = ranks }
    if BLAS.loaded != nil { BLAS.useThreads(min(BLAS.threads, ranks.threads)) }
    guard ranks.isFirst else { return }
    let hosts = ranks.hostCount
    Terminal.note(
      "\(ranks.count.counting("rank")) on \(hosts.counting("host")), \(ranks.threads.counting("thread")) each; "
        + ranks.library)
  }

  /// The others wait here for rank 0, which comes when its work is done.
  static func end() { ranks?.end() }

  /// A rank that cannot go on ends the job, with its reason.
  static func fail(_ reason: String) {
    if let ranks, !ranks.isFirst { ranks.fail(reason) }
  }

  private static func leave(at deadline: ContinuousClock.Instant) {
    Thread.detachNewThread {
      while ContinuousClock.now < deadline { sleep(1) }
      leave(.unfinished(reason: "the time limit is reached"))
    }
  }

  @Sendable private static func leave(_ ending: Ranks.Ending) -> Never {
    let (message, code) =
      switch ending {
      case .failed(let reason): (reason, ExitCode.failure.rawValue)
      case .unfinished(let reason):
        (
          reason
            + "; what is finished is kept: give the same command again, with any number of ranks",
          unfinished
        )
      }
    if isFirst { Terminal.error(message) }
    ranks?.dismissLauncher()
    _exit(code)  // Without exit handlers: those of OpenBLAS wait for the abandoned work.
  }
}

/// Options of commands that may run in several processes.
struct JobOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "End by then, keeping what is finished, with exit code 75, e.g. 90s, 45m or 3h50m.",
      discussion: "Default: within a Slurm job, a minute before its end."))
  var timeLimit: TimeLimit?

  @Option(help: "Seconds without a word of a rank after which the job ends, with exit code 75.")
  var rankTimeout = 60.0

  func validate() throws {
    guard rankTimeout >= 3, rankTimeout.isFinite else {
      throw ValidationError("--rank-timeout \(rankTimeout): expected 3 or more seconds")
    }
  }

  /// Seconds before the end of a Slurm job.
  private static let margin = 60.0

  fileprivate var deadline: ContinuousClock.Instant? {
    if let timeLimit { return .now + .seconds(timeLimit.seconds) }
    let end = ProcessInfo.processInfo.environment["SLURM_JOB_END_TIME"].flatMap { Double($0) }
    return end.map { .now + .seconds(max(0, $0 - Date().timeIntervalSince1970 - Self.margin)) }
  }
}

/// A length of time as people write it: hours, minutes and seconds, in this order.
struct TimeLimit: ExpressibleByArgument {
  let seconds: Double

  init?(argument: String) {
    guard let match = argument.wholeMatch(of: /(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?/),
      !argument.isEmpty
    else { return nil }
    let (_, hours, minutes, seconds) = match.output
    let parts = [(hours, 3_600.0), (minutes, 60), (seconds, 1)]
    self.seconds = parts.reduce(0) { sum, part in
      sum + (part.0.flatMap { Double($0) } ?? 0) * part.1
    }
  }
}
