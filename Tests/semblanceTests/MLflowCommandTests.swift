import Foundation
import Images
import TestSupport
import Testing

/// Runs that are sent to MLflow by the command.
@Suite struct MLflowCommandTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for index in 0..<6 {
      let samples = (0..<64).map { UInt8(truncatingIfNeeded: $0 * (index + 3)) }
      try folder.write(
        try Image(width: 8, height: 8, channels: 1, samples: samples).encodedPNG(),
        to: "images/\(index).png")
    }
    try folder.write("name: made\nsource: folder\nroot: images\n", to: "dataset.yaml")
  }

  private func push(_ arguments: String...) throws -> Command {
    try Command(["runs", "push", "--timeout", "300"] + arguments, in: folder.url)
  }

  @Test(.timeLimit(.minutes(15))) func aRunIsKeptWhileTheServerIsDownAndSentWhenItIsBack() throws {
    // Nobody listens there once the socket is closed.
    let port = try SilentServer().port
    try folder.write(
      """
      title: Made
      dataset: dataset.yaml
      encoders: [pixels-8]
      analyses: {similarity: {}}
      tracking: {mlflow: {uri: "http://127.0.0.1:\(port)"}}
      """, to: "plan.yaml")
    let run = try Command(["run", "plan.yaml", "-o", "report", "--quiet"], in: folder.url)
    let isKept = run.error.contains("the run is kept; semblance runs push sends it")
    #expect(run.status == 0 && isKept, "\(run.error)")
    let report = folder.url.appending(path: "report/report.html").path
    #expect(FileManager.default.fileExists(atPath: report))
    let early = try push()
    #expect(early.status == 1 && early.error.contains("127.0.0.1:\(port) cannot be reached"))

    let server = try MLflowProcess(port: port)
    let sent = try push()
    let words = try #require(try /(\S+) was sent, as (\S+)/.firstMatch(in: sent.output)).output
    #expect(sent.status == 0)
    #expect(try push().output == "no run is kept to be sent\n")
    let again = try push(String(words.1), "--mlflow", server.uri, "--experiment", "Made")
    #expect(again.output == "\(words.1) is there already, as \(words.2)\n")
  }
}
