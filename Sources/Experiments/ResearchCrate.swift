import Crypto
import Datasets
import Embeddings
import Foundation

/// What a run's folder holds, for archives: RO-Crate 1.1 metadata.
///
/// It says of every file its size, kind and SHA-256, and of the run what it was made of and by. It is
/// the one file of a report with a date. Source: https://www.researchobject.org/ro-crate/1.1/.
struct ResearchCrate {
  static let fileName = "ro-crate-metadata.json"

  let record: RunRecord
  /// "2026-02-28".
  let date: String

  /// - Parameter former: the crate of a run that is drawn again, whose date stays.
  init(_ record: RunRecord, former: URL? = nil) {
    self.record = record
    date = former.flatMap(Self.date) ?? Date.now.formatted(.iso8601.year().month().day())
  }

  /// - Parameter folder: has all files but this one.
  func write(to folder: URL) throws {
    let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
    let files = try paths.compactMap { path -> CrateEntity? in
      let url = folder.appending(path: path)
      guard !Self.unlisted.contains(path),
        try !url.resourceValues(forKeys: [.isDirectoryKey]).isFolder
      else { return nil }
      return try file(path, try Data(contentsOf: url))
    }
    let graph = Graph(
      context: "https://w3id.org/ro/crate/1.1/context",
      graph: [descriptor, root(files)] + files + [program, data] + encoders + [action])
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try WholeFile.write(
      try encoder.encode(graph) + Data("\n".utf8), to: folder.appending(path: Self.fileName))
  }

  /// How long a run took is no part of it.
  private static let unlisted: Set<String> = [fileName, "timings.json"]

  private static func date(of former: URL) -> String? {
    // None is there, or one that cannot be read: today it is.
    guard let data = FileManager.default.contents(atPath: former.path),
      let graph = try? JSONDecoder().decode(Graph.self, from: data)
    else { return nil }
    return graph.graph.first { $0.id == "./" }?.datePublished
  }

  // MARK: Entities

  private var descriptor: CrateEntity {
    var entity = CrateEntity(Self.fileName, "CreativeWork")
    entity.conformsTo = .init("https://w3id.org/ro/crate/1.1")
    entity.about = .init("./")
    return entity
  }

  private func root(_ files: [CrateEntity]) -> CrateEntity {
    var entity = CrateEntity("./", "Dataset")
    entity.name = record.plan.title
    entity.description =
      record.plan.question.isEmpty
      ? "A run of semblance and its reports." : record.plan.question
    entity.datePublished = date
    entity.license = "None is stated; ask who made the run."
    entity.hasPart = files.map { .init($0.id) }
    entity.mentions = [.init("#run")]
    return entity
  }

  private func file(_ path: String, _ content: Data) throws -> CrateEntity {
    // What is in a path and no URI is percent-encoded.
    let id = path.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? path
    var entity = CrateEntity(id, "File")
    entity.name = path
    entity.contentSize = "\(content.count)"
    entity.encodingFormat = Self.formats[URL(filePath: path).pathExtension.lowercased()]
    let digest = SHA256.hash(data: content).map { String(format: "%02x", $0) }.joined()
    entity.identifier = "sha256:\(digest)"
    return entity
  }

  private static let formats = [
    "json": "application/json", "md": "text/markdown", "html": "text/html",
    "pdf": "application/pdf", "png": "image/png", "svg": "image/svg+xml", "csv": "text/csv",
    "bib": "application/x-bibtex", "tex": "application/x-tex", "txt": "text/plain",
  ]

  private var program: CrateEntity {
    var entity = CrateEntity("#semblance", "SoftwareApplication")
    entity.name = "semblance"
    entity.version = record.program
    return entity
  }

  private var data: CrateEntity {
    var entity = CrateEntity("#data", "CreativeWork")
    entity.name = record.dataset.name
    entity.description = "\(record.dataset.images) images"
    entity.identifier = "sha256:\(record.dataset.fingerprint)"
    return entity
  }

  private var encoders: [CrateEntity] {
    record.encoders.enumerated().map { place, id in
      var entity = CrateEntity("#encoder-\(place + 1)", "SoftwareApplication")
      entity.name = id.name
      entity.description = id.preprocessing
      entity.identifier = id.weights.map { "sha256:\($0)" }
      return entity
    }
  }

  private var action: CrateEntity {
    var entity = CrateEntity("#run", "CreateAction")
    entity.name = "Run of the plan \u{201C}\(record.plan.title)\u{201D}"
    entity.instrument = [.init("#semblance")] + encoders.map { .init($0.id) }
    entity.object = [.init("#data")]
    entity.result = [.init("./")]
    entity.endTime = date
    return entity
  }
}

private struct Graph: Codable {
  let context: String
  let graph: [CrateEntity]

  enum CodingKeys: String, CodingKey {
    case context = "@context"
    case graph = "@graph"
  }
}

/// One thing of a crate, by the names of schema.org; what is nil is not written.
struct CrateEntity: Codable {
  let id: String
  let type: String
  var name: String?
  var description: String?
  var datePublished: String?
  var license: String?
  var conformsTo: Link?
  var about: Link?
  var hasPart: [Link]?
  var mentions: [Link]?
  var contentSize: String?
  var encodingFormat: String?
  var identifier: String?
  var version: String?
  var instrument: [Link]?
  var object: [Link]?
  var result: [Link]?
  var endTime: String?

  init(_ id: String, _ type: String) { (self.id, self.type) = (id, type) }

  struct Link: Codable {
    let id: String

    init(_ id: String) { self.id = id }

    enum CodingKeys: String, CodingKey { case id = "@id" }
  }

  enum CodingKeys: String, CodingKey {
    case id = "@id"
    case type = "@type"
    case name, description, datePublished, license, conformsTo, about, hasPart, mentions,
      contentSize, encodingFormat, identifier, version, instrument, object, result, endTime
  }
}

extension URLResourceValues {
  fileprivate var isFolder: Bool { isDirectory == true }
}
