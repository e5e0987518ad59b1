import Foundation
import HTTPTypes
import Hummingbird

extension Response {
  /// Keys in snake_case, in alphabetical order.
  static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) -> Response {
    guard let text = jsonText(value) else { return RequestProblem.broken.response }
    return bytes("\(text)\n".utf8, type: "application/json", status: status)
  }

  /// Nil for a value with a number that is not finite, which is none of JSON's.
  static func jsonText(_ value: some Encodable, isIndented: Bool = false) -> String? {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if isIndented { encoder.outputFormatting.insert(.prettyPrinted) }
    return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) }
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
