import Embeddings
import Foundation
import LinearAlgebra
import TestSupport
import Testing

/// Vectors in the forms that `References/make_vectors.py` wrote.
@Suite struct ImportedVectorsTests {
  private static let ids = (0..<5).map { "s\($0)" }
  private static let labels = ["cat", "dog", "cat", "dog", "cat"]
  private static let groups = ["p0", "p0", "p1", "p1", "p2"]

  private func file(_ name: String) throws -> URL {
    let folder = try #require(Bundle.module.url(forResource: "References", withExtension: nil))
    return folder.appending(path: "vectors").appending(path: name)
  }

  @Test(arguments: [
    "one.npz", "columns.npz", "integers.npz", "half.npy", "columns.csv", "lists.csv", "plain.tsv",
    "objects.json", "columns.json", "map.json", "f64.safetensors", "f32.safetensors",
    "f16.safetensors", "bf16.safetensors", "chroma", "chroma/chroma.sqlite3",
    "chroma-indexed",
  ])
  func everyFormHoldsTheSameNumbers(_ name: String) throws {
    #expect(try ImportedVectors.isThere(at: file(name)))
    let found = try ImportedVectors.read(file(name)).vectors.doubles
    #expect(found.rows == 5 && found.columns == 4)
    // Multiples of an eighth below 8 are exact in every precision.
    let expected: [Double] = (0..<20).map { index in
      let (row, column) = index.quotientAndRemainder(dividingBy: 4)
      return Double(row) + Double(column) / 8 - 1
    }
    #expect(found.elements == expected)
  }

  @Test(arguments: [
    "columns.npz", "columns.csv", "objects.json", "columns.json", "chroma", "chroma-indexed",
  ])
  func idsLabelsAndGroupsComeAlong(_ name: String) throws {
    let imported = try ImportedVectors.read(file(name))
    #expect(imported.labels == Self.labels && imported.groups == Self.groups)
    #expect(imported.ids == Self.ids)
  }

  @Test(arguments: ["chroma", "chroma-indexed"])
  func furtherMetadataComesAlong(_ name: String) throws {
    let further = try ImportedVectors.read(file(name)).further
    #expect(further == ["n": Array(repeating: "1", count: 5)])
  }

  @Test func columnsHaveOtherNamesAndTypes() throws {
    #expect(try ImportedVectors.read(file("lists.csv")).ids == Self.ids)
    #expect(try ImportedVectors.read(file("lists.csv")).labels == Self.labels)
    #expect(try ImportedVectors.read(file("map.json")).ids == Self.ids)
    #expect(try ImportedVectors.read(file("integers.npz")).labels == ["3", "-1", "3", "-1", "3"])
    #expect(try ImportedVectors.read(file("f16.safetensors")).labels == ["3", "1", "3", "1", "3"])
    #expect(try ImportedVectors.read(file("plain.tsv")).ids == nil)
  }

  @Test func precisionIsKept() throws {
    for (name, isDouble) in [("f64.safetensors", true), ("f32.safetensors", false)] {
      guard case .double = try ImportedVectors.read(file(name)).vectors else {
        #expect(!isDouble)
        continue
      }
      #expect(isDouble)
    }
  }

  @Test func filesOfPicturesAreNotOfVectors() throws {
    for name in ["manifest.csv", "coco.json", "not-there.csv"] {
      #expect(try !ImportedVectors.isThere(at: file(name)), "\(name)")
    }
  }

  @Test(arguments: [
    ("ragged.csv", "has 1 numbers where the first row has 2"),
    ("text.csv", "\"two\" is not a finite number"), ("manifest.csv", "holds no vectors"),
    ("other.json", "another structure"), ("truncated.safetensors", "does not fit its place"),
    ("long-header.safetensors", "declares a header of 4611686018427387904 bytes"),
    ("overflow.safetensors", "does not fit its place"),
    ("chroma-two", "has 2 collections; name one with --collection: images, purged"),
  ])
  func otherFilesAreRefusedWithTheFinding(_ name: String, _ finding: String) throws {
    let url = try file(name)
    let error = #expect(throws: EmbeddingError.self) { try ImportedVectors.read(url) }
    #expect(error?.description.contains(finding) == true, "\(String(describing: error))")
  }

  @Test(arguments: [
    ("path,labels,split", "a.png,\"[0, 1, 1]\",train"),
    ("path,bbox_0,bbox_1,bbox_2,bbox_3", "a.png,0,1,3,9"),
    ("path,view_1,view_2", "a.png,1,2"), ("path,age,x0,x1", "a.png,40,1,2"),
    ("file,e0,e1,e2", "a.png,1,2,3"),
    ("image,kp_0,kp_1,kp_2,kp_3,kp_4,kp_5,kp_6,kp_7,kp_8", "a.png,1,2,3,4,5,6,7,8,9"),
  ])
  func tablesOfPicturesWereTakenForVectors(_ heading: String, _ row: String) throws {
    let folder = try TemporaryFolder()
    let url = try folder.write("\(heading)\n\(row)\n", to: "t.csv")
    #expect(!ImportedVectors.isThere(at: url))
  }

