import Foundation
import Hummingbird
import VectorStore

extension SearchService {
  /// - Parameter route: one that was asked without a body.
  func answer(_ route: Route, _ request: Request) async throws -> Response {
    let fields = try RequestFields(query: request.query, form: [])
    switch route {
    case .similarToImage(let id): return .json(try await similar(toItem: id, fields))
    case .images: return .json(try await list(fields))
    default: try fields.requireOnly([])
    }
    return switch route {
    case .health: .json(["status": "ok"])
    case .ready: try await readiness()
    case .metrics: .bytes(await metricsText().utf8, type: Self.metricsType)
    case .openAPI: .bytes(description.utf8, type: "application/json")
    case .image(let id): .json(try await item(id))
    case .thumbnail(let id): .bytes(try await thumbnail(of: id), type: "image/jpeg")
    case .mask(let id): .bytes(try await mask(of: id), type: "image/png")
    case .similar, .embed, .leakage, .label, .images, .similarToImage:
      throw RequestProblem(.notFound, "nothing is at this path", remedy: "see /openapi.json")
    }
  }

  /// - Parameter route: one that was sent a picture.
  func answer(_ route: Route, _ picture: ReceivedPicture) async throws -> Response {
    switch route {
    case .similar: .json(try await similar(to: picture))
    case .embed: .json(try await embedding(of: picture))
    case .leakage: .json(try await leakage(of: picture))
    case .label: .json(try await label(of: picture))
    case .images: try await addition(of: picture)
    case .health, .ready, .metrics, .openAPI, .image, .thumbnail, .mask, .similarToImage:
      throw RequestProblem(.notFound, "nothing is at this path", remedy: "see /openapi.json")
    }
  }

  /// All routes in OpenAPI 3.1, with the encoders of this service.
  private var description: String {
    let names = Response.jsonText(encoders.names) ?? "[]"
    return String(decoding: PackageResources.openapi_json, as: UTF8.self)
      .replacing("[\"ENCODERS\"]", with: names)
  }

  /// Whether questions are answered: the store can be read, and there is room to wait in.
  private func readiness() async throws -> Response {
    _ = try await store.encoders()
    guard await pictures.count < settings.queue else { throw RequestProblem.overloaded }
    return .json(["status": "ready"])
  }

  private func item(_ id: String) async throws -> StoredItem {
    guard let item = try await store.item(id) else { throw RequestProblem.noItem }
    return item
  }

  private func thumbnail(of id: String) async throws -> Data {
    guard let jpeg = try await store.thumbnail(of: id) else {
      throw RequestProblem(
        .notFound, "the store has no small picture of an image by that id",
        remedy: "look for it at /v1/images/{id}")
    }
    return jpeg
  }

  func mask(of id: String) async throws -> Data {
    if let png = try await store.mask(of: id) { return png }
    guard try await store.item(id) != nil else { throw RequestProblem.noItem }
    throw RequestProblem(
      .notFound, "the store has no mask of this image",
      remedy:
        "send it to /v1/images with the image, or name it in a table of images (column mask) and "
        + "run `semblance index add`")
  }
}

extension RequestProblem {
  static let noItem = RequestProblem(
    .notFound, "the store has no image by that id",
    remedy: "take an id from an answer, its slashes as %2F")
}
