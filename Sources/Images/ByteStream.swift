import CZlib

/// Bytes in order, of a file as it is or unpacked from gzip, never more in memory than asked for.
@safe struct ByteStream: ~Copyable {
  private let source: [UInt8]
  private var position = 0
  private let inflater: Inflater?

  static let gzipSignature: [UInt8] = [0x1F, 0x8B]

  init(_ bytes: [UInt8]) throws(ImageError) {
    source = bytes
    inflater = bytes.starts(with: Self.gzipSignature) ? try Inflater() : nil
  }

  /// - Throws: `ImageError.damaged` when the bytes end before.
  mutating func skip(_ count: Int) throws(ImageError) {
    guard inflater != nil else {
      guard count <= source.count - position else { throw Self.truncated }
      position += count
      return
    }
    var left = count
    while left > 0 {
      let step = min(left, 1 << 16)
      _ = try read(step)
      left -= step
    }
  }

  /// The next bytes.
  ///
  /// - Throws: `ImageError.damaged` when there are fewer.
  mutating func read(_ count: Int) throws(ImageError) -> [UInt8] {
    guard let inflater else {
      guard count <= source.count - position else { throw Self.truncated }
      position += count
      return Array(source[(position - count)..<position])
    }
    return try inflater.read(count, from: source, &position)
  }

  static let truncated = ImageError.damaged(format: "NIfTI", reason: "the file is truncated")
}

/// A zlib state, born and freed here.
@safe private final class Inflater {
  private let state: UnsafeMutablePointer<z_stream>

  init() throws(ImageError) {
    unsafe state = .allocate(capacity: 1)
    unsafe state.initialize(to: z_stream())
    // 16 more than the largest window: a gzip header is expected.
    let status = unsafe inflateInit2_(
      state, 16 + MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else {
      throw .damaged(format: "NIfTI", reason: "out of memory")
    }
  }

  deinit {
    _ = unsafe inflateEnd(state)
    unsafe state.deallocate()
  }

  func read(
    _ count: Int, from source: [UInt8], _ position: inout Int
  ) throws(ImageError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let step = advance(source, position, into: &bytes, done)
      position += step.read
      done += step.written
      guard step.status == Z_OK || step.status == Z_STREAM_END, step.read + step.written > 0 else {
        throw step.status == Z_DATA_ERROR
          ? .damaged(format: "NIfTI", reason: "the gzip data are damaged") : ByteStream.truncated
      }
      // Files may consist of several members.
      if step.status == Z_STREAM_END, done < count { _ = unsafe inflateReset(state) }
    }
    return bytes
  }

  private func advance(
    _ source: [UInt8], _ position: Int, into bytes: inout [UInt8], _ done: Int
  ) -> (status: Int32, read: Int, written: Int) {
    let given = min(source.count - position, Int(UInt32.max))
    let wanted = min(bytes.count - done, Int(UInt32.max))
    return unsafe source.withUnsafeBufferPointer { from in
      unsafe bytes.withUnsafeMutableBufferPointer { to in
        // zlib reads what it is told to be there, and does not write to it.
        unsafe state.pointee.next_in = unsafe UnsafeMutablePointer(
          mutating: from.baseAddress?.advanced(by: position))
        unsafe state.pointee.avail_in = UInt32(given)
        unsafe state.pointee.next_out = unsafe to.baseAddress?.advanced(by: done)
        unsafe state.pointee.avail_out = UInt32(wanted)
        let status = unsafe inflate(state, Z_NO_FLUSH)
        return unsafe (
          status, given - Int(state.pointee.avail_in), wanted - Int(state.pointee.avail_out)
        )
      }
    }
  }
}
