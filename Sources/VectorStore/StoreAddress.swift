public import Foundation

/// Where a store lies.
public enum StoreAddress: Sendable, Hashable, CustomStringConvertible {
  case folder(URL)

  /// - Parameter text: a path.
  public init(_ text: String) throws(StoreError) {
    self = .folder(URL(filePath: text))
  }

  /// As it may be shown.
  public var description: String {
    switch self {
    case .folder(let url): url.path
    }
  }

  /// Its last part.
  public var name: String {
    switch self {
    case .folder(let url): url.lastPathComponent
    }
  }

  /// Opens the store to ask it.
  ///
  /// - Throws: `StoreError.missing`, `notAStore`, `damaged`.
  public func reader() async throws -> any ReadableStore {
    switch self {
    case .folder(let url): try StoreReader(at: url)
    }
  }

  /// Opens the store to fill it.
  ///
  /// - Parameter makesMissing: whether a store is made where none is.
  /// - Throws: `StoreError.busy` at once where another process writes and only one may, `missing`,
  ///   `notAStore`.
  public func writer(makingMissing makesMissing: Bool = false) async throws -> any WritableStore {
    switch self {
    case .folder(let url): try StoreWriter(at: url, makingMissing: makesMissing)
    }
  }
}
