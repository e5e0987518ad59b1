import Foundation

/// The vectors of the index that Chroma keeps in a folder beside its database: elements of one size in
/// `data_level0.bin`, each with its vector and a number, and the number of each id in a pickle.
///
/// Where the collection compares by cosine, Chroma has scaled them to length 1. Source:
/// chroma-hnswlib, `saveIndex`; chromadb, `PersistentLocalHnswSegment`.
enum ChromaIndex {
  private static let headerBytes = 100

  /// Vectors by id; none where there is no index yet.
  static func vectors(in folder: URL) throws(EmbeddingError) -> [String: [Float]] {
    let names = folder.appending(path: "index_metadata.pickle")
    guard FileManager.default.fileExists(atPath: names.path) else { return [:] }
    guard let pickle = PickleReader.read(try readBytes(names)),
      case .dictionary(let numbers, _) = pickle["id_to_label"]
    else { throw damaged(names, "is not the list of ids that Chroma writes") }
    let elements = try Elements(folder)
    var vectors: [String: [Float]] = [:]
    for case (.text(let id), .number(let number)) in numbers {
      vectors[id] = elements.vector(number)
    }
    return vectors
  }

  /// What the header says of the elements, checked against the file.
  private struct Elements {
    private let bytes: Data
    private let size: Int
    private let vector: Range<Int>
    private var places: [Int: Int] = [:]

    init(_ folder: URL) throws(EmbeddingError) {
      let headerFile = folder.appending(path: "header.bin")
      let header = try readBytes(headerFile)
      bytes = try readBytes(folder.appending(path: "data_level0.bin"))
      // Version, then offset, largest and present count, size, and where number and vector begin.
      let numbers = header.dropFirst(4).prefix(48).scalars(as: Int64.self).map { Int($0) }
      guard header.count == headerBytes, numbers.count == 6, numbers[0] == 0 else {
        throw damaged(headerFile, "is not the header that Chroma writes")
      }
      let (count, size, number, vector) = (numbers[2], numbers[3], numbers[4], numbers[5])
      guard count >= 0, size > 0, vector >= 0, vector < number, number <= size - 8,
        (number - vector).isMultiple(of: 4), count <= bytes.count / size
      else { throw damaged(headerFile, "does not fit the elements beside it") }
      self.size = size
      self.vector = vector..<number
      for element in 0..<count {
        let label = bytes.dropFirst(element * size + number).prefix(8).scalars(as: Int64.self)[0]
        places[Int(label)] = element
      }
    }

    func vector(_ number: Int) -> [Float]? {
      places[number].map { element in
        bytes.dropFirst(element * size + vector.lowerBound).prefix(vector.count)
          .scalars(as: Float.self)
      }
    }
  }

  private static func damaged(_ file: URL, _ finding: String) -> EmbeddingError {
    .malformed(
      file: file.path, finding: finding,
      remedy: "export the collection from Python as JSON: ids and embeddings of collection.get()")
  }
}
