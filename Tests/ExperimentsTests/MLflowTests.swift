import Analyses
import Embeddings
import Foundation
import Images
import Statistics
import TestSupport
import Testing

@testable import Experiments

/// Runs that are sent to a real MLflow, and to servers that are none.
@Suite(.serialized) struct MLflowTests {
  private let folder: TemporaryFolder
  private let installation: Installation

  init() throws {
    folder = try TemporaryFolder()
    installation = Installation(root: folder.url.appending(path: "home"))
    for index in 0..<12 {
      let split = index % 3 == 0 ? "test" : "train"
      let samples = (0..<64).map { UInt8(truncatingIfNeeded: $0 * (index + 3)) }
      let image = Image(width: 8, height: 8, channels: 1, samples: samples)
      try folder.write(try image.encodedPNG(), to: "images/\(split)/\(index).png")
    }
    try folder.write(
      "name: made\nsource: folder\nroot: images\nlevels: [split]\n", to: "dataset.yaml")
    try folder.write(
      """
      title: Made
      question: Does it leak?
      dataset: dataset.yaml
      encoders: [pixels-8, pixels-4]
      compare: {by: split, reference: train, candidate: test}
      analyses: {leakage: {threshold: 0.99}}
      gates: ["leakage.leak_rate[pixels-8] < 2"]
      """, to: "plan.yaml")
  }

  private func run(_ overrides: String...) async throws -> RegisteredRun {
    let plan = try ExperimentPlan(
      file: folder.url.appending(path: "plan.yaml"), overrides: overrides)
    let catalog = try Catalog(installation: installation, environment: [:], concurrency: 2)
    let output = folder.url.appending(path: "report")
    try await RunWriter(folder: output) { _ in }
      .write(Runner(catalog: catalog) { _ in }.run(plan, in: folder.url))
    return try RegisteredRun(output)
  }

  private func target(_ uri: String, register: Bool = false) throws -> MLflowTarget {
    try MLflowTarget(
      uri: uri, experiment: "t \(folder.url.lastPathComponent)", register: register, place: "test")
  }

  // What MLflow's own interface says of a run.

  private struct Found: Decodable {
    let run: Run
    struct Run: Decodable {
      let info: Info
      let data: Values
      let inputs: Inputs?
    }
    struct Info: Decodable {
      let status: String
      let experimentId: String
      let runName: String
    }
    struct Values: Decodable {
      let metrics: [Metric]
      let params: [MLflowContent.Pair]
      let tags: [MLflowContent.Pair]
    }
    struct Metric: Decodable {
      let key: String
      let value: Double
    }
    struct Inputs: Decodable {
      let datasetInputs: [Input]?
      struct Input: Decodable { let dataset: Dataset }
      struct Dataset: Decodable {
        let name: String
        let digest: String
      }
    }
  }

  private struct Files: Decodable {
    let files: [File]?
    struct File: Decodable {
      let path: String
      let fileSize: Int?
    }
  }

  private struct Versions: Decodable {
    let modelVersions: [Version]?
    struct Version: Decodable {
      let name: String
      let tags: [MLflowContent.Pair]
    }
  }

