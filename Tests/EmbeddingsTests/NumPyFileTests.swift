import Foundation
import LinearAlgebra
import TestSupport
import Testing

@testable import Embeddings

@Suite struct NumPyFileTests {
  private let expected = Matrix<Double>(
    rows: 4, columns: 3, elements: (0..<12).map { Double($0) / 8 })

  private func reference(_ name: String) -> URL {
    (Bundle.module.resourceURL ?? URL(filePath: ".")).appending(path: "References/\(name).npy")
  }

  @Test(arguments: ["float64", "fortran", "version2"])
  func doublesAreReadWhateverTheLayout(_ name: String) throws {
    #expect(try NumPyFile.read(reference(name)) == .double(expected))
  }

  @Test func floatsStayFloats() throws {
    #expect(try NumPyFile.read(reference("float32")) == .float(expected.converted()))
  }

  @Test func largeFilesOfFloatsStayOnDisk() throws {
    let bytes = try Data(contentsOf: reference("float32"), options: .mappedIfSafe)
    let vectors = try NumPyFile.read(bytes, file: "large.npy", mappingFrom: 100)
    guard case .mapped(let rows) = vectors else {
      Issue.record("the numbers were copied")
      return
    }
    #expect(rows.matrix(0..<4) == expected.converted())
    #expect(vectors.count == 4 && vectors.dimension == 3 && vectors.doubles == expected)
    #expect(
      vectors.selecting(rows: [3, 0]) == .float(expected.converted().selecting(rows: [3, 0])))
  }

  @Test func notANumberInAMappedFileIsRefusedByRowAndColumn() throws {
    var bytes = try Data(contentsOf: reference("float32"))
    bytes.replaceSubrange((bytes.count - 4)..., with: [0, 0, 0xC0, 0x7F])
    #expect(throws: EmbeddingError.notFinite(file: "x", row: 3, column: 2, rows: 1)) {
      try NumPyFile.read(bytes, file: "x", mappingFrom: 100)
    }
  }

  @Test(arguments: [
    ("big-endian", "type"), ("int64", "type"), ("rank1", "rank 1"), ("rank3", "rank 3"),
    ("empty", "empty"),
  ])
  func otherArraysAreRefusedWithTheFinding(_ name: String, _ finding: String) {
    let error = #expect(throws: EmbeddingError.self) { try NumPyFile.read(reference(name)) }
    #expect(error?.description.contains("\(name).npy") == true)
    #expect(error?.description.contains(finding) == true)
  }

  @Test func notANumberIsRefusedByRowAndColumn() {
    let file = reference("nan")
    #expect(throws: EmbeddingError.notFinite(file: file.path, row: 2, column: 1, rows: 2)) {
      try NumPyFile.read(file)
    }
  }

  @Test func truncationIsFoundAtEveryLength() throws {
    let folder = try TemporaryFolder()
    let whole = [UInt8](try Data(contentsOf: reference("float64")))
    for length in [0, 5, 9, 20, 127, 128, 200, whole.count - 1] {
      let file = try folder.write(Array(whole.prefix(length)), to: "cut.npy")
      #expect(throws: EmbeddingError.self, "cut at \(length)") { try NumPyFile.read(file) }
    }
  }

  @Test func hostileShapesAreRefused() throws {
    let folder = try TemporaryFolder()
    for shape in [
      "(-1, 3)", "(4611686018427387904, 4)", "(99999999999, 99999999999)", "(1,)", "()",
    ] {
      let text = "{'descr': '<f4', 'fortran_order': False, 'shape': \(shape), }\n"
      let size = [UInt8(text.utf8.count), 0]
      let bytes = [0x93] + Array("NUMPY".utf8) + [1, 0] + size + Array(text.utf8) + [0, 0, 0, 0]
      let file = try folder.write(bytes, to: "hostile.npy")
      #expect(throws: EmbeddingError.self, "\(shape)") { try NumPyFile.read(file) }
    }
  }

  @Test(arguments: [(1e300, "row 1 holds 1e+300"), (1e-200, "row 1 holds 1e-200")])
  func numbersBeyondThePowersOfDoublesAreRefused(_ number: Double, _ finding: String) throws {
    var bytes = [UInt8](try Data(contentsOf: reference("float64")))
    // The second of four rows of three numbers, after a header of 128 bytes.
    for column in 0..<3 {
      for byte in 0..<8 {
        bytes[128 + 8 * (3 + column) + byte] = UInt8(
          truncatingIfNeeded: number.bitPattern >> (8 * byte))
      }
    }
    let folder = try TemporaryFolder()
    let file = try folder.write(bytes, to: "extreme.npy")
    let error = #expect(throws: EmbeddingError.self) { try NumPyFile.read(file) }
    #expect(error?.description.contains(finding) == true)
  }

  @Test func bytesAfterTheArrayAreNotCalledATruncation() throws {
    let whole = [UInt8](try Data(contentsOf: reference("float64")))
    let folder = try TemporaryFolder()
    let file = try folder.write(whole + [0, 0], to: "long.npy")
    let error = #expect(throws: EmbeddingError.self) { try NumPyFile.read(file) }
    #expect(error?.description.contains("something follows the array") == true)
  }

  @Test func filesThatBelongTogetherAreAllWrittenOrNone() throws {
    let folder = try TemporaryFolder()
    let first = try folder.write("old", to: "first.txt")
    let missing = folder.url.appending(path: "no-such-folder/second.txt")
    #expect(throws: EmbeddingError.self) {
      try WholeFile.write([first, missing].map { WholeFile.Part(Data("new".utf8), to: $0) })
    }
    #expect(try String(contentsOf: first, encoding: .utf8) == "old")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["first.txt"])
  }

  @Test func foldersAndPlacesWithoutAFolderAreNoDestinations() throws {
    let folder = try TemporaryFolder()
    #expect(throws: EmbeddingError.self) { try WholeFile.check(folder.url) }
    #expect(throws: EmbeddingError.self) {
      try WholeFile.check(folder.url.appending(path: "gone/out.json"))
    }
    try WholeFile.check(folder.url.appending(path: "out.json"))
    try WholeFile.check(URL(filePath: "/dev/null"))
  }

  @Test func writtenFilesReadBack() throws {
    let folder = try TemporaryFolder()
    let file = folder.url.appending(path: "out.npy")
    let matrix: Matrix<Float> = expected.converted()
    try NumPyFile.write(rows: 4, columns: 3, to: file) { write in
      for row in (0..<4).reversed() { try write(row, Array(matrix.row(row))) }
    }
    #expect(try NumPyFile.read(file) == .float(matrix))
    #expect(try Data(contentsOf: file).count == 128 + 48)
  }

  @Test func failedWritesLeaveTheOldFile() throws {
    let folder = try TemporaryFolder()
    let missing = folder.url.appending(path: "no-such-folder/out.npy")
    #expect(throws: EmbeddingError.self) { try WholeFile.write("text", to: missing) }
    #expect(
      throws: EmbeddingError.unwritable(file: "/dev/full", reason: "no space left on the device")
    ) { try WholeFile.write("text", to: URL(filePath: "/dev/full")) }
  }
}
