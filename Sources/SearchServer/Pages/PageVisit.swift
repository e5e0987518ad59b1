import Foundation
import HTTPTypes
import Hummingbird

/// A browser's request for a page.
struct PageVisit: Sendable {
  let page: Page
  let request: Request
  /// Of what stands behind the question mark, and of a form that was posted.
  let fields: RequestFields
  /// Of a form with a picture.
  let body: ReceivedBody?

  var isPost: Bool { request.method == .post }

  /// - Throws: for a query or a form that cannot be read.
  init(_ page: Page, _ request: Request, _ body: ReceivedBody?) throws(RequestProblem) {
    (self.page, self.request, self.body) = (page, request, body)
    let isForm =
      request.headers[.contentType]?.lowercased().hasPrefix("application/x-www-form-urlencoded")
      ?? false
    guard let body, isForm else {
      fields = try RequestFields(query: request.query, form: [])
      return
    }
    guard let text = String(validating: body.bytes, as: UTF8.self) else {
      throw RequestProblem(.badRequest, "the form is not UTF-8", remedy: "send it as UTF-8")
    }
    fields = try RequestFields(query: text[...], form: [])
  }

  /// The session that a browser says it has.
  var session: String? { request.session }
}

extension Request {
  /// By port, since browsers send the cookies of all services of a machine to each.
  var sessionName: String {
    let port = head.authority.flatMap { $0.split(separator: ":").last }.flatMap { UInt16($0) }
    return "semblance-\(port ?? 80)"
  }

  var session: String? {
    for cookie in (headers[.cookie] ?? "").split(separator: ";") {
      let parts = cookie.split(separator: "=", maxSplits: 1)
      if parts.count == 2, parts[0].trimmingCharacters(in: .whitespaces) == sessionName {
        return parts[1].trimmingCharacters(in: .whitespaces)
      }
    }
    return nil
  }

  /// Whether it is a browser that wants to show the answer.
  var wantsPage: Bool { headers[.accept]?.contains("text/html") ?? false }

  /// - Throws: for a form that another host's page sent, or that says nothing of where it comes from.
  func requireOwnOrigin() throws(RequestProblem) {
    let origin = headers[.origin].flatMap { $0.split(separator: "/").last }
    guard let origin, let authority = head.authority, origin == authority else {
      throw RequestProblem(
        .forbidden, "the form was not sent by a page of this service",
        remedy: "open the page here and send it again; a proxy has to pass on Host and Origin")
    }
  }
}
