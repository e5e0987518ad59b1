import Embeddings
import Foundation
import Inference
import Statistics

/// A model that has the weights of another in random order, within each tensor.
///
/// Source: the model parameter randomization test of Adebayo et al., "Sanity checks for saliency maps" (2018),
/// with permuted in place of newly drawn weights, all layers at once.
struct PermutedWeights {
  private let model: PermutedModel
  private let name: String

  init(of file: URL, seed: UInt64) throws(InferenceError) {
    model = try PermutedModel(file: file) { tensor, count in
      var order = Array(0..<count)
      var generator = SeededGenerator(seed: seed, stream: "saliency.weights", index: tensor)
      generator.shuffle(&order)
      return order
    }
    name = "permuted-\(file.lastPathComponent)"
  }

  /// - Returns: the file.
  func write(to folder: URL) throws(EmbeddingError) -> URL {
    let file = folder.appending(path: name)
    try WholeFile.write(model.content, to: file)
    return file
  }
}
