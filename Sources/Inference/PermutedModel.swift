public import Foundation

/// An ONNX model whose weights have changed places within each tensor: it has the same layers, of weights of
/// the same distribution, and knows nothing of what it was trained on.
///
/// Only initialisers are permuted that hold floating-point numbers or 8-bit ones of quantised models; shapes
/// and indices stay as they are. Field numbers are those of onnx.proto: ModelProto.graph 7;
/// GraphProto.initializer 5; TensorProto.data_type 2, float_data 4, raw_data 9.
public struct PermutedModel: Sendable {
  /// Of the file to be written.
  public private(set) var content: Data
  /// How many tensors were permuted.
  public private(set) var tensors = 0

  /// - Parameter permutation: the new order of the numbers of a tensor, given its place among those that are
  ///   permuted and how many numbers it has, two at least.
  /// - Throws: `InferenceError.modelMissing`; `modelNotPermuted` for a file that is damaged, keeps its weights
  ///   in other files, or has none.
  public init(
    file: URL, permutation: (_ tensor: Int, _ count: Int) -> [Int]
  ) throws(InferenceError) {
    // What cannot be read is not there for us.
    guard let whole = try? Data(contentsOf: file) else { throw .modelMissing(path: file.path) }
    content = whole
    let graphs = ProtobufFields(whole, 0..<whole.count).filter { $0.number == 7 }
    var fields = ProtobufFields(whole, graphs.first?.payload ?? 0..<0)
    while let field = fields.next() {
      guard field.number == 5 else { continue }
      guard !ProtobufFields.isKeptElsewhere(field.payload, in: whole) else {
        throw .modelNotPermuted(path: file.path, reason: "its weights are in files beside it")
      }
      permute(Weights(field.payload, in: whole), of: whole, permutation)
    }
    guard graphs.count == 1, fields.isAtEnd, tensors > 0 else {
      throw .modelNotPermuted(path: file.path, reason: "it is damaged or has no weights")
    }
  }

  private mutating func permute(
    _ weights: Weights?, of whole: Data, _ permutation: (Int, Int) -> [Int]
  ) {
    guard let weights, weights.count > 1 else { return }
    let order = permutation(tensors, weights.count)
    precondition(order.count == weights.count)
    let size = weights.size
    var permuted = Data(capacity: weights.bytes.count)
    for place in order {
      let start = weights.bytes.lowerBound + place * size
      permuted.append(whole[start..<(start + size)])
    }
    content.replaceSubrange(weights.bytes, with: permuted)
    tensors += 1
  }
}

/// Where the numbers of an initialiser lie in the file.
private struct Weights {
  let bytes: Range<Int>
  /// Bytes of a number.
  let size: Int

  var count: Int { bytes.count / size }

  /// Nil for a tensor without numbers, or of other elements: 1 float32, 3 int8, 10 float16, 11 float64, 16
  /// bfloat16 are weights.
  init?(_ tensor: Range<Int>, in file: Data) {
    let fields = Array(ProtobufFields(file, tensor))
    let sizes: [UInt64: Int] = [1: 4, 3: 1, 10: 2, 11: 8, 16: 2]
    guard let type = fields.first(where: { $0.number == 2 }), let size = sizes[type.value],
      let data = fields.first(where: { $0.number == 9 || ($0.number == 4 && type.value == 1) }),
      data.payload.count % size == 0
    else { return nil }
    (bytes, self.size) = (data.payload, size)
  }
}
