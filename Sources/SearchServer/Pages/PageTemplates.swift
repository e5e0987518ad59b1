import Foundation
import Mustache

/// The explorer's pages as they are written, compiled in.
struct PageTemplates: Sendable {
  /// Files in `Explorer`, named by their case.
  enum Name: String, CaseIterable {
    case layout, filters, pictures, pager, search, browse, image, login, problem, progress
    case duplicates, labels, clusters, map, shift
  }

  private let library: MustacheLibrary
  private static let escaping = "SCALARS"

  init() throws {
    MustacheContentTypes.register(HTMLText(), named: Self.escaping)
    var library = MustacheLibrary()
    for name in Name.allCases {
      // Each file says anew how text is escaped; otherwise the library's own way is taken.
      let text = "{{% CONTENT_TYPE:\(Self.escaping)}}" + String(decoding: name.bytes, as: UTF8.self)
      try library.register(text, named: name.rawValue)
    }
    self.library = library
  }

  /// - Parameter page: whose properties the template names.
  func html(_ page: some Any, by name: Name) -> String {
    library.render(page, withTemplate: name.rawValue) ?? ""
  }
}

extension PageTemplates.Name {
  fileprivate var bytes: [UInt8] {
    switch self {
    case .layout: PackageResources.layout_mustache
    case .filters: PackageResources.filters_mustache
    case .pictures: PackageResources.pictures_mustache
    case .pager: PackageResources.pager_mustache
    case .search: PackageResources.search_mustache
    case .browse: PackageResources.browse_mustache
    case .image: PackageResources.image_mustache
    case .login: PackageResources.login_mustache
    case .problem: PackageResources.problem_mustache
    case .progress: PackageResources.progress_mustache
    case .duplicates: PackageResources.duplicates_mustache
    case .labels: PackageResources.labels_mustache
    case .clusters: PackageResources.clusters_mustache
    case .map: PackageResources.map_mustache
    case .shift: PackageResources.shift_mustache
    }
  }
}
