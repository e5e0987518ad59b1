import Foundation
import VectorStore

/// What surrounds every page.
struct PageFrame {
  let title: String
  /// The store's name.
  let store: String
  let links: [NavigationLink]
  let stylesheet: String
  let script: String
  /// Whether there is a way out.
  let isSignedIn: Bool
  /// Seconds after which the page is loaded again; nil: never.
  var refresh: Int?
}

struct NavigationLink {
  let href: String
  let name: String
  let isCurrent: Bool
}

extension SearchService {
  private static let sections: [(page: Page, name: String)] = [
    (.search, "Search"), (.browse, "Browse"), (.duplicates, "Duplicates"),
    (.labels, "Labels"), (.clusters, "Clusters"), (.map, "Map"), (.shift, "Shift"),
  ]

  func frame(_ title: String, at page: Page, isSignedIn: Bool? = nil) -> PageFrame {
    let isSignedIn = isSignedIn ?? (settings.token != nil)
    let isOpen = isSignedIn || settings.token == nil
    return PageFrame(
      title: title, store: store.address.name,
      links: isOpen
        ? Self.sections.map {
          NavigationLink(href: $0.page.pattern, name: $0.name, isCurrent: $0.page == page)
        } : [],
      stylesheet: "\(Page.stylesheet.pattern)?v=\(Asset.stylesheet.tag)",
      script: "\(Page.script.pattern)?v=\(Asset.script.tag)", isSignedIn: isSignedIn)
  }

  /// Whether decisions can be kept, and what to do where they cannot.
  var reviewing: ReviewingNote { ReviewingNote(canReview: settings.token != nil) }
}

/// In templates.
struct ReviewingNote {
  let canReview: Bool
}

/// A file that pages load.
struct Asset: Sendable {
  let bytes: [UInt8]
  let type: String
  let tag: String

  private init(_ bytes: [UInt8], _ type: String) {
    (self.bytes, self.type, tag) = (bytes, type, .tag(of: bytes))
  }

  static let stylesheet = Asset(PackageResources.explorer_css, "text/css; charset=utf-8")
  static let script = Asset(PackageResources.explorer_js, "text/javascript; charset=utf-8")
}
