import CInference

extension Tensor {
  /// Copies a result out of the library's memory.
  init(_ tensor: inference_tensor) {
    let values = unsafe Array(UnsafeBufferPointer(start: tensor.values, count: tensor.count))
    let shape = unsafe sizes(tensor.shape, rank: tensor.rank)
    self.init(shape: shape.map(Int.init), values: values)
  }
}

extension TensorDescription {
  init(_ port: inference_port) {
    let shape = unsafe sizes(port.shape, rank: port.rank)
    unsafe self.init(
      name: String(cString: port.name), shape: shape.map { $0 < 0 ? nil : Int($0) },
      element: TensorElement(port.element))
  }
}

extension inference_shape {
  /// - Precondition: at most `INFERENCE_RANK_LIMIT` axes.
  init(_ shape: [Int]) {
    self.init()
    rank = Int32(shape.count)
    unsafe withUnsafeMutableBytes(of: &sizes) { bytes in
      let sizes = unsafe bytes.bindMemory(to: Int64.self)
      for (axis, size) in shape.enumerated() { unsafe sizes[axis] = Int64(size) }
    }
  }
}

extension TensorElement {
  init(_ element: inference_element) {
    self =
      switch element {
      case INFERENCE_FLOAT32: .float32
      case INFERENCE_INT32: .int32
      case INFERENCE_INT64: .int64
      default: .other
      }
  }
}

/// The elements of an input as the model keeps them.
enum GivenElements {
  case float32([Float])
  case int32([Int32])
  case int64([Int64])

  /// Nil where the model takes others, or where a number does not fit.
  init?(_ tensor: InputTensor, as element: TensorElement) {
    switch (tensor, element) {
    case (.floats(let tensor), .float32): self = .float32(tensor.values)
    case (.integers(_, let values), .int64): self = .int64(values)
    case (.integers(_, let values), .int32):
      let narrow = values.compactMap { Int32(exactly: $0) }
      guard narrow.count == values.count else { return nil }
      self = .int32(narrow)
    default: return nil
    }
  }

  func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    switch self {
    case .float32(let values): unsafe values.withUnsafeBytes(body)
    case .int32(let values): unsafe values.withUnsafeBytes(body)
    case .int64(let values): unsafe values.withUnsafeBytes(body)
    }
  }
}

extension inference_input {
  /// What lives as long as the buffer.
  init(shape sizes: [Int], bytes: UnsafeRawBufferPointer) {
    unsafe self.init()
    unsafe values = bytes.baseAddress
    unsafe count = sizes.reduce(1, *)
    unsafe rank = Int32(sizes.count)
    unsafe withUnsafeMutableBytes(of: &shape) { bytes in
      let places = unsafe bytes.bindMemory(to: Int64.self)
      for (axis, size) in sizes.prefix(places.count).enumerated() {
        unsafe places[axis] = Int64(size)
      }
    }
  }
}

/// The sizes of the first axes in a C array; none for a rank below zero.
private func sizes<Shape>(_ shape: Shape, rank: Int32) -> [Int64] {
  unsafe withUnsafeBytes(of: shape) { bytes in
    unsafe Array(bytes.bindMemory(to: Int64.self).prefix(max(0, Int(rank))))
  }
}
