import Foundation
import HTTPTypes
import Hummingbird

extension SearchService {
  private static let loginFields = ["token", "next"]

  func loginPage(_ visit: PageVisit) throws -> Response {
    try visit.fields.requireOnly(["next"])
    guard settings.token != nil else { return .redirect(to: Page.search.pattern) }
    return loginForm(next: try visit.next, isRefused: false)
  }

  /// Whoever gives the token gets a session; its id travels in a cookie that scripts do not see and that
  /// is not sent along from other pages.
  func signIn(_ visit: PageVisit) throws -> Response {
    try visit.fields.requireOnly(Self.loginFields)
    guard let token = settings.token else { return .redirect(to: Page.search.pattern) }
    let given = (try visit.fields.text("token") ?? "").trimmingCharacters(in: .whitespaces)
    guard token.isCarried(by: "Bearer \(given)") else {
      return loginForm(next: try visit.next, isRefused: true)
    }
    var response = Response.redirect(to: try visit.next)
    response.headers[.setCookie] = cookie(
      visit.request, pages.sessions.open(), seconds: PageSessions.lifetime.components.seconds)
    return response
  }

  func signOut(_ visit: PageVisit) -> Response {
    if let session = visit.session { pages.sessions.close(session) }
    var response = Response.redirect(to: Page.login.pattern)
    response.headers[.setCookie] = cookie(visit.request, "", seconds: 0)
    return response
  }

  private func cookie(_ request: Request, _ value: String, seconds: Int64) -> String {
    "\(request.sessionName)=\(value); Path=/; Max-Age=\(seconds); HttpOnly; SameSite=Strict"
  }

  private func loginForm(next: String, isRefused: Bool) -> Response {
    let view = LoginView(
      frame: frame("Sign in", at: .login, isSignedIn: false), next: next, isRefused: isRefused)
    return .html(templates.html(view, by: .login), status: isRefused ? .unauthorized : .ok)
  }

  /// Sends a browser to sign in, and back again.
  func askToSignIn(_ request: Request) -> Response {
    let isReading = request.method == .get
    let next = isReading ? request.uri.string : Page.search.pattern
    return .redirect(
      to: PageQuery([("next", next)]).href(Page.login.pattern))
  }
}

/// In templates.
private struct LoginView {
  let frame: PageFrame
  let next: String
  let isRefused: Bool
}

extension PageVisit {
  /// Where to go on; a page of this service, whatever is asked for.
  fileprivate var next: String {
    get throws(RequestProblem) {
      let asked = try fields.text("next") ?? ""
      let path = asked.prefix { $0 != "?" && $0 != "#" }
      let isOwn =
        Page(path: String(path)).map { $0.methods.contains(.get) && $0.isGuarded } ?? false
      return isOwn && asked.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        ? asked : Page.search.pattern
    }
  }
}
