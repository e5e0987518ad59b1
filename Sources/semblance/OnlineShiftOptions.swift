import Analyses
import ArgumentParser
import Experiments
import Foundation
import Statistics

/// How a stream of batches is watched.
struct OnlineShiftOptions: ParsableArguments {
  @Flag(
    name: .long,
    help: "Watch a stream: the first source is the reference, each further one a batch, in order.")
  var online = false

  @Option(
    name: .long,
    help: "Of a stream: batches until a false alarm, on average. (default: 200)")
  var runLength: Double?

  @Option(
    name: .long,
    help: """
      Of a stream: what is taken off each score before it is added; half of the shift, in standard \
      deviations of a batch's score, that should be found soonest. (default: 0.5)
      """)
  var allowance: Double?

  @Option(
    name: .long, help: "Of a stream: cut each further source into batches of so many images.")
  var batchSize: Int?

  @Option(
    name: .long,
    help: """
      Of a stream: column by which images are in order, such as a date; without --batch-size each value \
      is a batch.
      """)
  var orderBy: String?

  @Option(
    name: .long,
    help: "Of a stream: items of each half of the reference that are used, at most. (default: 1000)"
  )
  var pool: Int?

  @Option(
    name: .long,
    help:
      "Of a stream: simulated streams that measure the run length without a shift; 0 for none. (default: 100)"
  )
  var streams: Int?

  @Option(
    name: .long,
    help: """
      Of a stream: file that remembers it, so that the next batches can come another day; made when it \
      is missing.
      """, completion: .file(extensions: ["json"]))
  var state: String?

  @Flag(name: .long, help: "Of a stream: exit with code 2 where a batch raises an alarm.")
  var failOnAlarm = false

  @Option(
    name: .long, help: "Of a stream: draw it: .png, .pdf or .svg.",
    completion: .file(extensions: FigureFile.endings))
  var figure: String?

  func validate() throws {
    guard online else { return try refuseWithoutStream() }
    if let batchSize, batchSize < 2 {
      throw ValidationError("--batch-size \(batchSize) is too small; give at least 2")
    }
    if let pool, pool < 2 { throw ValidationError("--pool \(pool) is too small; give at least 2") }
    if let streams, streams < 0 {
      throw ValidationError("--streams \(streams) is too small; give 0 or more")
    }
    let allowance = allowance ?? 0.5
    guard (0...3).contains(allowance) else {
      throw ValidationError("--allowance \(allowance) is out of range; give 0 to 3")
    }
    let shortest = CumulativeSum.shortestRunLength(allowance: allowance)
    let runLength = runLength ?? 200
    guard runLength > shortest, runLength <= 1e6 else {
      throw ValidationError(
        "--run-length \(runLength) is out of range; give more than \(shortest.brief), the shortest at an "
          + "allowance of \(allowance), up to 1,000,000")
    }
  }

  private func refuseWithoutStream() throws {
    let given: [(String, Bool)] = [
      ("--run-length", runLength != nil), ("--allowance", allowance != nil),
      ("--batch-size", batchSize != nil), ("--order-by", orderBy != nil), ("--pool", pool != nil),
      ("--streams", streams != nil), ("--state", state != nil), ("--fail-on-alarm", failOnAlarm),
      ("--figure", figure != nil),
    ]
    guard let first = given.first(where: \.1) else { return }
    throw ValidationError("\(first.0) is for streams; give --online")
  }

  func settings(permutations: Int, bandwidth: Double?, seed: UInt64) -> SequentialShiftSettings {
    var settings = SequentialShiftSettings(seed: seed)
    settings.runLength = runLength ?? settings.runLength
    settings.allowance = allowance ?? settings.allowance
    settings.limit = pool ?? settings.limit
    (settings.permutations, settings.bandwidth) = (permutations, bandwidth)
    return settings
  }
}
