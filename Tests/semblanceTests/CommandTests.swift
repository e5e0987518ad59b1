import Foundation
import Images
import TestSupport
import Testing

/// The command as users start it.
struct Command {
  let status: Int32
  let output: String
  let error: String

  /// Beside the test bundle, where the build puts it.
  private static let program = Bundle.module.bundleURL.deletingLastPathComponent()
    .appending(path: "semblance")

  /// Not yet run.
  static func process(_ arguments: [String], in folder: URL) -> Process {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = folder
    var environment = ProcessInfo.processInfo.environment
    environment["SEMBLANCE_HOME"] = folder.appending(path: "home").path
    process.environment = environment
    return process
  }

  /// - Parameter fileLimit: bytes that a file of it may have; nil for any.
  init(_ arguments: [String], in folder: URL, fileLimit: Int? = nil) throws {
    let process = Self.process(arguments, in: folder)
    if let fileLimit, let program = process.executableURL {
      process.executableURL = URL(filePath: "/bin/bash")
      process.arguments =
        ["-c", "ulimit -f \(fileLimit / 1_024) && exec \"$0\" \"$@\"", program.path] + arguments
    }
    let files = ["out", "err"].map { folder.appending(path: ".\($0)-\(UUID().uuidString)") }
    for file in files { try Data().write(to: file) }
    process.standardOutput = try FileHandle(forWritingTo: files[0])
    process.standardError = try FileHandle(forWritingTo: files[1])
    try process.run()
    process.waitUntilExit()
    status = process.terminationStatus
    output = try String(contentsOf: files[0], encoding: .utf8)
    error = try String(contentsOf: files[1], encoding: .utf8)
    for file in files { try FileManager.default.removeItem(at: file) }
  }
}

/// A command that goes on until it is stopped.
final class StartedCommand {
  let process: Process
  private let errors = Pipe()
  private var error = ""

  init(_ arguments: [String], in folder: URL) throws {
    process = Command.process(arguments, in: folder)
    process.standardOutput = FileHandle.nullDevice
    process.standardError = errors
    try process.run()
  }

  deinit { if process.isRunning { process.terminate() } }

  /// Reads standard error until an expression matches, and gives what its parentheses hold; nil where the
  /// command ended before.
  func error(until expression: Regex<(Substring, Substring)>) throws -> String? {
    while true {
      if let found = error.firstMatch(of: expression) { return String(found.1) }
      let more = errors.fileHandleForReading.availableData
      guard !more.isEmpty else { return nil }
      error += String(decoding: more, as: UTF8.self)
    }
  }
}

