import Embeddings
import Experiments
import Foundation
import Inference
import LinearAlgebra
import TestSupport
import Testing

/// Vectors of photographs against those of Pillow, NumPy and Python's onnxruntime. ONNX Runtime is
/// equal to the bit on the machine that made them; OpenVINO and other processors sum in another
/// order. See `ModelVerification` for what is tolerated and what it would not hide.
@Suite(.enabled(if: SetUp.hasRuntimes, SetUp.remedy)) struct ModelVerificationTests {
  private let folder: TemporaryFolder
  private let installation: Installation

  init() throws {
    folder = try TemporaryFolder()
    installation = try SetUp.empty(in: folder)
  }

  private func verify(_ name: String, _ card: String, by runtime: RuntimeKind? = nil) async throws
    -> ModelVerification
  {
    let catalog = try SetUp.catalog(installation, runtime: runtime)
    _ = try await ModelLibrary(installation).add(
      card: folder.write(card, to: "\(name).yaml"), catalog)
    return try await catalog.verify(model: name, reference: SetUp.reference("\(name).npy"))
  }

  /// A tiny card with its file named by its full path.
  private func card(_ name: String) throws -> String {
    try String(contentsOf: SetUp.reference("\(name).yaml"), encoding: .utf8)
      .replacing("file: ", with: "file: \(SetUp.reference("").path)/")
  }

  @Test(arguments: RuntimeKind.allCases, SetUp.tinyModels)
  func everyKindOfCardGivesPythonsVectors(_ runtime: RuntimeKind, _ name: String) async throws {
    let found = try await verify(name, card(name), by: runtime)
    #expect(found.photos.count == 3)
    for photo in found.photos {
      #expect(photo.cosine > 0.999999 && photo.largestDifference < 1e-4, "\(photo)")
    }
  }

  @Test(arguments: [
    ("tiny-vector", "mean: 127", "mean: [127, 100, 127]"),
    ("tiny-vector", "to: 40", "to: 64"),
    ("tiny-cls", "channels: rgb", "channels: bgr"),
    ("tiny-cls", "pooling: cls", "pooling: mean_tokens"),
    ("tiny-patches", "prefix_tokens: 1", "prefix_tokens: 0"),
    ("tiny-patches", "rule: pad", "rule: exact"),
    ("tiny-map", "mean: [104, 117, 123]", "mean: [123, 117, 104]"),
  ])
  func aWrongCardIsNoticed(_ name: String, _ right: String, _ wrong: String) async throws {
    let text = try card(name).replacing(right, with: wrong)
    #expect(try text != card(name))
    #expect(try await !verify(name, text).agrees)
  }

  @Test func fetchedModelsGivePythonsVectors() async throws {
    let catalog = try SetUp.catalog(SetUp.fetched)
    for model in try ModelLibrary(SetUp.fetched).models() where model.card.export == nil {
      for checkpoint in model.checkpoints where model.isShipped && checkpoint.isThere {
        let found = try await catalog.verify(model: checkpoint.name)
        #expect(found.agrees, "\(found)")
      }
    }
  }

  @Test func aReferenceOfAnotherShapeIsRefused() async throws {
    let catalog = try SetUp.catalog(installation)
    let library = ModelLibrary(installation)
    _ = try await library.add(card: SetUp.reference("tiny-vector.yaml"), catalog)
    await #expect(throws: SettingsError.self) {
      try await catalog.verify(model: "tiny-vector", reference: SetUp.reference("tiny-cls.npy"))
    }
    await #expect(throws: SettingsError.self) { try await catalog.verify(model: "tiny-vector") }
  }

  /// What the runtimes' sums differ by is far below; a few pixels of another resize move more.
  @Test func aTwoThousandthOfAVectorWasTolerated() async throws {
    let name = "tiny-vector"
    let catalog = try SetUp.catalog(installation)
    _ = try await ModelLibrary(installation).add(
      card: folder.write(card(name), to: "\(name).yaml"), catalog)
    let exact = try NumPyFile.read(SetUp.reference("\(name).npy")).doubles
    for (factor, isClose) in [(1.00005, true), (1.0005, false)] {
      let scaled = Matrix<Float>(
        rows: exact.rows, columns: exact.columns,
        elements: exact.elements.map { Float($0 * factor) })
      let file = folder.url.appending(path: "reference.npy")
      try NumPyFile.data(of: scaled).write(to: file)
      #expect(try await catalog.verify(model: name, reference: file).agrees == isClose)
    }
  }
}
