import ArgumentParser
import Experiments
import Foundation
import Scaleout

@main
struct SemblanceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "semblance",
    abstract: "Leaks, shifts, clusters and look-alikes in image sets, with numbers that hold.",
    discussion: """
      EXAMPLES
        semblance run experiments/01-fashion-mnist/plan.yaml
        semblance leakage train/ test/ --threshold 0.98 --json leaks.json
        semblance shift hospital-a.npy hospital-b.npy --permutations 9999
        semblance similar photo.jpg --in archive/ -k 10

      INPUT is images (a folder, a picture, .csv, .tsv or .txt naming files, .zip, .tar, .tar.gz, \
      WebDataset shards as "train-{000..146}.tar", .npz as of MedMNIST, COCO .json, IDX, \
      dataset.yaml) or vectors (.npy, .npz, .csv, .json, .safetensors, a Chroma store).
      Exit codes: 0 done, 1 failed, 2 a gate was crossed, 64 wrong usage, 75 unfinished \
      (start it again to go on), 130 interrupted.
      """,
    version: Program.version,
    groupedSubcommands: [
      CommandGroup(
        name: "Experiments",
        subcommands: [
          InitCommand.self, RunCommand.self, PlanCommand.self, ReportCommand.self,
          CompareCommand.self, CheckCommand.self, RunsCommand.self,
        ]),
      CommandGroup(
        name: "One question, no plan",
        subcommands: [
          EmbedCommand.self, DuplicatesCommand.self, LeakageCommand.self, ShiftCommand.self,
          ClustersCommand.self, ProjectCommand.self, EncodersCommand.self, SimilarCommand.self,
          GridCommand.self, JoinCommand.self, LabelCommand.self, SegmentCommand.self,
          TextCommand.self,
        ]),
      CommandGroup(name: "Stores", subcommands: [IndexCommand.self, ServeCommand.self]),
      CommandGroup(name: "Data sets", subcommands: [DatasetsCommand.self]),
      CommandGroup(name: "Benchmarks", subcommands: [BenchmarkCommand.self]),
      CommandGroup(name: "Images", subcommands: [DecodeCommand.self]),
      CommandGroup(
        name: "The installation",
        subcommands: [ModelsCommand.self, DoctorCommand.self, ManCommand.self]),
    ])

  /// Errors are one sentence on standard error; Ctrl-C lets the work at hand be kept.
  static func main() async {
    Diagnostics.start()
    // A file that may not grow is an error of its writer, which is told, and not the end of the program.
    signal(SIGXFSZ, SIG_IGN)
    let work = Task {
      var command = parsed()
      guard !Ranks.isOneOfSeveral || command is any SharedCommand else {
        throw ValidationError(
          "this command is of one process; start it without mpirun or srun, or put the question into a plan"
        )
      }
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    }
    let interruption = Interruption {
      if Job.isFirst {
        Terminal.write("\nsemblance: stopping; Ctrl-C again stops without tidying up\n")
      }
      work.cancel()
    }
    defer { interruption.stop() }
    do {
      try await work.value
      Job.end()
    } catch let code as ExitCode {
      Job.end()
      exit(withError: code)
    } catch is CancellationError {
      guard Job.isFirst else { _exit(130) }
      Terminal.error(
        "interrupted; finished vectors and parts are kept, run the command again to go on")
      _exit(130)  // Without exit handlers: those of OpenBLAS wait for the abandoned work.
    } catch let error as ValidationError {
      Job.fail(error.message)
      Terminal.error(error.message)
      exit(withError: ExitCode.validationFailure)
    } catch let error where exitCode(for: error) != .failure {
      exit(withError: error)  // Also what `--help` of a subcommand ends in.
    } catch {
      Job.fail("\(error)")
      Terminal.error("\(error)")
      // Exit handlers would run beside the link's thread, which is within Open MPI.
      if Job.ranks != nil { _exit(ExitCode.failure.rawValue) }
      exit(withError: ExitCode.failure)
    }
  }

  /// Wrong usage ends here, in a sentence; `--help` and `--version` in ArgumentParser's texts.
  private static func parsed() -> any ParsableCommand {
    do {
      return try parseAsRoot()
    } catch {
      guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
      Terminal.error(message(for: error) + "; see --help")
      exit(withError: ExitCode.validationFailure)
    }
  }
}
