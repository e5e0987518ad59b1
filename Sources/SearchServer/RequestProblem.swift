import Foundation
import HTTPTypes
import Hummingbird

/// Why a request is not answered as it was meant, and what its sender can do.
///
/// In JSON `{"error": {"code", "message", "remedy"}}`.
struct RequestProblem: Error, Equatable {
  let code: Code
  let message: String
  let remedy: String
  /// Of a route that has others.
  var allowedMethods: [HTTPRequest.Method] = []

  enum Code: String, CaseIterable {
    case badRequest = "bad_request"
    case unauthorized
    case forbidden
    case notFound = "not_found"
    case wrongMethod = "method_not_allowed"
    case tooSlow = "request_timeout"
    case conflict
    case tooLarge = "too_large"
    case unsupportedMedia = "unsupported_media_type"
    case misdirected
    case tooOften = "too_many_requests"
    case broken = "internal_error"
    case overloaded

    var status: HTTPResponse.Status {
      switch self {
      case .badRequest: .badRequest
      case .unauthorized: .unauthorized
      case .forbidden: .forbidden
      case .notFound: .notFound
      case .wrongMethod: .methodNotAllowed
      case .tooSlow: .requestTimeout
      case .conflict: .conflict
      case .tooLarge: .contentTooLarge
      case .unsupportedMedia: .unsupportedMediaType
      case .misdirected: .misdirectedRequest
      case .tooOften: .tooManyRequests
      case .broken: .internalServerError
      case .overloaded: .serviceUnavailable
      }
    }
  }

  init(_ code: Code, _ message: String, remedy: String) {
    (self.code, self.message, self.remedy) = (code, message, remedy)
  }

  static let overloaded = RequestProblem(
    .overloaded, "as many requests wait as may", remedy: "ask again in a second")

  /// When to come back.
  private static let retryAfter = "1"

  var response: Response {
    var response = Response.json(Body(error: self), status: code.status)
    switch code {
    case .tooOften, .overloaded: response.headers[.retryAfter] = Self.retryAfter
    case .unauthorized: response.headers[.wwwAuthenticate] = "Bearer"
    case .wrongMethod:
      response.headers[.allow] = allowedMethods.map(\.rawValue).joined(separator: ", ")
    default: break
    }
    return response
  }

  private struct Body: Encodable {
    let error: RequestProblem
  }
}

extension RequestProblem: Encodable {
  private enum Key: CodingKey {
    case code, message, remedy
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(code.rawValue, forKey: .code)
    try container.encode(message, forKey: .message)
    try container.encode(remedy, forKey: .remedy)
  }
}
