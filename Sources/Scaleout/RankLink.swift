import Foundation

/// Where and what a rank is.
struct LinkFacts: Sendable, Equatable {
  let rank: Int
  let count: Int
  /// This machine's name.
  let host: String
  /// "Open MPI v4.1.4, …"
  let library: String
}

/// The line between the ranks of one job.
struct RankLink: Sendable {
  let facts: LinkFacts
  let line = Line()
  private let ended = Reply<Void>()

  /// Starts Open MPI, together with the other ranks, on a thread of its own: it wants one.
  ///
  /// - Throws: `ScaleoutError.noLibrary`.
  init() throws(ScaleoutError) {
    let started = Reply<Result<LinkFacts, ScaleoutError>>()
    Thread.detachNewThread { [line, ended] in
      do throws(ScaleoutError) {
        let loop = try LinkLoop(line)
        started.give(.success(loop.facts))
        loop.run()
      } catch {
        started.give(.failure(error))
      }
      ended.give(())
    }
    facts = try started.wait().get()
  }

  /// Returns when all ranks have come here, and what was sent has arrived.
  func end() {
    line.end()
    ended.wait()
  }
}