  @Test(arguments: [
    ("path,labels,embedding", "a.png,\"[0, 1]\",\"[1, 2, 3]\"", 3, "column embedding"),
    ("path,Features", "a.png,[1 2]", 2, "column Features"),
    ("path,e0,e1,e2,e3,e4,e5,e6,e7", "a.png,1,2,3,4,5,6,7,8", 8, "columns e0 to e7"),
    (
      "path,view_0,view_1,view_2,dim_1,dim_2,dim_3,dim_4,dim_5,dim_6,dim_7,dim_8",
      "a.png,0,0,0,1,2,3,4,5,6,7,8", 8, "columns dim_1 to dim_8"
    ),
    ("id,x0,x1", "a,1,2", 2, "columns x0 to x1"), ("id,labels", "a,[1 2]", 2, "column labels"),
  ])
  func aTableSaysWhereItsVectorsStand(
    _ heading: String, _ row: String, _ dimension: Int, _ place: String
  ) throws {
    let folder = try TemporaryFolder()
    let url = try folder.write("\(heading)\n\(row)\n", to: "t.csv")
    #expect(ImportedVectors.isThere(at: url))
    let imported = try ImportedVectors.read(url)
    #expect(imported.vectors.dimension == dimension)
    #expect(imported.place == place)
  }

  @Test func aNumberThatNoDoubleHoldsHadNoLine() throws {
    let folder = try TemporaryFolder()
    let url = try folder.write("id,e0,e1\na,1,2\nb,1e400,4\n", to: "t.csv")
    let error = #expect(throws: EmbeddingError.self) { try ImportedVectors.read(url) }
    #expect(error?.description.contains("t.csv:3: \"1e400\" is not a finite number") == true)
  }

  @Test(arguments: [
    "[{\"embedding\": [1, 2]}, {\"embedding\": [NaN, 2]}]",
    "{\"a\": [1, 2], \"b\": [-Infinity, 1]}",
  ])
  func numbersThatJSONDoesNotHaveWereCalledNoJSON(_ text: String) throws {
    let folder = try TemporaryFolder()
    let url = try folder.write(text, to: "t.json")
    let error = #expect(throws: EmbeddingError.self) { try ImportedVectors.read(url) }
    #expect(error?.description.contains("NaN or Infinity in vector 1; remove it") == true)
  }

  @Test func aStoreWithoutItsIndexTellsWhatIsMissing() throws {
    let url = try file("chroma-two")
    #expect(try ImportedVectors.read(url, collection: "images").ids == Self.ids)
    let error = #expect(throws: EmbeddingError.self) {
      try ImportedVectors.read(url, collection: "purged")
    }
    #expect(error?.description.contains("2 of 5 vectors of purged") == true)
    #expect(throws: EmbeddingError.self) { try ImportedVectors.read(url, collection: "none") }
  }

  /// As MedImageInsight's endpoint answers.
  @Test func aVectorMayBeAListInAList() throws {
    let folder = try TemporaryFolder()
    let url = try folder.write(
      #"[{"image_features": [[1, 2, 3]]}, {"image_features": [[4, 5, 6]]}]"#, to: "answer.json")
    #expect(try ImportedVectors.read(url).vectors.dimension == 3)
    let two = try folder.write(#"[{"image_features": [[1, 2], [3, 4]]}]"#, to: "two.json")
    #expect(throws: EmbeddingError.self) { try ImportedVectors.read(two) }
  }

  @Test func oneIdNamesOneVector() throws {
    let folder = try TemporaryFolder()
    let url = try folder.write("id,e0,e1\na,1,2\na,3,4\n", to: "twice.csv")
    let error = #expect(throws: EmbeddingError.self) { try ImportedVectors.read(url) }
    #expect(error?.description.contains("names two vectors a") == true)
  }

  /// Each ended the program, or never ended.
  @Test(arguments: [
    ("wide-text.npz", "type '<U4611686018427387904'"),
    ("wide-bytes.npz", "type '|S9223372036854775807'"),
    ("endless.sqlite3", "collections is not a table"),
  ])
  func filesThatMeanNoGoodAreRefused(_ name: String, _ finding: String) throws {
    let error = #expect(throws: EmbeddingError.self) { try ImportedVectors.read(file(name)) }
    #expect(error?.description.contains(finding) == true, "\(String(describing: error))")
  }

  @Test func aColumnMayBeCalledByTheLargestNumber() throws {
    let folder = try TemporaryFolder()
    let url = try folder.write("path,e9223372036854775807\na.png,1\n", to: "largest.csv")
    #expect(!ImportedVectors.isThere(at: url))
  }

  /// Releasing them took more stack than there is.
  @Test func dictionariesInDictionariesWithoutEndAreRefused() throws {
    let folder = try TemporaryFolder()
    let store = folder.url.appending(path: "store")
    try FileManager.default.copyItem(at: file("chroma-indexed"), to: store)
    let index = try #require(
      FileManager.default.contentsOfDirectory(at: store, includingPropertiesForKeys: nil)
        .first { UUID(uuidString: $0.lastPathComponent) != nil })
    let depth = 200_000
    // Each has the next under the key 1.
    let opened: [UInt8] = (0..<depth).flatMap { _ in Array("}K\u{1}".utf8) }
    let closed = Array("}".utf8) + [UInt8](repeating: UInt8(ascii: "s"), count: depth)
    let pickle: [UInt8] = [0x80, 4] + opened + closed + Array(".".utf8)
    try Data(pickle).write(to: index.appending(path: "index_metadata.pickle"))
    #expect(throws: EmbeddingError.self) { try ImportedVectors.read(store) }
  }

  @Test func everyByteMayBeWrong() throws {
    let folder = try TemporaryFolder()
    for name in ["columns.npz", "f32.safetensors", "columns.json", "chroma/chroma.sqlite3"] {
      let content = [UInt8](try Data(contentsOf: try file(name)))
      for step in 0..<100 {
        var bytes = content
        bytes[step * (min(content.count, 4_000) - 1) / 99] ^= UInt8(1 << (step % 8))
        let url = try folder.write(bytes, to: URL(filePath: name).lastPathComponent)
        // A refusal is as good as a result: what counts is that there is one.
        _ = try? ImportedVectors.read(url)
      }
    }
  }
}
