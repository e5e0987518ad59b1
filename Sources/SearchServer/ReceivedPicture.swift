import Foundation
import HTTPTypes
import Hummingbird

/// The picture of a request and what is said beside it, however it was sent.
struct ReceivedPicture {
  /// A file of some image format, as it came.
  let bytes: [UInt8]
  let fields: RequestFields

  /// - Throws: for a body of another kind, a form without a picture or with several.
  init(_ request: Request, _ body: ReceivedBody) throws(RequestProblem) {
    let type = try Self.mediaType(of: request)
    let form = type.name == "multipart/form-data" ? try Self.form(body, type.boundary) : nil
    bytes = form?.picture ?? body.bytes
    fields = try RequestFields(query: request.query, form: form?.fields ?? [])
    guard !bytes.isEmpty else {
      throw RequestProblem(
        .badRequest, "no picture was sent", remedy: "send it as the body, or in a form")
    }
  }

  private static func form(
    _ body: ReceivedBody, _ boundary: String?
  ) throws(RequestProblem) -> (picture: [UInt8], fields: [(name: String, value: String)]) {
    guard let boundary, !boundary.isEmpty, boundary.utf8.count <= 70 else {
      throw RequestProblem(
        .badRequest, "the form has no boundary of up to 70 letters",
        remedy: "send it as curl -F file=@x.jpg does")
    }
    let parts = try MultipartForm(body.bytes, boundary: boundary).parts
    let pictures = parts.filter(\.isPicture)
    guard let picture = pictures.first, pictures.count == 1 else {
      throw RequestProblem(
        .badRequest, "the form has \(pictures.count) files",
        remedy: "send one, e.g. with curl -F file=@x.jpg")
    }
    var fields: [(name: String, value: String)] = []
    for part in parts where !part.isPicture { fields.append((part.name, try part.text)) }
    return (Array(picture.content), fields)
  }

  private static func mediaType(
    of request: Request
  ) throws(RequestProblem) -> (name: String, boundary: String?) {
    let header = request.headers[.contentType] ?? "application/octet-stream"
    let name = header.prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces).lowercased()
    guard
      name.hasPrefix("image/") || name == "application/octet-stream" || name == "application/dicom"
        || name == "multipart/form-data"
    else {
      throw RequestProblem(
        .unsupportedMedia, "a body of type \(name) is no picture",
        remedy: "send it with curl -F file=@x.jpg, or as it is with Content-Type: image/jpeg "
          + "or application/octet-stream")
    }
    return (name, HeaderParameters(header)["boundary"])
  }
}

extension Request {
  /// What stands behind the question mark.
  var query: Substring { (uri.query ?? "")[...] }
}

extension MultipartForm.Part {
  fileprivate var isPicture: Bool { isFile || name == "file" }

  fileprivate var text: String {
    get throws(RequestProblem) {
      guard let text = String(validating: content, as: UTF8.self) else {
        throw RequestProblem(
          .badRequest, "the field \(name) is not UTF-8", remedy: "send it as UTF-8")
      }
      return text
    }
  }
}
