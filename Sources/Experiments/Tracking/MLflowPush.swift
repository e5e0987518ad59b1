import Embeddings
public import Foundation

/// Sends one run to an MLflow server.
///
/// The run's id is a tag there. A run that is there and finished is left as it is; one that was begun is
/// gone on with, so that a second push sends nothing twice.
public struct MLflowPush: Sendable {
  static let idTag = "semblance.run"

  private let target: MLflowTarget
  private let server: MLflowServer
  private let run: RegisteredRun
  private let folder: URL
  private let library: ModelLibrary

  /// - Parameters:
  ///   - folder: that holds the run, which may be a copy.
  ///   - installation: that has the cards of its encoders.
  public init(
    _ run: RegisteredRun, in folder: URL, to target: MLflowTarget, _ installation: Installation
  ) {
    (self.target, self.run, self.folder) = (target, run, folder)
    library = ModelLibrary(installation)
    server = MLflowServer(uri: target.uri)
  }

  /// What became of a run.
  public struct Delivery: Sendable, Equatable {
    /// The server's name of the run.
    public let runID: String
    /// It was sent before; nothing was.
    public let wasThere: Bool
    /// Why files were not sent; nil where they were.
    public let withoutFiles: String?
  }

  /// - Throws: `TrackingError`, `late` among them when it takes longer than `seconds`; what was sent until
  ///   then stays there.
  public func send(within seconds: Double) async throws -> Delivery {
    try await withThrowingTaskGroup(of: Delivery.self) { group in
      group.addTask { try await send() }
      group.addTask { [uri = server.uri] in
        try await Task.sleep(for: .seconds(seconds))
        throw TrackingError.late(uri: uri, seconds: seconds)
      }
      defer { group.cancelAll() }
      guard let delivery = try await group.next() else { throw CancellationError() }
      return delivery
    }
  }

  private func send() async throws -> Delivery {
    let content = MLflowContent(run: run, record: try RunWriter.record(in: folder))
    let experiment = try await experiment(content.record.plan.title)
    let known = try await find(in: experiment)
    if let known, known.status == "FINISHED" {
      return Delivery(runID: known.runId, wasThere: true, withoutFiles: nil)
    }
    let info = if let known { known } else { try await create(content, in: experiment) }
    try await log(content, info.runId)
    let files = artifactPath(info)
    if let files {
      try await putFiles(at: files)
      if target.register { try await register(content.record.encoders, info, at: files) }
    }
    let end = RunUpdate(runId: info.runId, status: "FINISHED", endTime: content.time)
    let _: MLflowNothing? = try await server.post("runs/update", end, as: MLflowNothing?.self)
    return Delivery(
      runID: info.runId, wasThere: false,
      withoutFiles: files == nil ? "the server keeps them at \(info.artifactUri)" : nil)
  }
}

// The bodies and answers of MLflow's calls, as its REST documentation names them.

private struct RunInfo: Decodable {
  let runId: String
  let status: String
  let artifactUri: String
}

private struct RunUpdate: Encodable {
  let runId: String
  let status: String
  let endTime: Int
}

extension MLflowPush {
  /// Its id; made where it is not there.
  private func experiment(_ title: String) async throws -> String {
    struct Made: Decodable { let experimentId: String }
    struct Found: Decodable { let experiment: Made }
    let name = target.experiment ?? title
    do {
      return try await server.post("experiments/create", ["name": name], as: Made.self)
        .experimentId
    } catch TrackingError.refused(_, _, "RESOURCE_ALREADY_EXISTS", _) {
      let found: Found = try await server.get(
        "experiments/get-by-name", ["experiment_name": name])
      return found.experiment.experimentId
    }
  }

  private func find(in experiment: String) async throws -> RunInfo? {
    struct Search: Encodable {
      let experimentIds: [String]
      let filter: String
    }
    struct Found: Decodable {
      let runs: [Run]?
      struct Run: Decodable { let info: RunInfo }
    }
    let search = Search(
      experimentIds: [experiment], filter: "tags.`\(Self.idTag)` = '\(run.id)'")
    return try await server.post("runs/search", search, as: Found.self).runs?.first?.info
  }

