import Analyses
public import ArgumentParser
import Embeddings
import Experiments
import Foundation
public import Scaleout
import Statistics

struct JoinCommand: SharedCommand {
  static let configuration = CommandConfiguration(
    commandName: "join",
    abstract: "Find all pairs of vectors at or above a cosine, in files of any size.",
    discussion: """
      Exact and complete, as duplicates and leakage, but of vectors only: .npy files of 1 GiB and more \
      are mapped into memory instead of read. Finished parts are kept in a folder: a join that was killed, \
      or stopped by Ctrl-C, goes on when the command is given again. The folder may be deleted when the \
      pairs are written.
      Several processes share the parts: those of mpirun or srun, each part being computed by whoever is \
      free; or, where there is no MPI, processes that compute a share each into one folder (--blocks), \
      and one that puts them together (--merge). The pairs are the same.

      EXAMPLES
        semblance join vectors.npy --threshold 0.95 --parts join/ -o pairs.csv
        semblance join train.npy --with test.npy --threshold 0.98 --parts join/
        mpirun -n 4 semblance join vectors.npy --threshold 0.95 --parts join/ -o pairs.csv
        semblance join vectors.npy --threshold 0.95 --parts join/ --blocks 2/8
        semblance join vectors.npy --threshold 0.95 --parts join/ --merge -o pairs.csv
      """)

  @Argument(help: "Vectors: .npy, .npz, .safetensors …", completion: .file())
  var input: String

  @Option(help: "Vectors of which each pair has one; without it, pairs within the input.")
  var with: String?

  @Option(
    name: .shortAndLong, parsing: .unconditional,  // -1 is a value.
    help: "Cosine at or above which two vectors are a pair, -1 to 1.")
  var threshold: Double

  @Option(help: "Folder of the finished parts; made, or of the same join.", completion: .directory)
  var parts: String

  @Option(help: "Compute share i of N of the parts only, and write no pairs.")
  var blocks: PartShare?

  @Flag(help: "Compute nothing: put the finished parts together, or say how many are missing.")
  var merge = false

  @Option(help: "Pairs to list at most, the most similar; all are counted.")
  var listed = 1_000_000

  @Option(name: .shortAndLong, help: "Write the pairs as a table: a, b, cosine.")
  var output: String?

  @OptionGroup var inputs: InputOptions

  @OptionGroup var job: JobOptions

  func validate() throws {
    try Check.threshold(threshold)
    try Check.atLeastOne("--listed", listed)
    guard blocks == nil || (!merge && output == nil) else {
      throw ValidationError(
        "--blocks computes a share of the parts; give --merge and -o afterwards")
    }
  }

  func run() async throws {
    let paths = [input] + (with.map { [$0] } ?? [])
    for path in paths where !ItemLoader.holdsVectors(path) {
      throw ValidationError("\(path) holds no vectors; embed it first with semblance embed")
    }
    guard !Ranks.isOneOfSeveral || (blocks == nil && !merge) else {
      throw ValidationError("--blocks and --merge are for processes that MPI did not start")
    }
    try Job.start(job)
    if let output, Job.isFirst { try WholeFile.check(URL(filePath: output)) }
    let items = try await inputs.load(paths).map(\.items)
    if items.count == 2 { try items[0].requireDimension(of: items[1]) }
    let manifest = try JoinManifest(
      files: paths.map { URL(filePath: $0) }, rows: items.map(\.count), threshold: threshold,
      listed: listed)
    let folder = try PartFolder(URL(filePath: parts), of: manifest)
    let kept = KeptParts(in: folder, share: merge ? .none : blocks ?? .all)
    let sharing = try Job.ranks?.sharing(of: RunJSON.compact(manifest), keepingIn: folder) ?? kept
    let found = try await SharedWork.$sharing.withValue(sharing) {
      try await inputs.follow("join") { [threshold, listed] progress in
        items.count == 1
          ? similarPairs(
            within: items[0].unitRows, threshold: threshold, listing: listed, progress: progress)
          : similarPairs(
            between: items[0].unitRows, and: items[1].unitRows, threshold: threshold,
            listing: listed, progress: progress)
      }
    }
    guard Job.isFirst else { return }
    if let problem = kept.problem { try note(problem) }
    if let blocks { return note(blocks, missing: kept.missing) }
    guard kept.missing == 0 else {
      throw ScaleoutError.missingParts(count: kept.missing, folder: parts)
    }
    try write(found, items)
    Terminal.table([
      ["vectors", items.map { "\($0.count)" }.joined(separator: " × ")],
      ["pairs at cosine ≥ \(threshold)", "\(found.count)"],
      ["listed", "\(found.pairs.count)"],
    ])
  }

  /// A share that cannot be kept is lost; all pairs are there whether they are kept or not.
  private func note(_ problem: EmbeddingError) throws {
    guard blocks == nil else { throw problem }
    Terminal.note("warning: not all parts could be kept: \(problem)")
  }

  private func note(_ share: PartShare, missing: Int) {
    let rest = missing == 0 ? "none is missing" : "\(missing) are missing"
    Terminal.show("share \(share) is in \(parts); of all parts, \(rest)")
  }

  private func write(_ found: SimilarPairs, _ items: [EmbeddedItems]) throws {
    guard let output, let a = items.first, let b = items.last else { return }
    var text = "a,b,cosine\n"
    for pair in found.pairs {
      text += "\(field(a.ids[pair.a])),\(field(b.ids[pair.b])),\(pair.cosine)\n"
    }
    try WholeFile.write(text, to: URL(filePath: output))
  }

  /// A field of a table, in quotes where it needs them; rows, counted from 0, where there are no ids.
  private func field(_ id: SampleID) -> String {
    if case .row(let row) = id { return "\(row)" }
    let text = "\(id)"
    guard text.contains(where: { ",\"\n\r".contains($0) }) else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}

extension PartShare: ExpressibleByArgument {
  public init?(argument: String) {
    let numbers = argument.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.count == 2, let share = numbers[0], let count = numbers[1], count >= 1,
      (1...count).contains(share)
    else { return nil }
    self = .every(count: count, from: share - 1)
  }
}