@Suite struct CommandTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(npy([[1, 0], [0.999, 0.01], [0, 1], [0.5, 0.5], [1, 1]]), to: "a.npy")
    try folder.write(npy([[1, 0.1], [0, 2], [3, 3], [0.2, 1], [1, 0]]), to: "b.npy")
  }

  /// A float64 `.npy` file.
  private func npy(_ rows: [[Double]]) -> [UInt8] {
    var text =
      "{'descr': '<f8', 'fortran_order': False, 'shape': (\(rows.count), \(rows[0].count)), }"
    text += String(repeating: " ", count: (64 - (11 + text.utf8.count) % 64) % 64) + "\n"
    let size = UInt16(text.utf8.count)
    let numbers = rows.joined().flatMap { value in
      (0..<8).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
    }
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(size & 255), UInt8(size >> 8)]
      + Array(text.utf8) + numbers
  }

  private func run(_ arguments: String...) throws -> Command {
    try Command(arguments, in: folder.url)
  }

  private func json(_ name: String) throws -> [String: Any] {
    let data = try Data(contentsOf: folder.url.appending(path: name))
    return try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  @Test func duplicatesListPairsWithRowNumbers() throws {
    let command = try run("duplicates", "a.npy", "--threshold", "0.99", "--json", "out.json")
    #expect(command.status == 0, "\(command.error)")
    let result = try json("out.json")
    #expect(result["pair_count"] as? Int == 2)
    let pairs = try #require(result["pairs"] as? [[String: Any]])
    #expect(pairs[0]["a"] as? Int == 3 && pairs[0]["b"] as? Int == 4)
    #expect(pairs[0]["cosine"] as? Double == 1 && pairs[0]["evidence"] as? [String] == ["cosine"])
  }

  @Test func resultsHaveTheDocumentedKeys() throws {
    let labels = try folder.write("x\nx\ny\ny\nx\n", to: "labels.txt").path
    let expected: [(arguments: [String], keys: [String])] = [
      (["leakage", "a.npy", "b.npy", "-t", "0.9"], ["pair_count", "pairs", "leak_rate"]),
      (
        ["shift", "a.npy", "b.npy", "--permutations", "99"],
        [
          "mmd2_unbiased", "mmd2_biased", "compute_diff", "bandwidth", "p_value", "permutations",
          "interval", "measures",
        ]
      ),
      (["clusters", "a.npy", "--k", "2"], ["inertia", "assignments", "sizes", "iterations"]),
      (
        ["project", "a.npy", "--components", "2"],
        ["explained_variance_ratio", "singular_values"]
      ),
      (["encoders", "a.npy", "b.npy", "--labels", labels], ["representation", "encoders"]),
      (["similar", "a.npy", "--in", "b.npy", "-k", "2"], ["queries", "metric"]),
    ]
    for (arguments, keys) in expected {
      let command = try Command(arguments + ["--json", "out.json"], in: folder.url)
      #expect(command.status == 0, "\(command.error)")
      let result = try json("out.json")
      for key in keys { #expect(result[key] != nil, "\(arguments[0]): \(key)") }
    }
  }

  @Test func aRowOfTheCollectionIsAQueryAndFindsItselfFirst() throws {
    let command = try run("similar", "2", "--in", "a.npy", "-k", "2", "--json", "out.json")
    #expect(command.status == 0, "\(command.error)")
    let queries = try #require(try json("out.json")["queries"] as? [[String: Any]])
    let nearest = try #require(queries[0]["neighbors"] as? [[String: Any]])
    #expect(nearest[0]["id"] as? Int == 2 && nearest[0]["distance"] as? Double == 0)
    #expect(try run("similar", "99", "--in", "a.npy").error.contains("99 is neither a file nor"))
  }

  @Test func computeDiffOfDoublesIsThatOfTheFormula() throws {
    let x = [[0.0], [1], [2]]
    let y = [[1.0], [3]]
    try folder.write(npy(x), to: "x.npy")
    try folder.write(npy(y), to: "y.npy")
    let command = try run(
      "shift", "x.npy", "y.npy", "--no-normalize", "--bandwidth", "1", "--json", "out.json")
    #expect(command.status == 0, "\(command.error)")
    let result = try json("out.json")
    // Computed with NumPy: X = {0, 1, 2}, Y = {1, 3}, σ = 1.
    let unbiased = try #require(result["mmd2_unbiased"] as? Double)
    let biased = try #require(result["mmd2_biased"] as? Double)
    let score = try #require(result["compute_diff"] as? Double)
    #expect(abs(unbiased - -0.4038779355136789) < 1e-12)
    #expect(abs(biased - 0.21196591146113908) < 1e-12)
    #expect(abs(score - 0.21196591146113908) < 1e-12)
  }

  @Test(arguments: [
    ["duplicates", "a.npy", "--threshold", "1.5"],
    ["duplicates", "a.npy", "--threshold", "0.9", "--false-pair-rate", "0.01"],
    ["leakage", "a.npy", "a.npy", "--false-pair-rate", "0"],
    ["clusters", "a.npy", "--k", "0"], ["embed", "a.npy", "--encoder", "resnet", "-o", "b.npy"],
    ["shift", "a.npy"], ["nonsense"],
    ["shift", "a.npy", "b.npy", "--units-reference", "u.txt"], ["embed", "a.npy", "-o", "b"],
    ["run", "plan.yaml", "--set", "limit"],
  ])
  func wrongUsageExitsWith64(_ arguments: [String]) throws {
    let command = try Command(arguments, in: folder.url)
    #expect(command.status == 64, "\(command.error)")
    #expect(command.error.hasPrefix("semblance: error: ") && command.error.hasSuffix("--help\n"))
    #expect(command.output.isEmpty)
  }

  @Test(arguments: [
    ["duplicates", "a.npy", "-t", "0.9", "--encoder", "pixels"],
    ["duplicates", "a.npy", "-t", "0.9", "--limit", "3"], ["embed", "a.npy", "-o", "b.npy"],
    ["encoders", "a.npy", "-q"],
  ])
  func optionsOfNoUseAreRefusedInOneLine(_ arguments: [String]) throws {
    let command = try Command(arguments, in: folder.url)
    #expect(command.status == 64)
    #expect(command.error.hasPrefix("semblance: error: "), "\(command.error)")
  }

  @Test func unreadableImagesAreListedInTheResult() throws {
    let picture = Image(width: 2, height: 1, channels: 1, samples: [7, 9])
    try folder.write(try picture.encodedPNG(), to: "pictures/good.png")
    try folder.write("text", to: "pictures/bad.png")
    let command = try run(
      "duplicates", "pictures", "-t", "0.9", "--encoder", "pixels", "--json", "out.json")
    #expect(command.status == 0, "\(command.error)")
    let unreadable = try #require(try json("out.json")["unreadable"] as? [[String: Any]])
    #expect(unreadable.map { $0["path"] as? String } == ["bad.png"])
  }

  @Test func nothingButBrokenImagesGivesTheFirstReason() throws {
    try folder.write("text", to: "pictures/bad.png")
    let command = try run("duplicates", "pictures", "-t", "0.9", "--encoder", "pixels")
    #expect(command.status == 1)
    #expect(command.error.contains("bad.png: ") && command.error.contains("name a readable image"))
  }

  @Test(arguments: [
    (["duplicates", "gone.npy", "-t", "0.9"], "gone.npy"),
    (["duplicates", "text.npy", "-t", "0.9"], "is not an .npy file"),
    (["duplicates", "empty", "-t", "0.9", "--encoder", "pixels"], "holds no image"),
    (["duplicates", "a.npy", "-t", "0.9", "--json", "no/such/out.json"], "out.json"),
    (["clusters", "a.npy", "--k", "9"], "9"),
    (["duplicates", "a.npy", "-t", "0.9", "--json", "empty"], "it is a folder"),
    (["encoders", "a.npy", "named.npy"], "no item has a vector of every encoder"),
    (["encoders", "a.npy", "--labels", "text.npy"], "text.npy"),
    (["run", "gone.yaml"], "gone.yaml"),
    (["report", "empty"], "no run is there"),
  ])
  func failuresAreOneSentenceAndExitWith1(_ arguments: [String], _ finding: String) throws {
    try folder.write("not numbers\n", to: "text.npy")
    try folder.write("a\nb\nc\nd\ne\n", to: "a.ids.txt")
    try folder.write(npy([[1, 0], [0, 1], [0, 1], [1, 5], [1, 1]]), to: "named.npy")
    try folder.write("v\nw\nx\ny\nz\n", to: "named.ids.txt")
    try FileManager.default.createDirectory(
      at: folder.url.appending(path: "empty"), withIntermediateDirectories: true)
    let command = try Command(arguments, in: folder.url)
    #expect(command.status == 1)
    let lines = command.error.split(separator: "\n").filter { $0.contains("error:") }
    #expect(lines.count == 1)
    #expect(lines.first?.contains(finding) == true, "\(command.error)")
  }

  @Test func helpShowsExamples() throws {
    let command = try run("duplicates", "--help")
    #expect(command.status == 0 && command.output.contains("EXAMPLES"))
  }

  @Test(arguments: ["duplicates", "leakage", "join"])
  func theEndsOfTheScaleAreThresholds(name: String) throws {
    for (threshold, count) in [
      ("-1", name == "leakage" ? 25 : 10), ("1", name == "leakage" ? 4 : 1),
    ] {
      let others =
        name == "leakage" ? ["b.npy"] : name == "join" ? ["--parts", "parts\(threshold)"] : []
      let command = try Command([name, "a.npy", "-t", threshold] + others, in: folder.url)
      #expect(command.status == 0, "\(command.error)")
      let row = command.output.split(separator: "\n").first { $0.hasPrefix("pairs at cosine") }
      #expect(row?.split(separator: " ").last == "\(count)", "\(command.output)")
    }
  }

  @Test(arguments: [
    ([[1, 0], [Double.nan, 1]], "row 1, column 0 is NaN or infinite"),
    ([[1, 0], [0, -Double.infinity]], "row 1, column 1 is NaN or infinite"),
    ([[], []], "is empty, shape (2, 0)"),
  ])
  func vectorsThatHaveNoDirectionAreRefused(rows: [[Double]], finding: String) throws {
    try folder.write(npy(rows), to: "bad.npy")
    for arguments in [
      ["duplicates", "bad.npy"], ["leakage", "a.npy", "bad.npy"], ["leakage", "bad.npy", "a.npy"],
      ["join", "bad.npy", "--parts", "parts"],
    ] {
      let command = try Command(arguments + ["-t", "0.9"], in: folder.url)
      #expect(command.status == 1 && command.error.contains(finding), "\(command.error)")
    }
  }

  @Test func rowsOfZerosAreNamedAndLeftOut() throws {
    try folder.write(npy([[1, 0], [0, 0], [2, 0]]), to: "zero.npy")
    let command = try run("duplicates", "zero.npy", "-t", "-1", "--json", "out.json")
    #expect(command.status == 0 && command.error.contains("row 1"), "\(command.error)")
    let result = try json("out.json")
    #expect(result["pair_count"] as? Int == 1 && result["zero_vectors"] as? [Int] == [1])
  }

  @Test func oneRowHasNoPairs() throws {
    try folder.write(npy([[1, 2]]), to: "one.npy")
    let alone = try run("duplicates", "one.npy", "-t", "-1", "--json", "out.json")
    #expect(alone.status == 0, "\(alone.error)")
    #expect(try json("out.json")["pair_count"] as? Int == 0)
    let twice = try run("leakage", "one.npy", "one.npy", "-t", "1", "--json", "out.json")
    #expect(twice.status == 0, "\(twice.error)")
    #expect(try json("out.json")["leak_rate"] as? Double == 1)
  }
}
