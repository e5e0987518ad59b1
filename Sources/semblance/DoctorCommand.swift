import ArgumentParser
import Experiments

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Say what is installed, and the remedy for what is not.",
    discussion: """
      Exit code 1 when something is missing.

      EXAMPLE
        semblance doctor
      """)

  @OptionGroup var outputs: OutputOptions

  func run() throws {
    let diagnosis = Diagnosis(.current())
    try outputs.write(diagnosis)
    for finding in diagnosis.findings {
      Terminal.show(
        "\(finding.isFound ? "found  " : "MISSING")  \(finding.subject): \(finding.detail)")
    }
    guard diagnosis.findings.allSatisfy(\.isFound) else { throw ExitCode.failure }
  }
}
