import ArgumentParser
import Embeddings
import Experiments
import Foundation

struct PlanSchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Print the JSON Schema of plans, by which editors complete and check them.",
    discussion: """
      A plan names it in its first line: # yaml-language-server: $schema=plan.schema.json

      EXAMPLES
        semblance plan schema -o plan.schema.json
      """)

  @Option(name: .shortAndLong, help: "File to write instead.", completion: .file())
  var output: String?

  func run() throws {
    let schema = try PlanSchema.json()
    guard let output else {
      print(String(decoding: schema, as: UTF8.self), terminator: "")
      return
    }
    try WholeFile.write(schema, to: URL(filePath: output))
  }
}
