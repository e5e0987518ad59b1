import ArgumentParser
import Experiments
import Foundation

/// A command as the argument parser describes it, and its manual page.
struct CommandManual: Decodable {
  private let superCommands: [String]?
  private let commandName: String
  private let abstract: String?
  private let discussion: String?
  private let subcommands: [CommandManual]?
  private let arguments: [ArgumentManual]?

  private struct Tool: Decodable { let command: CommandManual }

  /// Of the whole program.
  static func program() throws -> CommandManual {
    let description = Data(SemblanceCommand._dumpHelp().utf8)
    return try JSONDecoder().decode(Tool.self, from: description).command
  }

  /// "semblance-run" of `semblance run`.
  var name: String { words.joined(separator: "-") }

  private var words: [String] { (superCommands ?? []) + [commandName] }

  /// The command and all below it; `help` has no page.
  var all: [CommandManual] { [self] + below.flatMap(\.all) }

  private var below: [CommandManual] { (subcommands ?? []).filter { $0.commandName != "help" } }

  /// The command of these names, one below the other; nil where there is none.
  func command(_ names: some Sequence<String>) -> CommandManual? {
    names.reduce(self as CommandManual?) { command, name in
      command?.below.first { $0.commandName == name }
    }
  }

  // MARK: The page

  /// In man(7), for section 1; without a date, so that a version has one text.
  var page: String {
    let text = DiscussionText(discussion ?? "")
    let sections =
      [
        ManualSection("NAME", ["\(name.roff) \\- \((abstract ?? "").roff)"]),
        ManualSection("SYNOPSIS", [synopsis]),
        ManualSection("DESCRIPTION", text.description),
        ManualSection("OPTIONS", shown.flatMap(\.entry)),
        ManualSection("COMMANDS", below.flatMap(\.entry)),
      ] + text.sections + [ManualSection("SEE ALSO", related)]
    let heading = ".TH \(name.uppercased().roff) 1 \"\" \"semblance \(Program.version)\""
    return ([heading] + sections.flatMap(\.lines)).joined(separator: "\n") + "\n"
  }

  private var shown: [ArgumentManual] { (arguments ?? []).filter(\.shouldDisplay) }

  private var synopsis: String {
    let command = below.isEmpty ? [] : ["\\fIcommand\\fR"]
    let options = shown.contains { !$0.isPositional } ? ["[\\fIoptions\\fR]"] : []
    let places = shown.filter(\.isPositional).map(\.place)
    return (["\\fB\(words.joined(separator: " ").roff)\\fR"] + command + options + places)
      .joined(separator: " ")
  }

  /// In the list of the command above.
  private var entry: [String] { [".TP", ".B \(commandName.roff)", (abstract ?? "").roff] }

  /// The pages of the command above and of those below.
  private var related: [String] {
    let above = superCommands.map { [$0.joined(separator: "-")] } ?? []
    let names = (above + below.map(\.name)).map { ".BR \($0.roff) (1)" }
    return names.dropLast().map { "\($0)," } + names.suffix(1)
  }
}

/// An argument, an option or a flag of a command.
private struct ArgumentManual: Decodable {
  let shouldDisplay: Bool
  private let kind: String
  private let isOptional: Bool
  private let isRepeating: Bool
  private let names: [Name]?
  private let valueName: String?
  private let defaultValue: String?
  private let allValues: [String]?
  private let abstract: String?
  private let discussion: String?

  private struct Name: Decodable {
    let kind: String
    let name: String

    var text: String { "\\fB\(((kind == "long" ? "--" : "-") + name).roff)\\fR" }
  }

  var isPositional: Bool { kind == "positional" }

  private var value: String { "\\fI\((valueName ?? "").roff)\\fR" }

  /// In the synopsis.
  var place: String {
    let value = isRepeating ? "\(value) ..." : value
    return isOptional ? "[\(value)]" : value
  }

  /// In the list of options.
  var entry: [String] {
    let names = (names ?? []).map(\.text).joined(separator: ", ")
    let head = isPositional ? value : kind == "flag" ? names : "\(names) \(value)"
    let text = [abstract, discussion, choice].compactMap { $0 }.joined(separator: " ")
    return [".TP", head, text.roff]
  }

  /// What --help adds in parentheses.
  private var choice: String? {
    let parts = [
      allValues.map { "values: " + $0.joined(separator: ", ") },
      defaultValue.map { "default: " + $0 },
    ].compactMap { $0 }
    return parts.isEmpty ? nil : "(\(parts.joined(separator: "; ")))"
  }
}

private struct ManualSection {
  private let heading: String
  private let body: [String]

  init(_ heading: String, _ body: [String]) {
    self.heading = heading
    self.body = body
  }

  /// A section without text is left out.
  var lines: [String] { body.isEmpty ? [] : [".SH \(heading)"] + body }
}

/// A command's discussion: running text, and paragraphs with a heading in capitals. Lines that are set in stand
/// as they are, after those that are not.
private struct DiscussionText {
  let description: [String]
  let sections: [ManualSection]

  init(_ discussion: String) {
    var running: [[String]] = []
    var sections: [ManualSection] = []
    for paragraph in discussion.split(separator: "\n\n") {
      let lines = paragraph.split(separator: "\n").map(String.init)
      if lines.count > 1, lines[0].wholeMatch(of: /[A-Z ]+/) != nil {
        let heading = lines[0] == "EXAMPLE" ? "EXAMPLES" : lines[0]
        sections.append(ManualSection(heading, Self.set(lines.dropFirst())))
      } else {
        running.append(Self.set(lines[...]))
      }
    }
    description = Array(running.joined(separator: [".PP"]))
    self.sections = sections
  }

  private static func set(_ lines: ArraySlice<String>) -> [String] {
    let running = lines.prefix { !$0.hasPrefix(" ") }
    let literal = lines.dropFirst(running.count).map { String($0.drop { $0 == " " }).roff }
    return running.map(\.roff) + (literal.isEmpty ? [] : [".nf"] + literal + [".fi"])
  }
}

extension String {
  /// As text of man(7): hyphens that can be copied, and no line that begins like a request.
  fileprivate var roff: String {
    let text = replacing("\\", with: "\\e").replacing("-", with: "\\-").replacing("\n", with: " ")
    return text.hasPrefix(".") || text.hasPrefix("'") ? "\\&" + text : text
  }
}
