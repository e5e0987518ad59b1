import Embeddings
public import Foundation

/// Runs that could not be sent yet, each with a copy of its folder, which another run may take.
public struct RunSpool: Sendable {
  private let installation: Installation
  private var folder: URL { installation.spool }

  public init(_ installation: Installation) {
    self.installation = installation
  }

  /// A run and where it is to go.
  public struct Entry: Sendable, Codable {
    public let run: RegisteredRun
    public let target: MLflowTarget

    public init(run: RegisteredRun, target: MLflowTarget) {
      (self.run, self.target) = (run, target)
    }
  }

  /// Copies a run's files to be sent later; one that is kept already is replaced.
  public func keep(_ run: RegisteredRun, in source: URL, for target: MLflowTarget) throws {
    try WholeFolder.write(place(of: run.id)) { staging in
      let copy = staging.appending(path: "run")
      for name in try RunWriter.files(in: source, below: ["figures", "latex"]) {
        let file = copy.appending(path: name)
        try FileManager.default.createDirectory(
          at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try FileManager.default.copyItem(at: source.appending(path: name), to: file)
      }
      try WholeFile.write(
        try RunJSON.pretty(Entry(run: run, target: target)),
        to: staging.appending(path: "entry.json"))
    }
  }

  /// In the order of runs.
  public func entries() throws -> [Entry] {
    guard FileManager.default.fileExists(atPath: folder.path) else { return [] }
    return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      .map { folder.appending(path: "\($0)/entry.json") }
      .filter { FileManager.default.fileExists(atPath: $0.path) }
      .map { try RunJSON.decode(Entry.self, from: try Data(contentsOf: $0)) }
  }

  /// Sends a run from its copy, and drops the copy when it is there.
  public func send(_ entry: Entry, within seconds: Double) async throws -> MLflowPush.Delivery {
    let copy = place(of: entry.run.id)
    let push = MLflowPush(
      entry.run, in: copy.appending(path: "run"), to: entry.target, installation)
    let delivery = try await push.send(within: seconds)
    try FileManager.default.removeItem(at: copy)
    return delivery
  }

  private func place(of id: String) -> URL { folder.appending(path: id) }
}
