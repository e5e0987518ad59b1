import ArgumentParser

struct BenchmarkCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "benchmark",
    abstract: "Measure on your own images what the program can find.",
    discussion: """
      EXAMPLES
        semblance benchmark duplicates photos/
        semblance benchmark shift photos/ --figure shifts.pdf
      """,
    subcommands: [BenchmarkDuplicatesCommand.self, BenchmarkShiftCommand.self])
}
