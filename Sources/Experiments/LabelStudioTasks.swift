import Datasets
public import Embeddings
public import Foundation

/// An item for people to label, with what the program thinks of it.
public struct LabelTask: Sendable {
  public let id: SampleID
  /// Nil where nothing is suggested.
  public let label: String?
  /// Of the suggestion, in [0, 1]; nil without one.
  public let score: Double?
  /// The label that it was given; nil where it has none.
  public let given: String?

  public init(id: SampleID, label: String?, score: Double?, given: String? = nil) {
    (self.id, self.label, self.score, self.given) = (id, label, score, given)
  }
}

/// Tasks for Label Studio in its JSON format, with suggestions as `predictions`.
///
/// The image of a task is a prefix with the path of its file below a root, as Label Studio serves local
/// files below LOCAL_FILES_DOCUMENT_ROOT; items that are no file of their own are named by their id.
/// A labelling configuration that fits the tasks stands beside them.
public struct LabelStudioTasks: Sendable {
  private let prefix: String
  /// What paths are relative to.
  public let root: URL
  private let modelVersion: String

  public static let standardPrefix = "/data/local-files/?d="

  /// - Parameters:
  ///   - root: the folder that paths are relative to.
  ///   - modelVersion: who suggests, e.g. the program, its version and the encoder.
  public init(prefix: String = standardPrefix, root: URL, modelVersion: String) {
    (self.prefix, self.root, self.modelVersion) = (prefix, root, modelVersion)
  }

  /// Writes the tasks, and the labelling configuration to a file of the same name that ends in `.xml`.
  ///
  /// - Parameters:
  ///   - labels: to choose from, each once.
  ///   - files: of items that are files of their own.
  /// - Throws: `SettingsError` for items without a name, and for files outside of the root.
  public func write(
    _ tasks: [LabelTask], labels: [String], files: [String: URL], to url: URL
  ) throws {
    let entries = try tasks.map { try entry($0, files) }
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let configuration = url.deletingPathExtension().appendingPathExtension("xml")
    try WholeFile.write([
      WholeFile.Part(try encoder.encode(entries) + Data("\n".utf8), to: url),
      WholeFile.Part(Data(Self.configuration(labels).utf8), to: configuration),
    ])
  }

  /// Refuses items without a name, and files outside of the root, before any task is there.
  ///
  /// - Throws: `SettingsError`.
  public func check(_ ids: [SampleID], files: [String: URL]) throws(SettingsError) {
    for id in ids {
      let name = try name(of: id)
      if let file = files[name] { _ = try path(of: file) }
    }
  }

  /// The deepest folder that is above all files; nil without files.
  public static func folder(above files: some Sequence<URL>) -> URL? {
    var common: [String]?
    for file in files {
      let parts = file.standardizedFileURL.deletingLastPathComponent().pathComponents
      let shared = zip(common ?? parts, parts).prefix { $0 == $1 }.map(\.0)
      common = shared
    }
    return common.map { parts in
      parts.dropFirst().reduce(URL(filePath: "/")) { $0.appending(path: $1) }
    }
  }

  private func name(of id: SampleID) throws(SettingsError) -> String {
    guard case .name(let name) = id else {
      throw .wrongValue(
        place: "--label-studio", found: "\(id), which has no name",
        expected: "images, or vectors with ids; write NAME.ids.txt beside NAME.npy")
    }
    return name
  }

  private func entry(_ task: LabelTask, _ files: [String: URL]) throws(SettingsError) -> TaskEntry {
    let name = try name(of: task.id)
    let path = try files[name].map { file throws(SettingsError) in try self.path(of: file) } ?? name
    let predictions = task.label.map { label in
      [
        TaskEntry.Prediction(
          modelVersion: modelVersion, score: task.score,
          result: [TaskEntry.Result(id: "suggestion", value: .init(choices: [label]))])
      ]
    }
    return TaskEntry(
      data: .init(image: prefix + encoded(path), id: name, givenLabel: task.given),
      predictions: predictions ?? [])
  }

  private func path(of file: URL) throws(SettingsError) -> String {
    // Items of folders are named with links resolved, those of tables as the table names them.
    let paths = [
      relativePath(from: root, to: file),
      relativePath(
        from: root.resolvingSymlinksInPath(), to: file.resolvingSymlinksInPath()),
    ]
    guard let path = paths.first(where: { !$0.hasPrefix("../") }) else {
      throw .wrongValue(
        place: "--label-studio-root", found: "\(file.path), which is not below \(root.path)",
        expected: "the folder above all images, as Label Studio's LOCAL_FILES_DOCUMENT_ROOT")
    }
    return path
  }

  /// As a part of a query or of a web address; paths of stores such as s3:// stay as they are.
  private func encoded(_ path: String) -> String {
    guard prefix.contains("?") || prefix.hasPrefix("http") else { return path }
    var allowed = CharacterSet.alphanumerics.intersection(
      CharacterSet(charactersIn: "\0"..."\u{7F}"))
    allowed.insert(charactersIn: "/-._~")
    return path.addingPercentEncoding(withAllowedCharacters: allowed) ?? path
  }

  /// A choice of one label for an image.
  private static func configuration(_ labels: [String]) -> String {
    let choices = labels.map { "    <Choice value=\"\(escaped($0))\"/>\n" }.joined()
    return """
      <View>
        <Image name="image" value="$image"/>
        <Choices name="label" toName="image" choice="single" showInLine="true">
      \(choices)  </Choices>
      </View>

      """
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
      .replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
  }
}

/// Names are those of Label Studio's format, in snake case there.
private struct TaskEntry: Encodable {
  let data: Content
  let predictions: [Prediction]

  struct Content: Encodable {
    let image: String
    let id: String
    let givenLabel: String?
  }

  struct Prediction: Encodable {
    let modelVersion: String
    let score: Double?
    let result: [Result]
  }

  struct Result: Encodable {
    let id: String
    let fromName = "label"
    let toName = "image"
    let type = "choices"
    let value: Value
  }

  struct Value: Encodable {
    let choices: [String]
  }
}

extension LoadedItems {
  /// Items that are a file of their own, by id.
  public var files: [String: URL] {
    (samples ?? []).reduce(into: [:]) { files, sample in
      if case .file(let url, frame: 0) = sample.image { files[sample.id] = url }
    }
  }
}