  @Test(.timeLimit(.minutes(15))) func aRunIsThereWithAllThatItFound() async throws {
    let server = MLflowServer(uri: try MLflowProcess.started().uri)
    let run = try await run()
    let record = try RunWriter.record(in: run.place)
    let push = MLflowPush(
      run, in: run.place, to: try target(server.uri, register: true), installation)
    let delivery = try await push.send(within: 600)
    #expect(!delivery.wasThere && delivery.withoutFiles == nil)
    let found: Found = try await server.get("runs/get", ["run_id": delivery.runID])
    #expect(found.run.info.status == "FINISHED" && found.run.info.runName == run.id)
    let metrics = Dictionary(
      uniqueKeysWithValues: found.run.data.metrics.map { ($0.key, $0.value) })
    let ends = record.numbers.count { $0.interval != nil } * 2
    #expect(metrics.count == record.numbers.count + ends)
    let rate = try #require(
      record.numbers.first { $0.name == "leakage.leak_rate" && $0.encoder == "pixels-8" })
    #expect(metrics["pixels-8/leakage.leak_rate"] == rate.value)
    #expect(metrics["pixels-8/leakage.leak_rate.high"] == rate.interval?.high)
    #expect(metrics["data.images"] == 12)
    #expect(found.run.data.params.contains(.init(key: "title", value: "Made")))
    #expect(found.run.data.params.contains(.init(key: "comparison.reference", value: "train")))
    #expect(found.run.data.tags.contains(.init(key: "semblance.run", value: run.id)))
    #expect(
      found.run.data.tags.contains(.init(key: "semblance.gates", value: "gates: 1 passed")))
    let dataset = try #require(found.run.inputs?.datasetInputs?.first?.dataset)
    #expect(dataset.name == "made" && record.dataset.fingerprint.hasPrefix(dataset.digest))
    let files: Files = try await server.get("artifacts/list", ["run_id": delivery.runID])
    let report = try Data(contentsOf: run.place.appending(path: "run.json"))
    #expect(files.files?.first { $0.path == "run.json" }?.fileSize == report.count)
    let names = Set(files.files?.map(\.path) ?? [])
    #expect(names.isSuperset(of: ["report.md", "figures"]))
    let versions: Versions = try await server.get(
      "model-versions/search", ["filter": "run_id = '\(delivery.runID)'"])
    #expect(
      versions.modelVersions?.flatMap(\.tags).contains {
        $0.key == "semblance.preprocessing" && !$0.value.isEmpty
      } == true)
  }

  @Test(.enabled(if: SetUp.hasRuntimes, SetUp.remedy), .timeLimit(.minutes(15)))
  func aRegisteredModelCarriesItsCard() async throws {
    let server = MLflowServer(uri: try MLflowProcess.started().uri)
    try FileManager.default.createDirectory(
      at: installation.root, withIntermediateDirectories: true)
    for (link, place) in [
      (installation.runtimes, SetUp.fetched.runtimes), (installation.models, SetUp.fetched.models),
    ] { try FileManager.default.createSymbolicLink(at: link, withDestinationURL: place) }
    let run = try await run("encoders=[efficientnet-lite0]", "gates=[]")
    let encoder = try #require(try RunWriter.record(in: run.place).encoders.first)
    let push = MLflowPush(
      run, in: run.place, to: try target(server.uri, register: true), installation)
    let sent = try await push.send(within: 600).runID
    let versions: Versions = try await server.get(
      "model-versions/search", ["filter": "run_id = '\(sent)'"])
    let tags = try #require(versions.modelVersions?.first { $0.name == encoder.name }).tags
    let card = try #require(try ModelLibrary(installation).model(named: encoder.name)).card
    for (key, value) in [
      ("preprocessing", encoder.preprocessing), ("weights_sha256", try #require(encoder.weights)),
      ("source", card.source), ("licence", card.licence),
    ] {
      #expect(tags.contains(.init(key: "semblance.\(key)", value: value)), "\(key)")
    }
    let folder = "encoders/\(encoder.name)"
    let files: Files = try await server.get(
      "artifacts/list", ["run_id": sent, "path": folder])
    #expect(
      Set(files.files?.map(\.path) ?? [])
        == Set(["MLmodel", "card.yaml", "encoder.json"].map { "\(folder)/\($0)" }))
  }

  @Test(.enabled(if: SetUp.hasRuntimes, SetUp.remedy))
  func aCardIsThatOfTheEncoderOrNone() async throws {
    let home = try TemporaryFolder()
    let (installation, card) = (try SetUp.empty(in: home), try SetUp.reference("tiny-vector.yaml"))
    let catalog = try SetUp.catalog(installation)
    let library = ModelLibrary(installation)
    _ = try await library.add(card: card, catalog)
    let id = try catalog.encoder(named: "tiny-vector").id
    let files = Dictionary(
      uniqueKeysWithValues: try MLflowModel(id, library).files(of: "r").map { ($0, $1) })
    let own = installation.models.appending(path: "tiny-vector/card.yaml")
    #expect(try files["card.yaml"] == Data(contentsOf: own))
    let description = try JSONSerialization.jsonObject(with: files["MLmodel"] ?? Data())
    let metadata = (description as? [String: Any])?["metadata"] as? [String: String]
    #expect(metadata?["weights_sha256"] == id.weights && metadata?["source"] != nil)
    func names(_ weights: String?, _ more: String = "") throws -> [String] {
      let other = EncoderID(
        name: id.name, weights: weights, preprocessing: id.preprocessing + more,
        runtime: id.runtime, output: id.output)
      return try MLflowModel(other, library).files(of: "r").map(\.name)
    }
    #expect(try names(id.weights, ", decoded with alpha drop").contains("card.yaml"))
    #expect(try names("0123") == ["encoder.json", "MLmodel"])
  }

  @Test(.timeLimit(.minutes(15))) func aSecondPushSendsNothingTwice() async throws {
    let server = MLflowServer(uri: try MLflowProcess.started().uri)
    let run = try await run()
    let push = MLflowPush(run, in: run.place, to: try target(server.uri), installation)
    let first = try await push.send(within: 600)
    let second = try await push.send(within: 600)
    #expect(second == .init(runID: first.runID, wasThere: true, withoutFiles: nil))
    // A push that was cut short is gone on with.
    struct Reopened: Encodable {
      let runId: String
      let status = "RUNNING"
    }
    _ = try await server.post(
      "runs/update", Reopened(runId: first.runID), as: MLflowNothing.self)
    let third = try await push.send(within: 600)
    #expect(third == .init(runID: first.runID, wasThere: false, withoutFiles: nil))
    let found: Found = try await server.get("runs/get", ["run_id": first.runID])
    #expect(found.run.info.status == "FINISHED")
    #expect(found.run.inputs?.datasetInputs?.count == 1)
  }

  @Test(.timeLimit(.minutes(15))) func whatCouldNotBeSentIsSentLaterFromItsCopy() async throws {
    let run = try await run()
    let spool = RunSpool(installation)
    try spool.keep(run, in: run.place, for: try target(try MLflowProcess.started().uri))
    try FileManager.default.removeItem(at: run.place)
    let entry = try #require(try spool.entries().first)
    #expect(entry.run == run)
    #expect(try await !spool.send(entry, within: 600).wasThere)
    #expect(try spool.entries().isEmpty)
  }

  @Test(.timeLimit(.minutes(5))) func aServerThatIsDownIsToldAtOnce() async throws {
    let run = try await run()
    let push = MLflowPush(run, in: run.place, to: try target("http://127.0.0.1:1"), installation)
    await #expect { try await push.send(within: 30) } throws: { error in
      if case TrackingError.unreachable = error { true } else { false }
    }
  }

  @Test(.timeLimit(.minutes(5))) func aServerThatNeverAnswersIsGivenUp() async throws {
    let run = try await run()
    let silent = try SilentServer()
    let uri = "http://127.0.0.1:\(silent.port)"
    let push = MLflowPush(run, in: run.place, to: try target(uri), installation)
    await #expect(throws: TrackingError.late(uri: uri, seconds: 0.5)) {
      try await push.send(within: 0.5)
    }
  }

  @Test func namesAreThoseThatMLflowTakes() {
    let long = String(repeating: "x", count: 300)
    let names = MLflowNames.allowed(["a.b/c-1", "ü[1]", "__1_", long, long + "y", "/root"])
    #expect(names[0] == "a.b/c-1" && names[1] == "__1_")
    #expect(names[2].hasPrefix("__1__") && Set(names).count == 6)
    #expect(names.allSatisfy { $0.count <= 250 && !$0.hasPrefix("//") })
    #expect(MLflowNames.value(String(repeating: "v", count: 7_000)).count == 6_000)
  }

  @Test(arguments: [
    "127.0.0.1:5000", "ftp://host", "http://", "http://me:secret@host", "http://host?x=1", "",
  ])
  func addressesThatAreNoneAreRefused(_ uri: String) {
    #expect(throws: SettingsError.self) { try target(uri) }
  }

  @Test func plansNameTheServer() throws {
    let file = folder.url.appending(path: "plan.yaml")
    let plan = try ExperimentPlan(
      file: file, overrides: ["tracking={mlflow: {uri: \"http://h:1/x\", register: true}}"])
    #expect(plan.tracking?.mlflow.register == true && plan.tracking?.mlflow.experiment == nil)
    #expect(try RunJSON.decode(ExperimentPlan.self, from: RunJSON.pretty(plan)) == plan)
    for wrong in ["mlflow", "{}", "{wandb: {}}", "{mlflow: {url: x}}"] {
      #expect(throws: SettingsError.self) {
        try ExperimentPlan(file: file, overrides: ["tracking=\(wrong)"])
      }
    }
  }
}
