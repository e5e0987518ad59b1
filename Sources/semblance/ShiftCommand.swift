import Analyses
import ArgumentParser
import Experiments
import Statistics

struct ShiftCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "shift",
    abstract: "Test whether two sets come from one distribution, and say how far apart they are.",
    discussion: """
      The statistic is the squared maximum mean discrepancy (MMD²) with a Gaussian kernel. Its
      p-value comes from permutations, its interval from a distinct-row bootstrap. Where several
      images belong to one patient, name the patients: units are then permuted whole.

      EXAMPLES
        semblance shift hospital-a/ hospital-b/
        semblance shift a.npy b.npy --permutations 9999 --json shift.json
        semblance shift a.npy b.npy --units-reference a.patients --units-candidate b.patients
      """)

  @Argument(
    help: "The reference set: folder, table, archive, dataset.yaml, .npy …", completion: .file())
  var reference: String

  @Argument(help: "The candidate set, of the same kind.", completion: .file())
  var candidate: String

  @Option(name: .long, help: "Permutations of the test.")
  var permutations = 999

  @Option(name: .long, help: "Resamples of the interval.")
  var resamples = 999

  @Option(name: .long, help: "Kernel bandwidth σ (default: the median pairwise distance).")
  var bandwidth: Double?

  @Flag(name: .long, help: "Take the rows as they are instead of scaling them to length 1.")
  var noNormalize = false

  @Option(name: .long, help: "File with the unit of each reference row, one a line.")
  var unitsReference: String?

  @Option(name: .long, help: "File with the unit of each candidate row, one a line.")
  var unitsCandidate: String?

  @Option(name: .long, help: "Seed of permutations and resamples.")
  var seed: UInt64 = 2_026

  @OptionGroup var inputs: InputOptions
  @OptionGroup var outputs: OutputOptions

  func validate() throws {
    try Check.atLeastOne("--permutations", permutations)
    try Check.atLeastOne("--resamples", resamples)
    if let bandwidth, !(bandwidth > 0 && bandwidth.isFinite) {
      throw ValidationError("--bandwidth \(bandwidth) is not a width; give a number above 0")
    }
    guard (unitsReference == nil) == (unitsCandidate == nil) else {
      throw ValidationError("give --units-reference and --units-candidate together")
    }
  }

  /// "60 vectors", or "60 vectors of 12 units" where units were named.
  private func size(_ count: Int, _ units: Int, _ unit: String) -> String {
    "\(count) vectors" + (unit == "group" ? " of \(units) units" : "")
  }

  func run() async throws {
    try outputs.check()
    let loaded = try await inputs.load(
      [reference, candidate], units: [unitsReference, unitsCandidate])
    let plan = ShiftPlan(permutations: permutations, resamples: resamples, bandwidth: bandwidth)
    let scaling = noNormalize ? RowScaling.asGiven : .unitLength
    let result = try await inputs.follow("shift") { [seed] progress in
      try measureShift(
        from: loaded[0].items, to: loaded[1].items, scaling: scaling, plan: plan, seed: seed,
        progress: progress)
    }
    try await outputs.write(result, of: loaded)
    Terminal.warn(result.warnings)
    let interval = result.interval
    Terminal.table([
      ["reference", size(result.n, result.unitsReference, result.unit)],
      ["candidate", size(result.m, result.unitsCandidate, result.unit)],
      ["MMD², unbiased", result.mmd2Unbiased.brief],
      ["95 % interval", "[\(interval.low.brief), \(interval.high.brief)]"],
      ["MMD², biased", result.mmd2Biased.brief],
      ["p", "\(result.pValue.brief) (smallest possible \(result.smallestPValue.brief))"],
      ["bandwidth σ", result.bandwidth.brief],
      ["compute_diff (rows as given, σ = 1)", result.computeDiff.brief],
    ])
  }
}
