/// A small NIfTI volume of bytes, not compressed.
public struct NIfTIBytes {
  private let size: [Int]
  private let voxels: [UInt8]

  /// - Parameters:
  ///   - size: along the three axes.
  ///   - voxels: the first axis varies fastest.
  public init(size: [Int], voxels: [UInt8]) {
    (self.size, self.voxels) = (size, voxels)
  }

  public var bytes: [UInt8] {
    var header = [UInt8](repeating: 0, count: 352)
    func put(_ value: Int, at place: Int) {
      header[place] = UInt8(value & 0xFF)
      header[place + 1] = UInt8(value >> 8)
    }
    put(348, at: 0)
    for (index, length) in ([size.count] + size).enumerated() { put(length, at: 40 + 2 * index) }
    put(2, at: 70)
    header.replaceSubrange(344..<347, with: Array("n+1".utf8))
    return header + voxels
  }
}
