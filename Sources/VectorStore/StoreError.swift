/// Why a store could not be read, written or asked.
public enum StoreError: Error, Equatable, CustomStringConvertible {
  /// No store is in the folder.
  case missing(folder: String)
  /// Something else is in the folder, or a store of another format.
  case notAStore(folder: String, finding: String, remedy: String)
  /// Another process writes to the store.
  case busy(folder: String)
  case damaged(file: String, finding: String, remedy: String)
  case unwritable(file: String, reason: String)
  /// The server that has the store cannot be reached, or does not do what it is asked.
  case server(address: String, finding: String, remedy: String)
  /// What was given does not fit the store.
  case refused(subject: String, finding: String, remedy: String)

  /// A store whose tables are those of another version of the program.
  ///
  /// - Parameters:
  ///   - found: its format.
  ///   - own: the one that is read here.
  ///   - former: the one that writers bring up to date.
  ///   - place: how to make room for a new one.
  static func otherFormat(
    _ found: Int, own: Int, of store: String, former: Int, place: String
  ) -> StoreError {
    .notAStore(
      folder: store,
      finding: "the store has format \(found), and this version of semblance reads format \(own)",
      remedy: found == former
        ? "`semblance index compact \(store)` brings it up to date, after which older versions do not "
          + "read it"
        : found < own
          ? "\(place) and build the store anew, for which embeddings are taken from the cache; or use the "
            + "older version that made it"
          : "use the newer version that made it")
  }

  public var description: String {
    switch self {
    case .missing(let folder):
      "\(folder): no store is there; `semblance index build INPUT --store \(folder)` makes one"
    case .notAStore(let folder, let finding, let remedy): "\(folder): \(finding); \(remedy)"
    case .busy(let folder):
      "\(folder): another process is writing to this store; wait for it to end, or end it"
    case .damaged(let file, let finding, let remedy): "\(file): \(finding); \(remedy)"
    case .unwritable(let file, let reason):
      "\(file): could not be written (\(reason)); what was in the store before is as it was"
    case .server(let address, let finding, let remedy): "\(address): \(finding); \(remedy)"
    case .refused(let subject, let finding, let remedy): "\(subject): \(finding); \(remedy)"
    }
  }
}
