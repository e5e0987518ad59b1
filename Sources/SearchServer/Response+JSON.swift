import Foundation
import HTTPTypes
import Hummingbird

extension Response {
  /// Keys in snake_case, in alphabetical order.
  static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) -> Response {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Of the values that are answered only a number that is not finite is no JSON.
    guard let data = try? encoder.encode(value) + Data("\n".utf8) else {
      return RequestProblem.because(of: CancellationError()).response
    }
    return bytes(data, type: "application/json", status: status)
  }

  static func bytes(
    _ data: some Collection<UInt8>, type: String, status: HTTPResponse.Status = .ok
  ) -> Response {
    let headers: HTTPFields = [
      .contentType: type, .cacheControl: "no-store", .xContentTypeOptions: "nosniff",
    ]
    return Response(
      status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: data)))
  }
}
