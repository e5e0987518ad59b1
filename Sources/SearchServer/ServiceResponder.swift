import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import VectorStore

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
    let path = request.uri.path
    let answered = AnsweredRequest(
      method: request.method.rawValue,
      route: Route(path: path)?.pattern ?? Page(path: path)?.pattern ?? "other",
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
      let problem = problem(error, request)
      response = request.wantsPage ? service.problemPage(problem) : problem.response
    }
    // What was not read would be taken for the next request, or never end.
    if !isRead { response.headers[.connection] = "close" }
    return request.method == .head ? response.createHeadResponse() : response
  }

  private func answer(
    _ request: Request, _ context: ServiceContext, _ isRead: inout Bool
  ) async throws -> Response {
    if let page = Page(path: request.uri.path) {
      return try await answer(page, request, context, &isRead)
    }
    let route = try route(of: request)
    try service.settings.requireAccess(to: route, request, service.pages.sessions)
    if route.countsForRate { try requireRate(of: context.client) }
    guard request.method == .post else { return try await service.answer(route, request) }
    let body = try await request.receivedBody(service.settings, service.held)
    isRead = true
    return try await service.answer(
      route, ReceivedPicture(request, body, takingMask: route == .images))
  }

  private func answer(
    _ page: Page, _ request: Request, _ context: ServiceContext, _ isRead: inout Bool
  ) async throws -> Response {
    try require(request.method, among: page.methods)
    if page.countsForRate { try requireRate(of: context.client) }
    let hasToSignIn = try service.settings.requireAccess(
      to: page, request, service.pages.sessions)
    guard !hasToSignIn else { return service.askToSignIn(request) }
    guard request.method == .post else {
      return try await service.answer(PageVisit(page, request, nil))
    }
    let body = try await request.receivedBody(service.settings, service.held)
    isRead = true
    return try await service.answer(PageVisit(page, request, body))
  }

  private func route(of request: Request) throws(RequestProblem) -> Route {
    guard let route = Route(path: request.uri.path) else {
      throw RequestProblem(
        .notFound, "nothing is at this path", remedy: "see /openapi.json for what there is")
    }
    try require(request.method, among: route.methods)
    return route
  }

  private func require(
    _ method: HTTPRequest.Method, among methods: [HTTPRequest.Method]
  ) throws(RequestProblem) {
    guard !methods.contains(method) else { return }
    let known = methods.map(\.rawValue).joined(separator: " or ")
    var problem = RequestProblem(
      .wrongMethod, "\(method.rawValue) is not possible here", remedy: "use \(known)")
    problem.allowedMethods = methods
    throw problem
  }

  private func requireRate(of client: String?) throws(RequestProblem) {
    guard let rate = service.rate, !rate.admits(client ?? "") else { return }
    throw RequestProblem(
      .tooOften, "this address asks more often than it may", remedy: "ask again in a second")
  }

  /// The client is told what concerns it, and the log what concerns the service.
  private func problem(_ error: any Error, _ request: Request) -> RequestProblem {
    let problem = RequestProblem.because(of: error, in: service.store.address)
    if problem.code == .broken { service.log.error("\(error)") }
    return problem
  }
}
