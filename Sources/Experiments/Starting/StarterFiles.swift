import Datasets
public import Foundation

/// A data set's description and a plan that run as they are, with the reasons for each key as comments.
public struct StarterFiles: Sendable {
  public let dataset: String
  public let plan: String

  /// - Parameters:
  ///   - folder: where the files are to be, from which paths are told.
  ///   - encoders: models that are there.
  public init(_ survey: FolderSurvey, in folder: URL, encoders: [String]) {
    dataset = survey.description(in: folder)
    plan = StarterPlan(survey, encoders: encoders).text
  }

  /// Both are written, or neither.
  ///
  /// - Throws: `SettingsError` where one of them is there.
  public func write(to folder: URL) throws {
    for name in ["dataset.yaml", "plan.yaml"] {
      let file = folder.appending(path: name)
      guard FileManager.default.fileExists(atPath: file.path) else { continue }
      throw SettingsError.wrongValue(
        place: file.path, found: "a file that is there",
        expected: "none; choose another folder with -o")
    }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data(dataset.utf8).write(to: folder.appending(path: "dataset.yaml"))
    try Data(plan.utf8).write(to: folder.appending(path: "plan.yaml"))
  }
}

extension FolderSurvey {
  /// As a plan and its report call it.
  var name: String {
    let name = root.absoluteURL.standardizedFileURL.lastPathComponent
    return name == "/" || name.isEmpty ? "pictures" : name
  }

  fileprivate func description(in folder: URL) -> String {
    var lines = [
      "# What was found in \(root.lastPathComponent.inOneLine), and what follows from it:"
    ]
    lines += findings.map { "# \($0.key) – \($0.reason.inOneLine)" }
    lines += profile.map { $0.comments } ?? []
    lines += ["name: \(name.quoted)"]
    lines += keys(in: folder)
    return lines.joined(separator: "\n") + "\n"
  }

  private func keys(in folder: URL) -> [String] {
    switch source {
    case .folder(let levels, let hasCaptions):
      return ["source: folder", "root: \(place(root, in: folder))"] + levelKey(levels)
        + (hasCaptions ? ["captions: beside"] : [])
    case .nifti(let levels):
      return ["source: nifti", "root: \(place(root, in: folder))"] + levelKey(levels)
    case .dicom(let levels):
      return [
        "source: dicom", "root: \(place(root, in: folder))",
        "# The secret that patients are named by; made when it is missing.",
        "key: ~/.config/semblance/key",
      ] + levelKey(levels)
    case .manifest(let file, let columns, let delimiter):
      let headings = ManifestColumn.allCases.compactMap { column in
        columns[column].map { "  \(column.rawValue): \($0.quoted)" }
      }
      return ["source: manifest", "file: \(place(file, in: folder))"]
        + (delimiter == .comma ? [] : ["delimiter: \(delimiter.rawValue)"])
        + ["columns:"] + headings
    }
  }

  private func levelKey(_ levels: [FolderLevel]) -> [String] {
    guard !levels.isEmpty else {
      return ["# levels: [label]  # what sub-folders would mean: split, label, group, site, ignore"]
    }
    return ["levels: [\(levels.map(\.rawValue).joined(separator: ", "))]"]
  }

  /// Relative to the description where it lies below its folder.
  private func place(_ url: URL, in folder: URL) -> String {
    let path = url.absoluteURL.standardizedFileURL.path
    let above = folder.absoluteURL.standardizedFileURL.path
    guard path != above else { return "." }
    let prefix = above.hasSuffix("/") ? above : above + "/"
    return (path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : path).quoted
  }
}

extension DatasetProfile {
  fileprivate var comments: [String] {
    let sizes = sizes.map {
      "; \($0.smallestWidth)…\($0.largestWidth) × \($0.smallestHeight)…\($0.largestHeight) pixels"
    }
    let modes = modes.map { "\($0.count) in \($0.value)" }.joined(separator: ", ")
    let damage = unreadable.map {
      "# cannot be read: \($0.path.inOneLine) (\($0.reason.inOneLine))"
    }
    return ["# of \(images + unreadable.count) that were read: \(modes)\(sizes ?? "")"] + damage
  }
}

extension String {
  /// As a YAML value: plain where nothing can be misread.
  var quoted: String {
    let isPlain =
      wholeMatch(of: /[A-Za-z.\/][A-Za-z0-9_.\/-]*/) != nil
      && !["null", "true", "false", "yes", "no", "on", "off"].contains(lowercased())
    guard !isPlain else { return self }
    return "\"" + inOneLine.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }

  /// Line breaks would end a comment or a name.
  var inOneLine: String { replacing(/[\p{Cc}]/, with: " ") }
}
