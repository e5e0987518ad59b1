import Foundation
import HTTPTypes
import Hummingbird

/// The picture of a request and what is said beside it, however it was sent.
struct ReceivedPicture {
  /// A file of some image format, as it came.
  let bytes: [UInt8]
  /// The file of its mask; nil for none.
  let mask: [UInt8]?
  let fields: RequestFields

  /// - Parameter takesMask: whether a form may have the picture's mask, too.
  /// - Throws: for a body of another kind, a form without a picture or with several.
  init(
    _ request: Request, _ body: ReceivedBody, takingMask takesMask: Bool = false
  ) throws(RequestProblem) {
    let type = try Self.mediaType(of: request)
    let form =
      type.name == "multipart/form-data" ? try Self.form(body, type.boundary, takesMask) : nil
    bytes = form?.picture ?? body.bytes
    mask = form?.mask
    fields = try RequestFields(query: request.query, form: form?.fields ?? [])
    guard !bytes.isEmpty else {
      throw RequestProblem(
        .badRequest, "no picture was sent", remedy: "send it as the body, or in a form")
    }
  }

  private struct Form {
    let picture: [UInt8]
    let mask: [UInt8]?
    let fields: [(name: String, value: String)]
  }

  private static func form(
    _ body: ReceivedBody, _ boundary: String?, _ takesMask: Bool
  ) throws(RequestProblem) -> Form {
    guard let boundary, !boundary.isEmpty, boundary.utf8.count <= 70 else {
      throw RequestProblem(
        .badRequest, "the form has no boundary of up to 70 letters",
        remedy: "send it as curl -F file=@x.jpg does")
    }
    let parts = try MultipartForm(body.bytes, boundary: boundary).parts
    let masks = parts.filter { takesMask && $0.isMask }
    let others = parts.filter { !(takesMask && $0.isMask) }
    let pictures = others.filter(\.isPicture)
    guard let picture = pictures.first, pictures.count == 1, masks.count <= 1 else {
      let further = takesMask ? " and \(masks.count) masks" : ""
      let example = takesMask ? ", and its mask, if it has one, with -F mask=@x-mask.png" : ""
      throw RequestProblem(
        .badRequest, "the form has \(pictures.count) files\(further)",
        remedy: "send one, e.g. with curl -F file=@x.jpg\(example)")
    }
    var fields: [(name: String, value: String)] = []
    for part in others where !part.isPicture { fields.append((part.name, try part.text)) }
    // Web pages send an empty file where none was chosen.
    let mask = masks.first.flatMap { $0.content.isEmpty ? nil : Array($0.content) }
    return Form(picture: Array(picture.content), mask: mask, fields: fields)
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
  fileprivate var isMask: Bool { name == "mask" }

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
