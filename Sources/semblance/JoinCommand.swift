import Analyses
import ArgumentParser
import Embeddings
import Experiments
import Foundation
import Statistics

struct JoinCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "join",
    abstract: "Find all pairs of vectors at or above a cosine, in files of any size.",
    discussion: """
      Exact and complete, as duplicates and leakage, but of vectors only: .npy files of 1 GiB and more \
      are mapped into memory instead of read. Finished parts are kept in a folder: a join that was killed, \
      or stopped by Ctrl-C, goes on when the command is given again. The folder may be deleted when the \
      pairs are written.

      EXAMPLES
        semblance join vectors.npy --threshold 0.95 --parts join/ -o pairs.csv
        semblance join train.npy --with test.npy --threshold 0.98 --parts join/
      """)

  @Argument(help: "Vectors: .npy, .npz, .safetensors …", completion: .file())
  var input: String

  @Option(help: "Vectors of which each pair has one; without it, pairs within the input.")
  var with: String?

  @Option(
    name: .shortAndLong, parsing: .unconditional,  // -1 is a value.
    help: "Cosine at or above which two vectors are a pair, -1 to 1.")
  var threshold: Double

  @Option(help: "Folder of the finished parts; made, or of the same join.")
  var parts: String

  @Option(help: "Pairs to list at most, the most similar; all are counted.")
  var listed = 1_000_000

  @Option(name: .shortAndLong, help: "Write the pairs as a table: a, b, cosine.")
  var output: String?

  @OptionGroup var inputs: InputOptions

  func validate() throws {
    try Check.threshold(threshold)
    try Check.atLeastOne("--listed", listed)
  }

  func run() async throws {
    let paths = [input] + (with.map { [$0] } ?? [])
    for path in paths where !ItemLoader.holdsVectors(path) {
      throw ValidationError("\(path) holds no vectors; embed it first with semblance embed")
    }
    if let output { try WholeFile.check(URL(filePath: output)) }
    let items = try await inputs.load(paths).map(\.items)
    if items.count == 2 { try items[0].requireDimension(of: items[1]) }
    let found = try await inputs.follow("join") { [threshold, parts, listed] progress in
      try KeptJoin(
        paths.map { URL(filePath: $0) }, items[0].unitRows,
        items.count == 2 ? items[1].unitRows : nil, threshold: threshold, listing: listed,
        in: URL(filePath: parts)
      ).result(progress: progress)
    }
    try write(found, items)
    Terminal.table([
      ["vectors", items.map { "\($0.count)" }.joined(separator: " × ")],
      ["pairs at cosine ≥ \(threshold)", "\(found.count)"],
      ["listed", "\(found.pairs.count)"],
    ])
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
