import ArgumentParser
import Embeddings
import Foundation

struct ManCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "man",
    abstract: "Print the manual page of a command, or write those of all.",
    discussion: """
      A page says what --help says. Completion comes from --generate-completion-script, \
      which knows bash, zsh and fish.

      EXAMPLES
        semblance man index build
        semblance man --all -o ~/.local/share/man/man1
      """)

  private static let names = SemblanceCommand.configuration.subcommands.map { $0._commandName }

  @Argument(
    help: "The command, as in: index build; without one, the program.",
    completion: .list(names))
  var command: [String] = []

  @Flag(name: .long, help: "Write a page for each command: semblance.1, semblance-run.1, …")
  var all = false

  @Option(name: .shortAndLong, help: "Folder for the pages of --all.", completion: .directory)
  var output: String?

  func validate() throws {
    if all != (output != nil) { throw ValidationError("--all and -o FOLDER go together") }
    if all, !command.isEmpty { throw ValidationError("--all is without a command") }
  }

  func run() throws {
    let program = try CommandManual.program()
    if let output { return try write(program.all, to: URL(filePath: output)) }
    guard let manual = program.command(command) else {
      throw ValidationError(
        "there is no command \(command.joined(separator: " ")); semblance man COMMAND is of those "
          + "that semblance --help lists")
    }
    print(manual.page, terminator: "")
  }

  private func write(_ manuals: [CommandManual], to folder: URL) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for manual in manuals {
      try WholeFile.write(manual.page, to: folder.appending(path: "\(manual.name).1"))
    }
    Terminal.show(folder.path)
  }
}
