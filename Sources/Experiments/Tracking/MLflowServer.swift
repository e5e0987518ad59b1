import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// The REST interface of an MLflow server.
struct MLflowServer: Sendable {
  let uri: String
  private let authorization: String?

  /// Bytes of an answer that are read at most.
  private static let answerLimit = 16 << 20

  /// Says at once that nobody listens, which is not tried again: the run is sent later then.
  private static let client = HTTPClient(
    eventLoopGroupProvider: .singleton,
    configuration: {
      var configuration = HTTPClient.Configuration.singletonConfiguration
      configuration.connectionPool.retryConnectionEstablishment = false
      return configuration
    }())

  /// - Parameter environment: has the user and password, or the token, where the server wants any.
  init(uri: String, environment: [String: String] = ProcessInfo.processInfo.environment) {
    self.uri = String(uri.reversed().drop { $0 == "/" }.reversed())
    let user = environment["MLFLOW_TRACKING_USERNAME"]
    let password = environment["MLFLOW_TRACKING_PASSWORD"]
    if let user, let password {
      authorization = "Basic \(Data("\(user):\(password)".utf8).base64EncodedString())"
    } else {
      authorization = environment["MLFLOW_TRACKING_TOKEN"].map { "Bearer \($0)" }
    }
  }

  func get<Answer: Decodable>(_ call: String, _ query: [String: String]) async throws -> Answer {
    var parts = URLComponents()
    parts.queryItems = query.sorted { $0.key < $1.key }.map { .init(name: $0.key, value: $0.value) }
    let words = (parts.percentEncodedQuery ?? "").replacing("+", with: "%2B")
    return try decode(try await answer(to: request(.GET, "\(Self.api)/\(call)?\(words)")))
  }

  func post<Answer: Decodable>(
    _ call: String, _ body: some Encodable, as type: Answer.Type = Answer.self
  ) async throws -> Answer {
    var request = request(.POST, "\(Self.api)/\(call)")
    request.headers.add(name: "Content-Type", value: "application/json")
    request.body = .bytes(try RunJSON.compact(body))
    return try decode(try await answer(to: request))
  }

  /// - Parameter path: below the server's artifacts.
  func put(_ content: Data, at path: String) async throws {
    var request = request(.PUT, "api/2.0/mlflow-artifacts/artifacts/\(path.asPath)")
    request.headers.add(name: "Content-Type", value: "application/octet-stream")
    request.body = .bytes(content)
    _ = try await answer(to: request)
  }

  private static let api = "api/2.0/mlflow"

  private func request(_ method: HTTPMethod, _ path: String) -> HTTPClientRequest {
    var request = HTTPClientRequest(url: "\(uri)/\(path)")
    request.method = method
    if let authorization { request.headers.add(name: "Authorization", value: authorization) }
    return request
  }

  /// Without a deadline of its own: who asks sets one for all that is asked.
  private func answer(to request: HTTPClientRequest) async throws -> Data {
    do {
      let response = try await Self.client.execute(request, deadline: .distantFuture)
      let body = Data(try await response.body.collect(upTo: Self.answerLimit).readableBytesView)
      guard (200..<300).contains(response.status.code) else {
        throw refusal(Int(response.status.code), body)
      }
      return body
    } catch let error as TrackingError {
      throw error
    } catch {
      try Task.checkCancellation()
      throw TrackingError.unreachable(uri: uri, reason: reason(of: error))
    }
  }

  /// NIO puts the system's words behind its own, with a parenthesis too many.
  private func reason(of error: any Error) -> String {
    "\(error)".replacing(/.*\(error set\): (.*)\) \(errno: (\d+)\)/) { "\($0.1) (errno \($0.2))" }
  }

  private func refusal(_ status: Int, _ body: Data) -> TrackingError {
    struct Refusal: Decodable {
      let errorCode: String?
      let message: String?
    }
    let words = try? RunJSON.decode(Refusal.self, from: body)  // Proxies answer in HTML.
    return .refused(
      uri: uri, status: status, code: words?.errorCode ?? "no code",
      message: String((words?.message ?? String(decoding: body, as: UTF8.self)).prefix(300)))
  }

  private func decode<Answer: Decodable>(_ body: Data) throws(TrackingError) -> Answer {
    do {
      return try RunJSON.decode(Answer.self, from: body)
    } catch {
      throw .unexpected(uri: uri, reason: String(decoding: body.prefix(200), as: UTF8.self))
    }
  }
}

/// An answer that says nothing.
struct MLflowNothing: Codable {}

extension String {
  /// Percent-encoded for a path, of which slashes stay.
  fileprivate var asPath: String {
    addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(.init(charactersIn: "/-_.")))
      ?? ""
  }
}
