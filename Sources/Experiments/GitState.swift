public import Foundation

/// Which version of a file a git repository has.
public struct GitState: Sendable, Codable, Equatable {
  /// The last commit of the repository.
  public let commit: String
  /// Whether the file differs from it, or is not in it.
  public let isChanged: Bool

  /// Nil without git, outside of a repository, and before its first commit.
  public init?(of file: URL) {
    let folder = file.deletingLastPathComponent()
    guard let commit = Self.output(of: ["rev-parse", "HEAD"], in: folder),
      let status = Self.output(
        of: ["status", "--porcelain", "--ignored", "--", file.lastPathComponent], in: folder)
    else { return nil }
    self.commit = commit.trimmingCharacters(in: .whitespacesAndNewlines)
    isChanged = !status.isEmpty
  }

  /// Of a command that ended well.
  private static func output(of arguments: [String], in folder: URL) -> String? {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    // A monitor that the repository names is a program of somebody's.
    process.arguments = ["git", "-C", folder.path, "-c", "core.fsmonitor=false"] + arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    do {
      try process.run()
    } catch {
      return nil  // no git: nothing is known
    }
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return process.terminationStatus == 0 ? String(decoding: data, as: UTF8.self) : nil
  }
}

extension GitState {
  /// "4f2a90c71b3e, changed since".
  var text: String { commit.prefix(12) + (isChanged ? ", changed since" : "") }
}
