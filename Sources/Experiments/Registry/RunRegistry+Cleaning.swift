public import Foundation

/// What is tidied up: runs to forget, and folders of old ones to delete.
public struct RegistryCleaning: Sendable {
  /// Their folders are gone, or hold another run.
  public let lost: [RegisteredRun]
  /// Older than was asked, without a tag, and in a folder that holds the run and nothing else.
  public let old: [RegisteredRun]
}

extension RunRegistry {
  /// - Parameter date: runs before it are old; nil for none.
  public func cleaning(before date: Date?) throws -> RegistryCleaning {
    let runs = try all().runs
    let limit = date.map(RegisteredRun.stamp)
    return RegistryCleaning(
      lost: runs.filter { $0.presence != .there },
      old: runs.filter { run in
        limit.map { run.time < $0 } ?? false && run.tags.isEmpty && run.presence == .there
          && RunWriter.holdsNothingElse(run.place)
      })
  }

  /// Forgets what is lost, deletes the folders of what is old and forgets that, too.
  public func clean(_ cleaning: RegistryCleaning) throws {
    for run in cleaning.old { try FileManager.default.removeItem(at: run.place) }
    for run in cleaning.lost + cleaning.old { try forget(run) }
  }
}
