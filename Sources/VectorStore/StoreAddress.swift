public import Foundation
public import Statistics

/// Where a store lies.
public enum StoreAddress: Sendable, Hashable, CustomStringConvertible {
  case folder(URL)
  case server(ServerAddress)

  /// - Parameter text: a path, or `postgres://user@host/database?schema=NAME`.
  /// - Throws: `StoreError.refused` for an address that is none, and for one with a password in it.
  public init(_ text: String) throws(StoreError) {
    self =
      ServerAddress.isOne(text) ? .server(try ServerAddress(text)) : .folder(URL(filePath: text))
  }

  /// As it may be shown.
  public var description: String {
    switch self {
    case .folder(let url): url.path
    case .server(let server): server.text
    }
  }

  /// Its last part.
  public var name: String {
    switch self {
    case .folder(let url): url.lastPathComponent
    case .server(let server): server.schema
    }
  }

  /// Opens the store to ask it.
  ///
  /// - Parameters:
  ///   - cache: a folder for copies of a server's vectors, which may be lost.
  ///   - copied: is told of vectors while they are copied, in whatever question.
  /// - Throws: `StoreError.missing`, `notAStore`, `damaged`, `server`.
  public func reader(
    cache: URL, copied: @escaping WorkProgress = { _, _ in }
  ) async throws -> any ReadableStore {
    switch self {
    case .folder(let url): try StoreReader(at: url)
    case .server(let server): try await ServerReader(server, cache: cache, copied: copied)
    }
  }

  /// Opens the store to fill it.
  ///
  /// - Parameter makesMissing: whether a store is made where none is.
  /// - Throws: `StoreError.busy` where another process writes, only one may, and it does not end within
  ///   some seconds; `missing`, `notAStore`, `server`.
  public func writer(makingMissing makesMissing: Bool = false) async throws -> any WritableStore {
    switch self {
    case .folder(let url):
      for _ in 0..<Self.attempts {
        do {
          return try StoreWriter(at: url, makingMissing: makesMissing)
        } catch StoreError.busy {
          try await Task.sleep(for: Self.pause)
        }
      }
      return try StoreWriter(at: url, makingMissing: makesMissing)
    case .server(let server):
      return try await ServerWriter(server, makingMissing: makesMissing)
    }
  }

  /// Other writers, a service above all, are done within seconds.
  private static let (attempts, pause) = (60, Duration.milliseconds(50))
}
