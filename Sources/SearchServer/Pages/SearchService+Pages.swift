import Foundation
import HTTPTypes
import Hummingbird
import VectorStore

extension SearchService {
  func answer(_ visit: PageVisit) async throws -> Response {
    switch visit.page {
    case .search: try await searchPage(visit)
    case .results: visit.isPost ? try await resultsPage(visit) : .redirect(to: Page.search.pattern)
    case .browse: try await browsePage(visit)
    case .image(let id): try await imagePage(of: id, visit)
    case .thumbnail(let id): try await picture(of: id, visit)
    case .mask(let id): try await shownMask(of: id, visit)
    case .duplicates:
      visit.isPost ? try await reviewDuplicates(visit) : try await duplicatesPage(visit)
    case .acceptedPairs: try await acceptedPairs(visit)
    case .removedIDs: try await removedIDs(visit)
    case .labels: visit.isPost ? try await reviewLabels(visit) : try await labelsPage(visit)
    case .clusters: try await clustersPage(visit)
    case .map: try await mapPage(visit)
    case .shift: try await shiftPage(visit)
    case .login: visit.isPost ? try signIn(visit) : try loginPage(visit)
    case .logout: signOut(visit)
    case .stylesheet: .kept(.stylesheet, for: visit.request)
    case .script: .kept(.script, for: visit.request)
    }
  }

  func choices() async throws -> StoreChoices { try await pages.choices(of: store) }

  /// A problem for people; programs get it in JSON.
  func problemPage(_ problem: RequestProblem) -> Response {
    let isSignedIn = problem.code == .unauthorized ? false : nil
    let view = ProblemView(
      frame: frame(problem.code.title, at: .login, isSignedIn: isSignedIn), problem: problem)
    var response = Response.html(
      templates.html(view, by: .problem), status: problem.code.status)
    for name in [HTTPField.Name.allow, .retryAfter, .wwwAuthenticate] {
      response.headers[name] = problem.response.headers[name]
    }
    return response
  }

  /// The small picture of an item; of one that has none, a picture that says so.
  private func picture(of id: String, _ visit: PageVisit) async throws -> Response {
    try visit.fields.requireOnly([])
    if let jpeg = try await store.thumbnail(of: id) {
      let bytes = Array(jpeg)
      return .kept(bytes, type: "image/jpeg", tag: .tag(of: bytes), for: visit.request)
    }
    guard try await store.item(id) != nil else { throw RequestProblem.noItem }
    return .bytes(Self.noPicture.utf8, type: "image/svg+xml")
  }

  private static let noPicture = """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" width="96" height="96">\
    <rect width="96" height="96" fill="#8b949e" fill-opacity=".15"/>\
    <path d="M24 66 42 42l12 15 8-9 10 18z" fill="none" stroke="#8b949e" stroke-width="3"/></svg>
    """
}

/// In templates.
private struct ProblemView {
  let frame: PageFrame
  let problem: RequestProblem
}

extension RequestProblem.Code {
  fileprivate var title: String {
    switch self {
    case .notFound: "Not found"
    case .unauthorized: "Sign in"
    case .forbidden: "Not allowed"
    case .tooLarge: "Too large"
    case .tooOften, .overloaded: "Busy"
    case .broken: "Something failed"
    default: "Not possible"
    }
  }
}

extension Response {
  fileprivate static func kept(_ asset: Asset, for request: Request) -> Response {
    .kept(asset.bytes, type: asset.type, tag: asset.tag, for: request)
  }
}
