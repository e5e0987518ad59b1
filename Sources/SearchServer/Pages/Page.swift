import Foundation
import HTTPTypes

/// What the explorer shows in a browser.
enum Page: Equatable {
  case search, results, browse
  case image(id: String)
  case thumbnail(id: String)
  case mask(id: String)
  case duplicates, acceptedPairs, removedIDs
  case labels, clusters, map, shift
  case login, logout
  case stylesheet, script

  /// Nil for a path where no page is. An id is one part of the path, its slashes as %2F.
  init?(path: String) {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
      .map { $0.removingPercentEncoding }
    switch parts {
    case [""]: self = .search
    case ["search"]: self = .results
    case ["browse"]: self = .browse
    case ["duplicates"]: self = .duplicates
    case ["duplicates", "accepted.json"]: self = .acceptedPairs
    case ["duplicates", "removed.txt"]: self = .removedIDs
    case ["labels"]: self = .labels
    case ["clusters"]: self = .clusters
    case ["map"]: self = .map
    case ["shift"]: self = .shift
    case ["login"]: self = .login
    case ["logout"]: self = .logout
    case ["assets", "explorer.css"]: self = .stylesheet
    case ["assets", "explorer.js"]: self = .script
    default: self.init(imageParts: parts)
    }
  }

  private init?(imageParts parts: [String?]) {
    guard (2...3).contains(parts.count), parts[0] == "images", let id = parts[1], !id.isEmpty else {
      return nil
    }
    switch parts.dropFirst(2).first {
    case nil: self = .image(id: id)
    case "thumbnail": self = .thumbnail(id: id)
    case "mask": self = .mask(id: id)
    default: return nil
    }
  }

  /// Without anything that names an image.
  var pattern: String {
    switch self {
    case .search: "/"
    case .results: "/search"
    case .browse: "/browse"
    case .image: "/images/{id}"
    case .thumbnail: "/images/{id}/thumbnail"
    case .mask: "/images/{id}/mask"
    case .duplicates: "/duplicates"
    case .acceptedPairs: "/duplicates/accepted.json"
    case .removedIDs: "/duplicates/removed.txt"
    case .labels: "/labels"
    case .clusters: "/clusters"
    case .map: "/map"
    case .shift: "/shift"
    case .login: "/login"
    case .logout: "/logout"
    case .stylesheet: "/assets/explorer.css"
    case .script: "/assets/explorer.js"
    }
  }

  var methods: [HTTPRequest.Method] {
    switch self {
    case .results, .duplicates, .labels, .login: [.get, .head, .post]
    case .logout: [.post]
    default: [.get, .head]
    }
  }

  /// Whether only those who are signed in see it, where there is a token.
  var isGuarded: Bool {
    switch self {
    case .login, .stylesheet, .script: false
    default: true
    }
  }

  /// Whether requests for it count among those that one address may send: parts of other pages do not.
  var countsForRate: Bool {
    switch self {
    case .thumbnail, .mask, .stylesheet, .script: false
    default: true
    }
  }

  /// Whether its forms change the store, which nobody may without a token.
  var changesStore: Bool { self == .duplicates || self == .labels }
}
