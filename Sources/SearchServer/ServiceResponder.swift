import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Who asks, beside what is asked.
struct ServiceContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  /// An address; nil where it is not known.
  let client: String?

  init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
    client = source.channel.remoteAddress?.ipAddress
  }
}

/// Takes every request in: finds its route, asks who sends it, reads it, and has it answered.
struct ServiceResponder: HTTPResponder {
  let service: SearchService

  func respond(to request: Request, context: ServiceContext) async throws -> Response {
    let start = ContinuousClock.now
    let response = try await response(to: request, context)
    let answered = AnsweredRequest(
      method: request.method.rawValue, route: Route(path: request.uri.path)?.pattern ?? "other",
      status: response.status.code, duration: start.duration(to: .now))
    service.metrics.add(answered)
    service.onAnswer(answered)
    return response
  }

  private func response(
    to request: Request, _ context: ServiceContext
  ) async throws -> Response {
    var isRead = !request.declaresBody
    var response: Response
    do {
      response = try await answer(request, context, &isRead)
    } catch let interruption as InterruptedBody {
      throw interruption.cause
    } catch {
      response = problem(error, request).response
    }
    // What was not read would be taken for the next request, or never end.
    if !isRead { response.headers[.connection] = "close" }
    return request.method == .head ? response.createHeadResponse() : response
  }

  private func answer(
    _ request: Request, _ context: ServiceContext, _ isRead: inout Bool
  ) async throws -> Response {
    let route = try route(of: request)
    try service.settings.requireAccess(to: route, request)
    try requireRate(of: context.client, route)
    guard route.takesBody else { return try await service.answer(route, request) }
    let body = try await request.receivedBody(service.settings, service.held)
    isRead = true
    return try await service.answer(route, ReceivedPicture(request, body))
  }

  private func route(of request: Request) throws(RequestProblem) -> Route {
    guard let route = Route(path: request.uri.path) else {
      throw RequestProblem(
        .notFound, "nothing is at this path", remedy: "see /openapi.json for what there is")
    }
    guard route.methods.contains(request.method) else {
      let known = route.methods.map(\.rawValue).joined(separator: " or ")
      var problem = RequestProblem(
        .wrongMethod, "\(request.method.rawValue) is not possible here", remedy: "use \(known)")
      problem.allowedMethods = route.methods
      throw problem
    }
    return route
  }

  private func requireRate(of client: String?, _ route: Route) throws(RequestProblem) {
    guard let rate = service.rate, route.isGuarded, !rate.admits(client ?? "") else { return }
    throw RequestProblem(
      .tooOften, "this address asks more often than it may", remedy: "ask again in a second")
  }

  /// The client is told what concerns it, and the log what concerns the service.
  private func problem(_ error: any Error, _ request: Request) -> RequestProblem {
    let problem = RequestProblem.because(of: error)
    if problem.code == .broken { service.log.error("\(error)") }
    return problem
  }
}
