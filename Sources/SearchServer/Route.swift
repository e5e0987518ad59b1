import Foundation
import HTTPTypes

/// What can be asked of the service.
enum Route: Equatable {
  case health, ready, metrics, openAPI
  case similar, embed, leakage, label
  case images
  case image(id: String)
  case thumbnail(id: String)
  case mask(id: String)
  case similarToImage(id: String)

  /// Nil for a path where nothing is. An id is one part of the path, its slashes as %2F.
  init?(path: String) {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
      .map { $0.removingPercentEncoding }
    switch parts {
    case ["health"]: self = .health
    case ["ready"]: self = .ready
    case ["metrics"]: self = .metrics
    case ["openapi.json"]: self = .openAPI
    case ["v1", "similar"]: self = .similar
    case ["v1", "embed"]: self = .embed
    case ["v1", "leakage"]: self = .leakage
    case ["v1", "label"]: self = .label
    case ["v1", "images"]: self = .images
    default: self.init(imageParts: parts)
    }
  }

  private init?(imageParts parts: [String?]) {
    guard (3...4).contains(parts.count), parts.starts(with: ["v1", "images"]),
      let id = parts[2], !id.isEmpty
    else { return nil }
    switch parts.dropFirst(3).first {
    case nil: self = .image(id: id)
    case "thumbnail": self = .thumbnail(id: id)
    case "mask": self = .mask(id: id)
    case "similar": self = .similarToImage(id: id)
    default: return nil
    }
  }

  /// Without anything that names an image.
  var pattern: String {
    switch self {
    case .health: "/health"
    case .ready: "/ready"
    case .metrics: "/metrics"
    case .openAPI: "/openapi.json"
    case .similar: "/v1/similar"
    case .embed: "/v1/embed"
    case .leakage: "/v1/leakage"
    case .label: "/v1/label"
    case .images: "/v1/images"
    case .image: "/v1/images/{id}"
    case .thumbnail: "/v1/images/{id}/thumbnail"
    case .mask: "/v1/images/{id}/mask"
    case .similarToImage: "/v1/images/{id}/similar"
    }
  }

  var methods: [HTTPRequest.Method] {
    switch self {
    case .similar, .embed, .leakage, .label: [.post]
    case .images: [.get, .head, .post]
    case .health, .ready, .metrics, .openAPI, .image, .thumbnail, .mask, .similarToImage:
      [.get, .head]
    }
  }

  /// Whether only those with the token may ask, where there is one.
  var isGuarded: Bool { pattern.hasPrefix("/v1/") || self == .metrics }

  /// Whether the store changes: nobody may without a token.
  func changesStore(_ method: HTTPRequest.Method) -> Bool { self == .images && method == .post }

  /// Whether requests for it count among those that one address may send: pictures of pages do not.
  var countsForRate: Bool {
    if case .thumbnail = self { false } else { isGuarded }
  }
}
