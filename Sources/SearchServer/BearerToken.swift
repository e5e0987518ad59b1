import Crypto
import Foundation

/// A secret that clients send in their requests, `Authorization: Bearer SECRET`.
public struct BearerToken: Sendable {
  public static let leastLength = 16

  private let digest: SHA256.Digest

  /// - Parameter text: blanks and newlines around it do not count.
  /// - Throws: `ServiceError.badToken` for one that is short or has other signs than a header can carry.
  public init(_ text: String) throws(ServiceError) {
    let token = text.trimmingCharacters(in: .whitespacesAndNewlines)
    guard token.utf8.count >= Self.leastLength else {
      throw .badToken(finding: "has \(token.utf8.count) letters")
    }
    guard token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      throw .badToken(finding: "has blanks or signs beyond ASCII")
    }
    digest = SHA256.hash(data: Data(token.utf8))
  }

  /// Whether a request's header carries the secret; takes as long whatever it carries, since digests are
  /// compared, in constant time.
  func isCarried(by header: String?) -> Bool {
    guard let header, header.prefix(7).lowercased() == "bearer " else { return false }
    return SHA256.hash(data: Data(header.dropFirst(7).utf8)) == digest
  }
}
