import Analyses
import ArgumentParser
import Embeddings
import Experiments
import Foundation

struct RunCommand: SharedCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Carry out an experiment and write its report.",
    discussion: """
      The report goes to reports/NAME/ beside the experiments, NAME being the plan's folder: run.json, \
      report.md, report.html, report.pdf, figures as PNG and PDF, and where leaks are asked for the clean collection. \
      Where a gate of the plan is crossed, the exit code is 2, and where the data do not answer a question, 1; \
      the report is written all the same. \
      A plan with tracking is sent to MLflow afterwards; a server that is down is a warning (semblance runs push). \
      A plan with a matrix has a folder below that for each combination, and matrix.md beside them; one that \
      fails does not end the others. \
      Started by mpirun or srun as several processes, these share the work; the answers are the same.

      EXAMPLES
        semblance run experiments/01-fashion-mnist/plan.yaml
        semblance run plan.yaml --set limit=none --set analyses.leakage.threshold=0.99
        semblance run plan.yaml --set pictures=false -o /tmp/report
        semblance run plan.yaml --dry-run --json estimate.json
        semblance run plan.yaml --only encoders-pixels_seed-1
        semblance run plan.yaml --junit gates.xml --github
        mpirun -n 4 semblance run plan.yaml --time-limit 3h50m
      """)

  @Argument(help: "The plan file.", completion: .file(extensions: ["yaml", "yml"]))
  var plan: String

  @Option(name: .long, help: "Replace a value of the plan: key.path=value. Repeatable.")
  var set: [String] = []

  @Option(name: .long, help: "A run of the plan's matrix, by its name. Repeatable.")
  var only: [String] = []

  @Option(
    name: .shortAndLong,
    help: "Folder for the report (default: reports/<name of the plan's folder>).",
    completion: .directory)
  var output: String?

  @Flag(
    name: .long,
    help: "Check the plan and print it with all defaults, with an estimate of time and memory.")
  var dryRun = false

  @Option(
    name: .long, help: "Write the estimates of --dry-run as JSON, instead of to standard error.",
    completion: .file(extensions: ["json"]))
  var json: String?

  @OptionGroup var gates: GateReportOptions

  @OptionGroup var job: JobOptions

  @Flag(name: .shortAndLong, help: "Show no progress.")
  var quiet = false

  func validate() throws {
    if json != nil, !dryRun { throw ValidationError("--json is for --dry-run") }
    for assignment in set where !assignment.dropFirst().contains("=") {
      throw ValidationError("--set \(assignment): expected key=value, e.g. --set limit=none")
    }
  }

  func run() async throws {
    let file = URL(filePath: plan)
    let all = try PlannedRun.all(of: file, overrides: set)
    let runs = try all.chosen(only)
    try Job.start(job)
    if dryRun {
      guard Job.isFirst else { return }
      print(try PlannedRun.yaml(runs), terminator: "")
      return try await estimate(runs, of: file)
    }
    guard Job.ranks == nil || all[0].name == nil else {
      throw ValidationError(
        "several processes carry out one run; start one job for each of a matrix")
    }
    guard gates.junit == nil || runs.count == 1 else {
      throw ValidationError("--junit is for one run; choose it with --only")
    }
    if Job.isFirst { try gates.check() }
    try requireLinearAlgebra()
    let folder = folder(of: file)
    guard all[0].name != nil else {
      return try await carryOut(runs[0].plan, of: file, into: folder)
    }
    let matrix = MatrixFolder(folder, runs: all)
    try matrix.check()
    for run in runs { try RunWriter(folder: matrix.folder(of: run)) { _ in }.checkDestination() }
    try await carryOut(runs, of: file, into: matrix)
  }

  /// Of every run; one that its data set, parts or columns do not let be is refused, and a model that is
  /// not there leaves a run without.
  private func estimate(_ runs: [PlannedRun], of file: URL) async throws {
    let matrix = MatrixFolder(folder(of: file), runs: runs)
    let folder = file.deletingLastPathComponent()
    let estimator = RunEstimator(catalog: try Catalog(installation: .current()))
    var estimates: [RunEstimate] = []
    var isRefused = false
    for run in runs {
      do {
        let samples = try await estimator.samples(of: run.plan, in: folder)
        let estimate = try await told(run) {
          try await estimator.estimate(
            run.plan, of: samples, in: folder, report: matrix.folder(of: run))
        }
        if let estimate { estimates.append(estimate) }
      } catch is CancellationError {
        throw CancellationError()
      } catch {
        Terminal.error((run.name.map { "\($0): " } ?? "") + "\(error)")
        isRefused = true
      }
    }
    if let json { try WholeFile.write(try RunJSON.pretty(estimates), to: URL(filePath: json)) }
    if isRefused { throw ExitCode.failure }
  }

  /// Nil, with the reason, where nothing can be told.
  private func told(
    _ run: PlannedRun, _ estimate: () async throws -> RunEstimate
  ) async throws -> RunEstimate? {
    do {
      try requireLinearAlgebra()
      let estimate = try await estimate()
      if json == nil { Terminal.note(estimate, of: run.name) }
      return estimate
    } catch is CancellationError {
      throw CancellationError()
    } catch {
      Terminal.note("no estimate\(run.name.map { " of \($0)" } ?? ""): \(error)")
      return nil
    }
  }

  /// One after another; of those that fail the others know nothing.
  private func carryOut(
    _ runs: [PlannedRun], of file: URL, into matrix: MatrixFolder
  ) async throws {
    var failures: [String: String] = [:]
    var code = ExitCode.success
    for (position, run) in runs.enumerated() {
      let name = run.name ?? ""
      Terminal.note("run \(position + 1) of \(runs.count): \(name)")
      do {
        try await carryOut(run.plan, of: file, into: matrix.folder(of: run))
      } catch let crossed as ExitCode {
        if code != .failure { code = crossed }
      } catch is CancellationError {
        throw CancellationError()
      } catch {
        Terminal.error("\(name): \(error)")
        failures[name] = "\(error)"
        code = .failure
      }
      try matrix.writeIndex(failures: failures)
    }
    Terminal.show(matrix.index.path)
    if code != .success { throw code }
  }

  private func carryOut(
    _ plan: ExperimentPlan, of file: URL, into folder: URL
  ) async throws {
    let progress = ProgressPrinter(isQuiet: quiet).handler
    let runner = Runner(
      catalog: try Catalog(installation: .current()), ranks: Job.ranks, progress: progress)
    guard Job.isFirst else {
      _ = try await runner.run(plan, in: file.deletingLastPathComponent())
      return
    }
    try RunWriter(folder: folder, progress: progress).checkDestination()
    let lock = try RunLock(folder)
    defer { lock.release() }
    let finished = try await runner.run(
      plan, in: file.deletingLastPathComponent(), version: GitState(of: file))
    try RunWriter(folder: folder, progress: progress).write(finished)
    let remembered = try remember(folder)
    if let target = plan.tracking?.mlflow { await track(remembered, in: folder, for: target) }
    Terminal.list(unreadable: finished.record.dataset.unreadable)
    Terminal.warn(of: finished.record.results)
    Terminal.show(folder.appending(path: "report.html").path)
    guard !finished.unanswered.isEmpty else {
      return try gates.judge(finished.record, suite: "semblance run")
    }
    // That questions have no answer says more than the gates that were crossed.
    do { try gates.judge(finished.record, suite: "semblance run") } catch is ExitCode {}
    throw ExitCode.failure
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
      let push = MLflowPush(run, in: folder, to: target, .current())
      Terminal.note(run.sentence(of: try await push.send(within: Self.patience)))
    } catch {
      Terminal.note("warning: \(error)")
      do {
        try RunSpool(.current()).keep(run, in: folder, for: target)
        Terminal.note("the run is kept; semblance runs push sends it")
      } catch {
        Terminal.note("warning: the run cannot be kept to be sent: \(error)")
      }
    }
  }

  private func folder(of plan: URL) -> URL {
    output.map { URL(filePath: $0) } ?? Self.reportFolder(of: plan)
  }

  /// `experiments/NAME/plan.yaml` reports to `reports/NAME`; any other plan beside itself.
  private static func reportFolder(of plan: URL) -> URL {
    let folder = plan.absoluteURL.standardizedFileURL.deletingLastPathComponent()
    let above = folder.deletingLastPathComponent()
    let root = above.lastPathComponent == "experiments" ? above.deletingLastPathComponent() : folder
    return root.appending(path: "reports").appending(path: folder.lastPathComponent)
  }
}
