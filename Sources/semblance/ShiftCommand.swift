import Analyses
import ArgumentParser
import Experiments
import Statistics

struct ShiftCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "shift",
    abstract: "Test whether two sets come from one distribution, and say how far apart they are.",
    discussion: """
      The statistic is the squared maximum mean discrepancy (MMD²) under a Gaussian kernel, or another \
      (--kernel). Its p-value comes from permutations, its interval from a distinct-row bootstrap. Where \
      several images belong to one patient, name the patients: units are then permuted whole.

      Beside it stand the discrepancy by other kernels, an adaptive test (MMD-FUSE), a classifier \
      two-sample test, Fréchet distance, KID, Kolmogorov–Smirnov tests of principal components, \
      precision, recall, density and coverage; what random halves of one set show, the smallest shift \
      that a test of this size detects and how its power grows; and the items and clusters in which the \
      sets differ most.

      Of three or more sites every two are compared under one kernel, with p-values corrected for how \
      many comparisons there are (Holm; Benjamini–Hochberg to explore). Whether a difference is one of \
      case mix is seen within strata (--strata, --within) and at a common mix (--match). Gates are set \
      on p_value, mmd2_unbiased and p_holm of two sets, on significant_pairs and largest_mmd2 of sites, \
      and on what else DocC page Gates names.

      With --online the first source is a reference and the others are batches, in their order: an alarm \
      is raised once in --run-length batches on average as long as nothing changes.

      EXAMPLES
        semblance shift hospital-a/ hospital-b/
        semblance shift a.npy b.npy --permutations 9999 --json shift.json
        semblance shift a.npy b.npy --units a.patients --units b.patients
        semblance shift a.csv b.csv --strata label,scanner --match label --figures figures/
        semblance shift a/ b/ c/ --rest --figures figures/
        semblance shift all.csv --by site --within label --units patient --json sites.json
        semblance shift a/ b/ --fail-on 'p_value<0.01' --junit shift.xml
        semblance shift a.npy b.npy --no-measures
        semblance shift hospital-a/ hospital-b/ --margin 0.01 --witness witness.csv
        semblance shift a.npy b.npy --no-context --no-drivers --no-measures
        semblance shift --online reference/ monday/ tuesday/ --state scanner.json --fail-on-alarm
        semblance shift --online reference.csv 2026.csv --order-by date --batch-size 50 --figure s.pdf
      """)

  @Argument(
    help: """
      The reference and the candidate set, each a folder, table, archive, dataset.yaml, .npy …; three or \
      more sites; or one set with --by.
      """, completion: .file())
  var sources: [String]

  @Option(name: .long, help: "Permutations of the test.")
  var permutations = 999

  @Option(name: .long, help: "Resamples of the interval.")
  var resamples = 999

  @Option(
    name: .long,
    help: """
      Kernel: gaussian, gaussians (five bandwidths, σ·{¼, ½, 1, 2, 4}), laplace, linear (the cosine, \
      unless --no-normalize), polynomial (of the kernel inception distance), energy (the energy \
      distance).
      """)
  var kernel = ShiftKernel.gaussian

  @Option(name: .long, help: "Kernel bandwidth σ (default: the median pairwise distance).")
  var bandwidth: Double?

  @Flag(name: .long, help: "Take the rows as they are instead of scaling them to length 1.")
  var noNormalize = false

  @Option(name: .long, help: "Seed of permutations and resamples.")
  var seed: UInt64 = 2_026

  @OptionGroup var stream: OnlineShiftOptions
  @OptionGroup var sides: ShiftSourceOptions
  @OptionGroup var parts: ShiftPartOptions
  @OptionGroup var inputs: InputOptions
  @OptionGroup var gates: PassFailOptions
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var figures: ResultFigureOptions

  func validate() throws {
    try Check.atLeastOne("--permutations", permutations)
    try Check.atLeastOne("--resamples", resamples)
    if let bandwidth, !(bandwidth > 0 && bandwidth.isFinite) {
      throw ValidationError("--bandwidth \(bandwidth) is not a width; give a number above 0")
    }
    guard bandwidth == nil || kernel.hasBandwidth else {
      throw ValidationError(
        "--bandwidth is of no use to --kernel \(kernel.rawValue), which has none")
    }
    guard !stream.online else { return try checkOnline() }
    guard !sources.isEmpty else { throw ValidationError("give two sources, or one and --by") }
    try sides.check(sources)
    if sources.count > 2 { try refuseOptionsOfTwoSets() }
    try gates.check(["shift", "sites"])
  }

  /// "60 vectors", or "60 vectors of 12 units" where units were named.
  private func size(_ count: Int, _ units: Int, _ unit: String) -> String {
    "\(count) vectors" + (unit == "group" ? " of \(units) units" : "")
  }

  private var plan: ShiftPlan {
    var plan = ShiftPlan(
      permutations: permutations, resamples: resamples, kernel: kernel, bandwidth: bandwidth)
    plan.normalize = !noNormalize
    (plan.strata, plan.match) = (sides.strataColumns, sides.match)
    parts.add(to: &plan)
    return plan
  }

  func run() async throws {
    try outputs.check()
    guard !stream.online else { return try await watch() }
    try parts.check()
    try figures.check()
    let sets = try await ShiftSets(sources, sides, inputs)
    let asksOfSites = sides.within != nil || sides.rest || sides.items != nil
    if sets.sets.count == 2, !asksOfSites {
      try await compareTwo(sets)
    } else {
      try await compareSites(sets)
    }
  }

  private func compareTwo(_ sets: ShiftSets) async throws {
    if let by = sets.by, sets.missing > 0 {
      Terminal.note("\(sets.missing) items have no \(by), and are in neither set")
    }
    let gate = try gates.gate(on: "shift")
    let plan = plan
    let scaling = RowScaling(normalizes: !noNormalize)
    let result = try await inputs.follow("shift") { [plan, seed] progress in
      try measureShift(
        from: sets.sets[0], to: sets.sets[1], scaling: scaling, plan: plan, seed: seed,
        progress: progress)
    }
    let findings = gate.findings(.shift(result))
    try await outputs.write(result, of: sets.loaded, gates: findings?.record)
    show(result)
    Terminal.show(result.strata ?? [])
    if let matched = result.matched { Terminal.show(matched) }
    try parts.write(result, of: sets.sets)
    try figures.write(.shift(result), of: sets.loaded)
    if let findings { try gate.judge([findings]) }
  }

  private func compareSites(_ sets: ShiftSets) async throws {
    try refuseOptionsOfTwoSets()
    let gate = try gates.gate(on: "sites")
    let plan = SitesPlan(
      by: sets.by ?? "source", within: sides.within, rest: sides.rest, permutations: permutations,
      resamples: resamples, kernel: kernel, bandwidth: bandwidth, items: sides.items)
    let scaling = RowScaling(normalizes: !noNormalize)
    let result = try await inputs.follow("sites") { [seed] progress in
      try measureSites(
        sets.sets, by: sets.by, scaling: scaling, plan: plan, seed: seed,
        missing: sets.missing, progress: progress)
    }
    let findings = gate.findings(.sites(result))
    try await outputs.write(result, of: sets.loaded, gates: findings?.record)
    Terminal.show(result)
    try figures.write(.sites(result), of: sets.loaded)
    if let findings { try gate.judge([findings]) }
  }

  private func refuseOptionsOfTwoSets() throws {
    guard let option = sides.ofTwoSets ?? parts.ofTwoSets else { return }
    throw ValidationError(
      "\(option) is for two sets, and here are several sites; leave it out, or compare two "
        + "(case mix of several: --within)")
  }

  private func show(_ result: ShiftResult) {
    Terminal.warn(result.warnings)
    let interval = result.interval
    Terminal.table([
      [
        "reference",
        "\(result.reference), \(size(result.n, result.unitsReference, result.unit))",
      ],
      [
        "candidate",
        "\(result.candidate), \(size(result.m, result.unitsCandidate, result.unit))",
      ],
      ["rows", result.normalized ? "scaled to length 1" : "as given"],
      ["MMD², unbiased", result.mmd2Unbiased.brief],
      ["95 % interval", "[\(interval.low.brief), \(interval.high.brief)]"],
      [
        "95 % interval, normal",
        "[\(result.normalInterval.low.brief), \(result.normalInterval.high.brief)]",
      ],
      ["MMD², biased", result.mmd2Biased.brief],
      [
        "p",
        "\(result.pValue.brief) (smallest possible \(result.smallestPValue.brief); "
          + "\(result.permutations) permutations of \(result.unit)s)",
      ],
      ["kernel", kernel.rawValue],
      ["bandwidth σ", result.bandwidth?.brief ?? "none"],
      ["compute_diff (rows as given, σ = 1)", result.computeDiff.brief],
    ])
    Terminal.show(result.measures ?? [])
    if let context = result.context { Terminal.show(context, unit: result.unit) }
    if let drivers = result.drivers {
      Terminal.show(drivers, reference: result.reference, candidate: result.candidate)
    }
  }
}
