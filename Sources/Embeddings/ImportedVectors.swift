import Datasets
public import Foundation

/// Vectors that were computed elsewhere, with what their file says of each.
///
/// All columns have one entry a vector; each is there for all vectors or for none.
public struct ImportedVectors: Sendable {
  public let vectors: Vectors
  public let ids: [String]?
  public let labels: [String]?
  /// The same where a table names the labels of some vectors only; nil where `labels` are there, or none.
  public internal(set) var someLabels: [String?]?
  /// What else the file says, by name, an entry a vector.
  public internal(set) var further: [String: [String?]] = [:]
  /// The exchangeable unit of each vector, e.g. its patient.
  public let groups: [String]?
  /// Where in the file the vectors stood, e.g. "column embedding"; nil where there is but one place.
  public let place: String?

  /// Whether a path holds vectors rather than pictures, told by its name and, where tables, archives
  /// and JSON files may hold either, by what stands in it.
  public static func isThere(at url: URL) -> Bool {
    switch url.pathExtension.lowercased() {
    case "npy": !ArraySource.holdsPictures(url)
    case "safetensors", "sqlite3": true
    // A file that cannot be read is no vectors; whoever reads it next says why.
    case "npz": (try? NPZSource.holdsPictures(url)) == false
    case "csv", "tsv": VectorTable.isThere(at: url)
    case "json": VectorJSON.isThere(at: url)
    default: FileManager.default.fileExists(atPath: url.appending(path: ChromaStore.fileName).path)
    }
  }

  /// - Throws: `EmbeddingError.malformed` where a column has not one entry a vector.
  init(
    _ vectors: Vectors, ids: [String]? = nil, labels: [String]? = nil, groups: [String]? = nil,
    place: String? = nil, file: String
  ) throws(EmbeddingError) {
    for (name, column) in [("ids", ids), ("labels", labels), ("groups", groups)] {
      guard let column, column.count != vectors.count else { continue }
      throw .malformed(
        file: file, finding: "has \(column.count) \(name) for \(vectors.count) vectors",
        remedy: "save one for each vector, in order")
    }
    if let ids, let twice = firstRepeated(ids) {
      throw .malformed(
        file: file, finding: "names two vectors \(twice)", remedy: "give each its own id")
    }
    try vectors.requireUsable(file: file)
    self.vectors = vectors
    self.ids = ids
    self.labels = labels
    self.groups = groups
    self.place = place
  }

  /// Reads vectors from a file, told apart by the end of its name.
  ///
  /// - Parameter collection: of a Chroma store; needed where it has several.
  /// - Throws: `EmbeddingError`; what reading a table or an archive throws.
  public static func read(_ url: URL, collection: String? = nil) throws -> ImportedVectors {
    switch url.pathExtension.lowercased() {
    case "npz": try VectorArchive.read(url)
    case "csv", "tsv": try VectorTable.read(url)
    case "json": try VectorJSON.read(url)
    case "safetensors": try SafetensorsFile.read(url)
    case "sqlite3": try ChromaStore.read(url, collection: collection)
    case "npy": try ImportedVectors(NumPyFile.read(url), file: url.path)
    default: try ChromaStore.read(url.appending(path: ChromaStore.fileName), collection: collection)
    }
  }
}

/// The first text that stands there a second time.
private func firstRepeated(_ texts: [String]) -> String? {
  var seen: Set<String> = []
  return texts.first { !seen.insert($0).inserted }
}

/// What columns and keys that hold vectors, ids, labels and groups are called, in lower case.
enum VectorColumn {
  static let vectors = [
    "embedding", "embeddings", "vector", "vectors", "features", "image_features",
    "image_embedding", "image_embeddings",
  ]
  static let pictures = [
    "path", "file", "filename", "file_name", "filepath", "image", "image_path",
  ]
  static let ids = ["id", "ids", "name"] + pictures
  static let labels = ["label", "labels", "class", "y"]
  static let groups = ["group", "groups", "patient", "patient_id"]
}
