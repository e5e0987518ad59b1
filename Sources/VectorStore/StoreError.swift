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
