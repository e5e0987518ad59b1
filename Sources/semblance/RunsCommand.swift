import ArgumentParser

struct RunsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runs",
    abstract: "List, show, compare, tag, forget and send the runs made here.",
    discussion: """
      Every run of a plan is remembered below the set-up's folder, in runs/, with its folder, time, data and \
      main numbers. RUN is an id, the beginning of one, or a tag that one run has.

      EXAMPLES
        semblance runs list
        semblance runs tag 20261122-170931 baseline
        semblance runs diff baseline 20261123
        semblance runs gc --dry-run
        semblance runs push
      """,
    subcommands: [
      RunsListCommand.self, RunsShowCommand.self, RunsDiffCommand.self, RunsTagCommand.self,
      RunsCleanCommand.self, RunsPushCommand.self,
    ],
    defaultSubcommand: RunsListCommand.self)
}
