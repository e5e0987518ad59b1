/// A table written as runs and ramps (PS3.3, C.7.9.2).
struct DICOMSegmentedTable {
  /// Never more than `count`.
  private(set) var entries: [Int] = []
  private let words: [Int]
  private let bytesEach: Int
  private let count: Int

  /// Segments that one table may copy others by, so that expanding ends.
  private static let largestDepth = 1

  /// - Parameters:
  ///   - data: words of 16 bits, or bytes when `bits` is 8.
  ///   - count: entries that are declared.
  init(_ data: [UInt8], bits: Int, count: Int) throws(ImageError) {
    bytesEach = bits == 8 ? 1 : 2
    words =
      bits == 8
      ? data.map { Int($0) }
      : (0..<(data.count / 2)).map { Int(data[2 * $0]) | Int(data[2 * $0 + 1]) << 8 }
    self.count = count
    var position = 0
    while position < words.count, entries.count < count {
      try expand(at: &position, depth: 0)
    }
  }

  /// One segment: its kind, its length and what these need.
  private mutating func expand(at position: inout Int, depth: Int) throws(ImageError) {
    let kind = try word(&position)
    let length = try word(&position)
    // A segment of nothing, copied tens of thousands of times, would only take time.
    guard length > 0 else { throw Self.damaged }
    switch kind {
    case 0:
      for _ in 0..<min(length, count - entries.count) { entries.append(try word(&position)) }
    case 1:
      appendRamp(to: try word(&position), length: length)
    case 2 where depth < Self.largestDepth:
      let offset = try word(&position) | (try word(&position)) << (8 * bytesEach)
      try copy(length, from: offset / bytesEach, depth: depth)
    default:
      throw Self.damaged
    }
  }

  private mutating func appendRamp(to end: Int, length: Int) {
    let start = entries.last ?? 0
    for step in 1...max(1, min(length, count - entries.count)) {
      let rise = Double(end - start) * Double(step) / Double(max(1, length))
      entries.append(start + Int(rise.rounded()))
    }
  }

  private mutating func copy(_ segments: Int, from start: Int, depth: Int) throws(ImageError) {
    var position = start
    for _ in 0..<segments where entries.count < count {
      try expand(at: &position, depth: depth + 1)
    }
  }

  private func word(_ position: inout Int) throws(ImageError) -> Int {
    guard words.indices.contains(position) else { throw Self.damaged }
    position += 1
    return words[position - 1]
  }

  private static let damaged = ImageError.damaged(
    format: "DICOM", reason: "its segmented palette makes no sense")
}
