/// A table of a DICOM file: values below and above its ends map to its first and last entry (PS3.3,
/// C.11.1.1).
struct DICOMLookupTable {
  let firstMapped: Int
  /// Never empty.
  let entries: [Int]
  /// Of an entry: 8 to 16.
  let bits: Int

  /// Nil when there is no table.
  ///
  /// - Parameter isSigned: whether samples, and so the first mapped value, are signed.
  init?(
    _ dataset: borrowing DICOMDataset, descriptor: DICOMTag = .tableDescriptor,
    data: DICOMTag = .tableData, at place: DICOMPlace, isSigned: Bool
  ) throws(ImageError) {
    guard let words = dataset.bytes(data, at: place),
      let numbers = dataset.integers(descriptor, count: 3, at: place)
    else { return nil }
    try self.init(numbers, words, isSigned: isSigned)
  }

  /// A table of a palette that is written in segments; nil when there is none.
  init?(
    _ dataset: borrowing DICOMDataset, segments: DICOMTag, descriptor: DICOMTag, isSigned: Bool
  ) throws(ImageError) {
    guard let data = dataset.bytes(segments),
      let numbers = dataset.integers(descriptor, count: 3)
    else { return nil }
    let count = Self.count(numbers[0])
    let table = try DICOMSegmentedTable(data, bits: numbers[2], count: count)
    try self.init(numbers, entries: table.entries, isSigned: isSigned)
  }

  init(_ descriptor: [Int], _ data: [UInt8], isSigned: Bool) throws(ImageError) {
    let entries = Self.entries(data, count: Self.count(descriptor[0]))
    try self.init(descriptor, entries: entries, isSigned: isSigned)
  }

  /// - Parameter descriptor: number of entries, first mapped value, bits of an entry.
  private init(_ descriptor: [Int], entries: [Int], isSigned: Bool) throws(ImageError) {
    // A number of 16 bits whose sign the file's own type of it may have lost.
    let first = descriptor[1] & 0xFFFF
    firstMapped = isSigned && first >= 0x8000 ? first - 0x1_0000 : first
    bits = descriptor[2]
    self.entries = entries
    let count = Self.count(descriptor[0])
    guard (8...16).contains(bits), entries.count == count else {
      throw .damaged(
        format: "DICOM",
        reason: "a table of \(entries.count) entries of \(bits) bits where \(count) are declared")
    }
  }

  /// 65,536 is too much for its field, and written as 0.
  private static func count(_ declared: Int) -> Int {
    declared & 0xFFFF == 0 ? 65_536 : declared & 0xFFFF
  }

  /// Entries of 8 bits may lie packed or one in each word.
  private static func entries(_ data: [UInt8], count: Int) -> [Int] {
    if data.count >= 2 * count {
      return (0..<count).map { Int(data[2 * $0]) | Int(data[2 * $0 + 1]) << 8 }
    }
    return data.prefix(count).map { Int($0) }
  }

  subscript(value: Int) -> Int {
    entries[min(max(value - firstMapped, 0), entries.count - 1)]
  }
}
