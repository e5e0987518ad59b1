import ArgumentParser
import Datasets
import Experiments
import Foundation

struct InitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Look at a folder of pictures and write a data set's description and a plan for it.",
    discussion: """
      Sub-folders become splits, sites, groups or labels by what they are called; a table that names the \
      pictures, texts beside them, DICOM and NIfTI are seen. dataset.yaml and plan.yaml run as they are, \
      with small pixels for an encoder, and say as comments what was found and why each key is there. Files that \
      are there are never replaced.

      EXAMPLES
        semblance init photos/ -o experiments/photos
        semblance run experiments/photos/plan.yaml
      """)

  @Argument(help: "The folder of pictures.", completion: .directory)
  var folder: String

  @Option(
    name: .shortAndLong, help: "Folder for dataset.yaml and plan.yaml.", completion: .directory)
  var output = "."

  func run() async throws {
    let installation = Installation.current()
    let survey = try await FolderSurvey(
      URL(filePath: folder), facts: FactsCache(root: installation.factsCache))
    let place = URL(filePath: output)
    let models = try ModelList(ModelLibrary(installation)).models
    let files = StarterFiles(
      survey, in: place,
      encoders: models.filter { $0.kind == .image && $0.isThere }.map(\.name))
    try files.write(to: place)
    for finding in survey.findings { Terminal.show("\(finding.key): \(finding.reason)") }
    for name in ["dataset.yaml", "plan.yaml"] { Terminal.show(place.appending(path: name).path) }
  }
}
