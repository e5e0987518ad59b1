import Crypto
import Foundation
import HTTPTypes
import Hummingbird

extension Response {
  /// Nothing but this service's own files is loaded, nothing written into a page runs, and no other page
  /// shows it in a frame. Of a picture that was sent, a small one stands in the page itself.
  private static let policy =
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    + "form-action 'self'; frame-ancestors 'none'"

  static func html(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
    var response = bytes(text.utf8, type: "text/html; charset=utf-8", status: status)
    response.headers[.contentSecurityPolicy] = policy
    response.addPageHeaders()
    return response
  }

  /// Sends a browser to another page, which it asks for with GET.
  static func redirect(to path: String) -> Response {
    var response = bytes([], type: "text/plain", status: .seeOther)
    response.headers[.location] = path
    response.addPageHeaders()
    return response
  }

  /// A file to be saved.
  static func download(_ data: some Collection<UInt8>, type: String, name: String) -> Response {
    var response = bytes(data, type: type)
    response.headers[.contentDisposition] = "attachment; filename=\"\(name)\""
    response.addPageHeaders()
    return response
  }

  /// What browsers may keep while it stays the same; what they have already is not sent again.
  static func kept(
    _ data: some Collection<UInt8>, type: String, tag: String, for request: Request
  ) -> Response {
    let isKnown = request.headers[.ifNoneMatch]?.contains(tag) ?? false
    var response =
      isKnown ? bytes([], type: type, status: .notModified) : bytes(data, type: type)
    response.headers[.eTag] = "\"\(tag)\""
    response.headers[.cacheControl] = "private, no-cache"
    response.addPageHeaders()
    return response
  }

  /// - Referrer: own pages only; without any, browsers would not say where a form came from.
  private mutating func addPageHeaders() {
    headers[.crossOriginResourcePolicy] = "same-origin"
    let further = [("Referrer-Policy", "same-origin"), ("X-Frame-Options", "DENY")]
    for (name, value) in further {
      if let field = HTTPField.Name(name) { headers[field] = value }
    }
  }
}

extension String {
  /// As one part of a URL's path, or as a value of its query.
  var inURL: String {
    var allowed = CharacterSet.alphanumerics.intersection(
      CharacterSet(charactersIn: "\0"..."\u{7F}"))
    allowed.insert(charactersIn: "-._~")
    return addingPercentEncoding(withAllowedCharacters: allowed) ?? ""
  }

  /// 16 digits that tell contents apart.
  static func tag(of bytes: [UInt8]) -> String {
    SHA256.hash(data: bytes).prefix(8).map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
  }
}
