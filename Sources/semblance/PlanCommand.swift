import ArgumentParser

struct PlanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "What plans may say.",
    discussion: """
      EXAMPLES
        semblance plan schema -o plan.schema.json
      """,
    subcommands: [PlanSchemaCommand.self])
}
