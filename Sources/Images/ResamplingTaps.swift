import CResample

/// The samples that make each output sample along one direction, with their weights in fixed point.
struct ResamplingTaps {
  /// Input samples that any output needs.
  let inputs: Range<Int>
  /// First input of each output, counted from the first of all; how many; and their weights, with
  /// room for `stride` each.
  private let starts: [Int32]
  private let counts: [Int32]
  private let weights: [Int32]
  private let stride: Int

  private static let precision = 22
  /// Samples that the inner loop along rows takes at once.
  private static let lanes = 4

  var count: Int { starts.count }

  /// - Parameter outputs: those that are wanted.
  init(from size: Int, to newSize: Int, _ filter: ResizeFilter, _ outputs: Range<Int>) {
    let scale = Double(size) / Double(newSize)
    let stretch = max(1, scale)
    let support = filter.support * stretch
    let spans = outputs.map { output in
      let centre = (Double(output) + 0.5) * scale
      return max(0, Int(centre - support + 0.5))..<min(size, Int(centre + support + 0.5))
    }
    let first = spans.first?.lowerBound ?? 0
    let stride = spans.map(\.count).max() ?? 0
    inputs = first..<max(first, spans.map(\.upperBound).max() ?? 0)
    starts = spans.map { Int32($0.lowerBound - first) }
    counts = spans.map { Int32($0.count) }
    weights = zip(outputs, spans).flatMap { output, span in
      let centre = (Double(output) + 0.5) * scale
      let raw = span.map { filter.weight((Double($0) - centre + 0.5) / stretch) }
      let total = raw.reduce(0, +)
      return raw.map { Self.fixed(total == 0 ? $0 : $0 / total) }
        + Array(repeating: 0, count: stride - raw.count)
    }
    self.stride = stride
  }

  /// The outputs of some rows, one row after the other.
  func alongRows(of image: Image, _ rows: Range<Int>) -> [UInt8] {
    image.channels == 1 ? alongGreyRows(of: image, rows) : alongColorRows(of: image, rows)
  }

  /// Three samples a pixel; the fourth that is read belongs to the next and is dropped.
  private func alongColorRows(of image: Image, _ rows: Range<Int>) -> [UInt8] {
    let rowLength = 3 * image.width
    let first = 3 * inputs.lowerBound
    var result = [UInt8](repeating: 0, count: 3 * count * rows.count)
    var row = [UInt8](repeating: 0, count: Self.lanes * count)
    for (place, y) in rows.enumerated() {
      let start = y * rowLength
      // The last pixel of all has no next one.
      let padded = start + rowLength == image.samples.count
      let pixels = padded ? Array(image.samples[start...]) + [0] : image.samples
      alongRow(pixels, from: padded ? first : start + first, step: 3, into: &row)
      for x in 0..<count {
        for c in 0..<3 { result[(place * count + x) * 3 + c] = row[Self.lanes * x + c] }
      }
    }
    return result
  }

  /// Four rows at once, interleaved.
  private func alongGreyRows(of image: Image, _ rows: Range<Int>) -> [UInt8] {
    var result = [UInt8](repeating: 0, count: count * rows.count)
    var pixels = [UInt8](repeating: 0, count: Self.lanes * inputs.count)
    var row = [UInt8](repeating: 0, count: Self.lanes * count)
    for y in Swift.stride(from: rows.lowerBound, to: rows.upperBound, by: Self.lanes) {
      let lanes = min(Self.lanes, rows.upperBound - y)
      for lane in 0..<lanes {
        let start = (y + lane) * image.width + inputs.lowerBound
        for x in 0..<inputs.count { pixels[Self.lanes * x + lane] = image.samples[start + x] }
      }
      alongRow(pixels, from: 0, step: Self.lanes, into: &row)
      for lane in 0..<lanes {
        let place = (y - rows.lowerBound + lane) * count
        for x in 0..<count { result[place + x] = row[Self.lanes * x + lane] }
      }
    }
    return result
  }

  private func alongRow(
    _ pixels: [UInt8], from origin: Int, step: Int, into row: inout [UInt8]
  ) {
    unsafe pixels.withUnsafeBufferPointer { pixels in
      unsafe row.withUnsafeMutableBufferPointer { row in
        unsafe withTaps { taps in
          guard let input = pixels.baseAddress, let output = row.baseAddress else { return }
          unsafe resample_row(input + origin, Int32(step), taps, output)
        }
      }
    }
  }

  private func withTaps(_ body: (resample_taps) -> Void) {
    unsafe starts.withUnsafeBufferPointer { starts in
      unsafe counts.withUnsafeBufferPointer { counts in
        unsafe weights.withUnsafeBufferPointer { weights in
          unsafe body(
            resample_taps(
              starts: starts.baseAddress, counts: counts.baseAddress,
              weights: weights.baseAddress, stride: Int32(stride), outputs: Int32(count)))
        }
      }
    }
  }

  /// The outputs of a picture whose rows are the inputs.
  func alongColumns(of image: Image) -> [UInt8] {
    let rowLength = image.width * image.channels
    var sums = [Int32](repeating: 0, count: rowLength)
    return unsafe [UInt8](unsafeUninitializedCapacity: rowLength * count) { result, initialized in
      unsafe image.samples.withUnsafeBufferPointer { samples in
        unsafe weights.withUnsafeBufferPointer { weights in
          guard let input = samples.baseAddress, let weight = weights.baseAddress,
            let output = result.baseAddress
          else { return }
          for y in 0..<count {
            unsafe resample_column(
              input + Int(starts[y]) * rowLength, Int64(rowLength), weight + y * stride, counts[y],
              Int64(rowLength), &sums, output + y * rowLength)
          }
        }
      }
      initialized = rowLength * count
    }
  }

  /// Rounded half away from zero.
  private static func fixed(_ weight: Double) -> Int32 {
    Int32((weight * Double(1 << precision)).rounded(.toNearestOrAwayFromZero))
  }
}
