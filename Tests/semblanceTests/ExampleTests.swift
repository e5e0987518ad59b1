import ArgumentParser
import Foundation
import Testing

@testable import semblance

/// What the documentation tells people to type.
@Suite struct ExampleTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private static let commands = all(SemblanceCommand.self)

  /// A command and those below it.
  private static func all(_ command: any ParsableCommand.Type) -> [any ParsableCommand.Type] {
    [command] + command.configuration.subcommands.flatMap(all)
  }

  /// The lines of a text that start a command, each with those that go on from it.
  private static func examples(in text: String) -> [String] {
    text.replacing(/\\\n\s*/, with: "").split(separator: "\n")
      .map { $0.trimmingCharacters(in: .whitespaces) }
      .filter { $0.hasPrefix("semblance ") }
  }

  /// As a shell would split it; what no installation has by itself stands for what it has.
  private static func words(_ line: String) -> [String] {
    line.matches(of: /'([^']*)'|"([^"]*)"|(\S+)/).dropFirst().map {
      String($0.1 ?? $0.2 ?? $0.3 ?? "").replacing("my-model", with: "pixels-8")
    }
  }

  /// The command that a line is of, and the words after its name; to parse these by it alone takes no look at
  /// all the other commands.
  private static func command(
    of line: String
  ) -> (command: any ParsableCommand.Type, arguments: [String]) {
    var (command, arguments) = (SemblanceCommand.self as any ParsableCommand.Type, words(line)[...])
    while let next = command.configuration.subcommands.first(where: {
      $0._commandName == arguments.first
    }) {
      (command, arguments) = (next, arguments.dropFirst())
    }
    return (command, Array(arguments))
  }

  private static func problem(_ line: String) -> String? {
    let (command, arguments) = command(of: line)
    do {
      _ = try command.parseAsRoot(arguments)
      return nil
    } catch {
      return command.message(for: error)
    }
  }

  @Test func everyExampleOfTheHelpParses() {
    for command in Self.commands {
      let found = Self.examples(in: command.configuration.discussion)
      #expect(!found.isEmpty, "\(command._commandName) shows no example")
      for example in found {
        let problem = Self.problem(example)
        #expect(problem == nil, "\(example): \(problem ?? "")")
      }
    }
  }

  /// The options of a line that its command does not have.
  private static func unknownOptions(_ line: String) -> [String] {
    // The parser has this one of its own, and lists it nowhere.
    let help = command(of: line).command.helpMessage() + "--generate-completion-script "
    return line.matches(of: /\s(--[a-z-]+)/).map { String($0.1) }.filter {
      !help.contains("\($0) ") && !help.contains("\($0)\n") && !help.contains("\($0),")
    }
  }

  @Test func optionsThatAreNotThereAreSeen() {
    #expect(
      Self.problem("semblance duplicates photos/ --treshold 0.9")?.contains("Unknown") == true)
    #expect(Self.unknownOptions("semblance similar --treshold -k --in x") == ["--treshold"])
  }

  /// Commands in the pages may be shortened, but have no option that is not there.
  @Test func thePagesNameOptionsThatAreThere() throws {
    let folder = Self.root.appending(path: "Sources/semblance/Documentation.docc")
    let pages = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil
    ).filter { $0.pathExtension == "md" }
    var seen = 0
    for page in pages + [Self.root.appending(path: "README.md")] {
      let text = try String(contentsOf: page, encoding: .utf8)
      let inline = text.matches(of: /`(semblance [a-z][^`\n]*)`/).map { String($0.1) }
      for line in inline + Self.examples(in: text) {
        seen += 1
        #expect(Self.unknownOptions(line).isEmpty, "\(page.lastPathComponent): \(line)")
      }
    }
    #expect(seen > 10)
  }
}
