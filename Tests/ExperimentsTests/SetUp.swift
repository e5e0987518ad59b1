import Foundation
import Inference
import TestSupport
import Testing

@testable import Experiments

/// What scripts/setup fetches, and tiny models that need no fetching.
enum SetUp {
  private static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: ".semblance")

  static let remedy: Comment = "run scripts/setup --for test"

  static let fetched = Installation(root: folder)

  static let hasRuntimes = RuntimeKind.allCases.allSatisfy { kind in
    // A runtime that is not there is what is asked about.
    (try? InferenceRuntime.find(kind, in: [fetched.runtimes])) != nil
  }

  static let tinyModels = [
    "tiny-vector", "tiny-grey", "tiny-cls", "tiny-patches", "tiny-map", "tiny-int8",
  ]

  static func reference(_ name: String) throws -> URL {
    try #require(Bundle.module.resourceURL).appending(path: "References/models/\(name)")
  }

  /// An installation of its own with the fetched runtimes and no models.
  static func empty(in folder: TemporaryFolder) throws -> Installation {
    let installation = Installation(root: folder.url)
    try FileManager.default.createSymbolicLink(
      at: installation.runtimes, withDestinationURL: fetched.runtimes)
    return installation
  }

  static func catalog(
    _ installation: Installation, runtime: RuntimeKind? = nil, concurrency: Int = 2
  ) throws -> Catalog {
    try Catalog(
      installation: installation,
      environment: runtime.map { ["SEMBLANCE_RUNTIME": $0.rawValue] } ?? [:],
      concurrency: concurrency)
  }
}
