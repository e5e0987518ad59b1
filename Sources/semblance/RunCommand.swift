import Analyses
import ArgumentParser
import Experiments
import Foundation

struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Carry out an experiment and write its report.",
    discussion: """
      The report goes to reports/NAME/ beside the experiments, NAME being the plan's folder: run.json, \
      report.md, report.html, report.pdf, figures as PNG and PDF, and where leaks are asked for the clean collection. \
      Where a gate of the plan is crossed, the exit code is 2; the report is written all the same. \
      A plan with tracking is sent to MLflow afterwards; a server that is down is a warning (semblance runs push).

      EXAMPLES
        semblance run experiments/01-fashion-mnist/plan.yaml
        semblance run plan.yaml --set limit=none --set analyses.leakage.threshold=0.99
        semblance run plan.yaml --set pictures=false -o /tmp/report
        semblance run plan.yaml --junit gates.xml --github
      """)

  @Argument(help: "The plan file.", completion: .file(extensions: ["yaml", "yml"]))
  var plan: String

  @Option(name: .long, help: "Replace a value of the plan: key.path=value. Repeatable.")
  var set: [String] = []

  @Option(
    name: .shortAndLong,
    help: "Folder for the report (default: reports/<name of the plan's folder>).",
    completion: .directory)
  var output: String?

  @Flag(name: .long, help: "Check the plan and print it with all defaults; compute nothing.")
  var dryRun = false

  @OptionGroup var gates: GateReportOptions

  @Flag(name: .shortAndLong, help: "Show no progress.")
  var quiet = false

  func validate() throws {
    for assignment in set where !assignment.dropFirst().contains("=") {
      throw ValidationError("--set \(assignment): expected key=value, e.g. --set limit=none")
    }
  }

  func run() async throws {
    let file = URL(filePath: plan)
    let resolved = try ExperimentPlan(file: file, overrides: set)
    if dryRun {
      print(String(decoding: try RunJSON.pretty(resolved), as: UTF8.self), terminator: "")
      return
    }
    try gates.check()
    try requireLinearAlgebra()
    let progress = ProgressPrinter(isQuiet: quiet).handler
    let folder = output.map { URL(filePath: $0) } ?? Self.reportFolder(of: file)
    try RunWriter(folder: folder, progress: progress).checkDestination()
    let lock = try RunLock(folder)
    defer { lock.release() }
    let runner = Runner(catalog: try Catalog(installation: .current()), progress: progress)
    let finished = try await runner.run(
      resolved, in: file.deletingLastPathComponent(), version: GitState(of: file))
    try RunWriter(folder: folder, progress: progress).write(finished)
    let remembered = try remember(folder)
    if let target = resolved.tracking?.mlflow { await track(remembered, in: folder, for: target) }
    Terminal.list(unreadable: finished.record.dataset.unreadable)
    Terminal.warn(of: finished.record.results)
    Terminal.show(folder.appending(path: "report.html").path)
    try gates.judge(finished.record, suite: "semblance run")
  }

  /// A run is there whether it is remembered or not.
  private func remember(_ folder: URL) throws -> RegisteredRun {
    let run = try RegisteredRun(folder)
    do {
      try RunRegistry(.current()).add(run)
      Terminal.note("run \(run.id)")
    } catch {
      Terminal.note("warning: the run is not remembered: \(error); semblance runs will not list it")
    }
    return run
  }

  /// Seconds that a run waits for a server at most.
  private static let patience = 10.0

  /// A run is neither lost nor held up by a server that is down or slow.
  private func track(_ run: RegisteredRun, in folder: URL, for target: MLflowTarget) async {
    do {
      let push = MLflowPush(run, in: folder, to: target)
      Terminal.note(run.sentence(of: try await push.send(within: Self.patience)))
    } catch {
      Terminal.note("warning: \(error)")
      do {
        try RunSpool(.current()).keep(run, in: folder, for: target)
        Terminal.note("the run is kept to be sent; semblance runs push does")
      } catch {
        Terminal.note("warning: the run cannot be kept to be sent: \(error)")
      }
    }
  }

  /// `experiments/NAME/plan.yaml` reports to `reports/NAME`; any other plan beside itself.
  private static func reportFolder(of plan: URL) -> URL {
    let folder = plan.absoluteURL.standardizedFileURL.deletingLastPathComponent()
    let above = folder.deletingLastPathComponent()
    let root = above.lastPathComponent == "experiments" ? above.deletingLastPathComponent() : folder
    return root.appending(path: "reports").appending(path: folder.lastPathComponent)
  }
}
