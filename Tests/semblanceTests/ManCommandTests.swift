import ArgumentParser
import Foundation
import TestSupport
import Testing

@testable import semblance

/// Manual pages and completion scripts.
@Suite struct ManCommandTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private static func names(
    _ command: any ParsableCommand.Type, below parents: [String] = []
  ) -> [String] {
    let path = parents + [command._commandName]
    return [path.joined(separator: "-")]
      + command.configuration.subcommands.flatMap { names($0, below: path) }
  }

  /// What a program printed, with its errors and what it was given to read.
  private func output(of program: String, _ arguments: [String], reading input: String = "") throws
    -> String
  {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.currentDirectoryURL = folder.url
    let file = try folder.write(input, to: ".input")
    process.standardInput = try FileHandle(forReadingFrom: file)
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let printed = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: printed, as: UTF8.self)
  }

  @Test func everyCommandHasAPageThatSaysWhatHelpSays() throws {
    let pages = try CommandManual.program().all
    #expect(Set(pages.map(\.name)) == Set(Self.names(SemblanceCommand.self)))
    let run = try #require(pages.first { $0.name == "semblance-run" }).page
    #expect(run.contains("\n\\fBsemblance run\\fR [\\fIoptions\\fR] \\fIplan\\fR\n"))
    #expect(run.contains("\n\\fB\\-\\-output\\fR, \\fB\\-o\\fR \\fIoutput\\fR\n"))
    #expect(run.contains("\n.SH EXAMPLES\n.nf\nsemblance run experiments"))
    #expect(run.hasSuffix("\n.SH SEE ALSO\n.BR semblance (1)\n"))
    #expect(pages[0].page.contains("\n.BR semblance\\-run (1),\n"))
  }

  @Test func theFormatterFindsNothingWrong() throws {
    #expect(try Command(["man", "--all", "-o", "man"], in: folder.url).status == 0)
    let names = try FileManager.default.contentsOfDirectory(
      atPath: folder.url.appending(path: "man").path)
    #expect(Set(names) == Set(Self.names(SemblanceCommand.self).map { "\($0).1" }))
    let found = try output(
      of: "groff", ["-man", "-ww", "-z", "-K", "utf8"] + names.map { "man/\($0)" })
    #expect(found.isEmpty, "\(found.prefix(500))")
  }

  @Test func aPageIsPrintedAndHasOneText() throws {
    let printed = try Command(["man", "index", "build"], in: folder.url)
    #expect(printed.status == 0 && printed.output.hasPrefix(".TH SEMBLANCE\\-INDEX\\-BUILD 1"))
    #expect(try Command(["man", "index", "build"], in: folder.url).output == printed.output)
    let text = try output(
      of: "groff", ["-man", "-Tutf8", "-K", "utf8", "-P-c"], reading: printed.output)
    #expect(text.contains("--store") && text.contains("semblance index build photos/"))
    for wrong in [["bild"], ["--all"], ["-o", "man"], ["run", "--all", "-o", "man"]] {
      #expect(try Command(["man"] + wrong, in: folder.url).status == 64)
    }
  }

  /// A function stands for the program, and prints the words that bash made of what was typed.
  @Test func bashCompletesCommandsOptionsAndFiles() throws {
    let script = try Command(["--generate-completion-script", "bash"], in: folder.url)
    try folder.write(
      script.output + "\nsemblance() { printf '<%s>' \"$@\" >> words; echo >> words; }\n",
      to: "completion.bash")
    try folder.write("", to: "plan.yaml")
    try folder.write("", to: "photos/kept")
    _ = try output(
      of: "bash", ["--norc", "--noprofile", "-i"],
      reading: """
        source completion.bash
        semblance embe\tphot\t
        semblance index bui\t
        semblance run pla\t--dry\t-o pho\t

        """)
    let words = try String(contentsOf: folder.url.appending(path: "words"), encoding: .utf8)
    #expect(
      words == """
        <embed><photos/>
        <index><build>
        <run><plan.yaml><--dry-run><-o><photos/>

        """)
  }

  @Test(arguments: ["zsh", "fish"])
  func completionScriptsKnowTheCommands(_ shell: String) throws {
    let script = try Command(["--generate-completion-script", shell], in: folder.url)
    #expect(script.status == 0 && script.output.contains("leakage"))
  }
}
