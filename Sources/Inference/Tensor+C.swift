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
      name: String(cString: port.name), shape: shape.map { $0 < 0 ? nil : Int($0) })
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

extension inference_tensor {
  /// A tensor whose values live as long as the buffer.
  init(_ tensor: Tensor, values: UnsafeBufferPointer<Float>) {
    unsafe self.init()
    unsafe self.values = values.baseAddress
    unsafe count = values.count
    unsafe rank = Int32(tensor.shape.count)
    unsafe withUnsafeMutableBytes(of: &shape) { bytes in
      let sizes = unsafe bytes.bindMemory(to: Int64.self)
      for (axis, size) in tensor.shape.prefix(sizes.count).enumerated() {
        unsafe sizes[axis] = Int64(size)
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