  private func create(_ content: MLflowContent, in experiment: String) async throws -> RunInfo {
    struct New: Encodable {
      let experimentId: String
      let runName: String
      let startTime: Int
      let tags: [MLflowContent.Pair]
    }
    struct Made: Decodable {
      let run: Run
      struct Run: Decodable { let info: RunInfo }
    }
    let new = New(
      experimentId: experiment, runName: run.id, startTime: content.time, tags: content.tags)
    return try await server.post("runs/create", new, as: Made.self).run.info
  }

  /// Parameters, metrics and the data set. What is there already is not changed by being sent again.
  private func log(_ content: MLflowContent, _ id: String) async throws {
    struct Batch: Encodable {
      let runId: String
      var metrics: [MLflowContent.Metric] = []
      var params: [MLflowContent.Pair] = []
    }
    struct Inputs: Encodable {
      let runId: String
      let datasets: [Input]
      struct Input: Encodable {
        let dataset: MLflowContent.Dataset
        let tags: [MLflowContent.Pair]
      }
    }
    for params in try content.parameters.inParts(of: MLflowNames.parametersAtOnce) {
      try await tell("runs/log-batch", Batch(runId: id, params: params))
    }
    for metrics in content.metrics.inParts(of: MLflowNames.metricsAtOnce) {
      try await tell("runs/log-batch", Batch(runId: id, metrics: metrics))
    }
    let input = Inputs.Input(
      dataset: try content.dataset, tags: [.init(key: "mlflow.data.context", value: "evaluation")])
    try await tell("runs/log-inputs", Inputs(runId: id, datasets: [input]))
  }

  private func tell(_ call: String, _ body: some Encodable) async throws {
    _ = try await server.post(call, body, as: MLflowNothing.self)
  }

  /// Where the server takes files itself; nil where it leaves that to others.
  private func artifactPath(_ info: RunInfo) -> String? {
    guard let uri = URLComponents(string: info.artifactUri), uri.scheme == "mlflow-artifacts"
    else { return nil }
    return String(uri.path.drop { $0 == "/" })
  }

  /// What stands in the run's folder itself, and the figures.
  private func putFiles(at path: String) async throws {
    for name in try RunWriter.files(in: folder, below: ["figures", "latex"]) {
      let content = try Data(contentsOf: folder.appending(path: name))
      try await server.put(content, at: "\(path)/\(name)")
    }
  }
}

extension MLflowPush {
  /// A version of a registered model for each encoder that the server does not have like this.
  private func register(
    _ encoders: [EncoderID], _ info: RunInfo, at path: String
  ) async throws {
    for encoder in encoders {
      let model = try MLflowModel(encoder, library)
      for (name, content) in try model.files(of: info.runId) {
        try await server.put(content, at: "\(path)/encoders/\(model.name)/\(name)")
      }
      try await make(model)
      try await makeVersion(of: model, info)
    }
  }

  private func make(_ model: MLflowModel) async throws {
    struct New: Encodable {
      let name: String
      let description: String
    }
    do {
      try await tell(
        "registered-models/create", New(name: model.name, description: model.title))
    } catch TrackingError.refused(_, _, "RESOURCE_ALREADY_EXISTS", _) {
      return
    }
  }

  private func makeVersion(of model: MLflowModel, _ info: RunInfo) async throws {
    struct New: Encodable {
      let name: String
      let source: String
      let runId: String
      let description: String
      let tags: [MLflowContent.Pair]
    }
    struct Found: Decodable {
      let modelVersions: [Version]?
      struct Version: Decodable { let tags: [MLflowContent.Pair]? }
    }
    let quoted = model.name.replacing("'", with: "\\'")
    let found: Found = try await server.get(
      "model-versions/search", ["filter": "name = '\(quoted)'"])
    let isThere = (found.modelVersions ?? []).contains { version in
      model.tags.allSatisfy { (version.tags ?? []).contains($0) }
    }
    guard !isThere else { return }
    try await tell(
      "model-versions/create",
      New(
        name: model.name, source: "\(info.artifactUri)/encoders/\(model.name)",
        runId: info.runId, description: model.description, tags: model.tags))
  }
}

extension Array {
  fileprivate func inParts(of count: Int) -> [[Element]] {
    stride(from: 0, to: self.count, by: count).map {
      Array(self[$0..<Swift.min($0 + count, self.count)])
    }
  }
}
