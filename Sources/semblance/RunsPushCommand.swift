import ArgumentParser
import Experiments
import Foundation

struct RunsPushCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "push",
    abstract: "Send runs to MLflow: those named, or those that could not be sent.",
    discussion: """
      Sent are the plan as parameters, all numbers as metrics with their intervals (NAME.low, NAME.high), the \
      data set as an input, run.json, report and figures as artifacts, and with --register the encoders as \
      registered models. The run's id is a tag of it there, and what is there is not sent again. \
      MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN, are used where they \
      are set.

      EXAMPLES
        semblance runs push
        semblance runs push baseline --mlflow http://127.0.0.1:5000 --experiment films
      """)

  @Argument(help: "Ids of runs, beginnings of them, or tags; without any, those that are kept.")
  var runs: [String] = []

  @Option(name: .long, help: "Address of the server (default: that of the run's plan).")
  var mlflow: String?

  @Option(name: .long, help: "Experiment there (default: that of the plan, or its title).")
  var experiment: String?

  @Flag(name: .long, help: "Make encoders registered models.")
  var register = false

  @Option(name: .long, help: "Seconds that a run may take.")
  var timeout = 300.0

  func validate() throws {
    guard timeout > 0, timeout.isFinite else {
      throw ValidationError("--timeout \(timeout) is no time; give seconds above 0")
    }
    guard !runs.isEmpty || (mlflow == nil && experiment == nil && !register) else {
      throw ValidationError(
        "runs that are kept go where their plans say; name runs to send elsewhere")
    }
    guard mlflow != nil || (experiment == nil && !register) else {
      throw ValidationError("--experiment and --register go with --mlflow")
    }
    _ = try given()
  }

  func run() async throws {
    let spool = RunSpool(.current())
    let kept = try spool.entries()
    guard !runs.isEmpty else {
      if kept.isEmpty { Terminal.show("no run is kept to be sent") }
      return try await send(kept) { try await spool.send($0, within: timeout) }
    }
    let registry = RunRegistry(.current())
    let entries = try runs.map { name in
      let run = try registry.run(named: name)
      return RunSpool.Entry(run: run, target: try target(of: run))
    }
    try await send(entries) { entry in
      if kept.contains(where: { $0.run.id == entry.run.id && $0.target == entry.target }) {
        return try await spool.send(entry, within: timeout)
      }
      guard entry.run.presence == .there else {
        throw SettingsError.unreadable(
          file: entry.run.folder, reason: "the run is \(entry.run.presence.rawValue)",
          remedy: "only runs whose folder is as it was can be sent")
      }
      return try await MLflowPush(entry.run, in: entry.run.place, to: entry.target, .current())
        .send(within: timeout)
    }
  }

  /// One after the other; a run that fails does not hold up others.
  private func send(
    _ entries: [RunSpool.Entry], _ push: (RunSpool.Entry) async throws -> MLflowPush.Delivery
  ) async throws {
    var failed = 0
    for entry in entries {
      do {
        Terminal.show(entry.run.sentence(of: try await push(entry)))
      } catch {
        try Task.checkCancellation()
        Terminal.error("\(entry.run.id): \(error)")
        failed += 1
      }
    }
    guard failed == 0 else { throw ExitCode.failure }
  }

  private func target(of run: RegisteredRun) throws -> MLflowTarget {
    if let given = try given() { return given }
    guard run.presence == .there,
      let target = try RunWriter.record(in: run.place).plan.tracking?.mlflow
    else {
      throw ValidationError("\(run.id): its plan names no server; give --mlflow URI")
    }
    return target
  }

  private func given() throws -> MLflowTarget? {
    do {
      return try mlflow.map {
        try MLflowTarget(uri: $0, experiment: experiment, register: register, place: "--mlflow")
      }
    } catch {
      throw ValidationError("\(error)")
    }
  }
}

extension RegisteredRun {
  /// What became of it.
  func sentence(of delivery: MLflowPush.Delivery) -> String {
    guard !delivery.wasThere else { return "\(id) is there already, as \(delivery.runID)" }
    return "\(id) was sent, as \(delivery.runID)"
      + (delivery.withoutFiles.map { "; without its files: \($0)" } ?? "")
  }
}
