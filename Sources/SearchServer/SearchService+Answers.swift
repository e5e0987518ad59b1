import Embeddings
import Foundation
import Hummingbird
import Images
import VectorStore

extension SearchService {
  /// - Parameter route: one that takes no body.
  func answer(_ route: Route, _ request: Request) async throws -> Response {
    switch route {
    case .health: .json(["status": "ok"])
    case .ready: .json(["status": "ready"])
    default: throw RequestProblem(.notFound, "nothing is here yet", remedy: "see /openapi.json")
    }
  }

  /// - Parameter route: one that takes a picture.
  func answer(_ route: Route, _ picture: ReceivedPicture) async throws -> Response {
    switch route {
    case .similar: .json(try await similar(to: picture))
    default: throw RequestProblem(.notFound, "nothing is here yet", remedy: "see /openapi.json")
    }
  }
}
