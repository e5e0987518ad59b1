public import Foundation

/// The arrays of an `.npz` file, read one at a time.
public struct NPZFile: Sendable {
  private let archive: ZipArchive

  /// Bytes that one array may unpack to.
  private static let largestArray = 8 << 30

  /// - Throws: `DatasetError` for a file that is no zip.
  public init(_ url: URL) throws(DatasetError) {
    archive = try ZipArchive(url)
  }

  /// Names without ".npy", in the file's order.
  public var names: [String] {
    archive.members.map(\.name).filter { $0.hasSuffix(".npy") }.map { String($0.dropLast(4)) }
  }

  /// The array as an `.npy` file would hold it; nil when there is none of that name.
  public func content(of name: String) throws(DatasetError) -> Data? {
    guard let member = archive.members.first(where: { $0.name == name + ".npy" }) else {
      return nil
    }
    guard member.size <= Self.largestArray else {
      throw .malformed(
        path: archive.url.path, line: nil,
        finding:
          "array \(name) is of \(member.size) bytes, above the limit of \(Self.largestArray)",
        remedy: "save it in parts, or alone as .npy")
    }
    return Data(try archive.content(of: member, limit: Self.largestArray))
  }
}
