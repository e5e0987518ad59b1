import Analyses
import Datasets
import Embeddings
import LinearAlgebra

/// Both perceptual hashes on their way through a data set, as encoders whose vectors are the bits.
struct HashingPasses {
  private let frequency: EncodingPass
  private let difference: EncodingPass

  init(_ catalog: Catalog) {
    frequency = catalog.pass(with: PerceptualHashEncoder())
    difference = catalog.pass(with: DifferenceHashEncoder())
  }

  /// To be filled while the data set is being read.
  var all: [EncodingPass] { [frequency, difference] }

  /// One a sample, in order.
  func hashes(of dataset: Dataset) async throws -> [PerceptualHashes] {
    let bits = try await (
      frequency.table(of: dataset) { _, _ in }.vectors,
      difference.table(of: dataset) { _, _ in }.vectors
    )
    return dataset.samples.indices.map { row in
      PerceptualHashes(
        frequency: PerceptualHash(signs: bits.0.row(row)),
        difference: PerceptualHash(signs: bits.1.row(row)))
    }
  }
}

/// What a command wants to know of images beside their vectors.
public enum ItemFacts: Sendable {
  /// What reading them tells: digests of file and pixels, width and height.
  case standard
  /// Also perceptual hashes.
  case withHashes
}
