public import Foundation

/// What the head of an `.npy` array declares.
///
/// Source: NumPy Enhancement Proposal 1 (format versions 1.0, 2.0 and 3.0).
public struct NumPyHeader: Sendable, Equatable {
  /// The type as NumPy writes it, e.g. "<f4" or "|u1".
  public let scalar: String
  public let isFortranOrder: Bool
  /// One size a dimension; each ≥ 0, their product below 2⁴⁰; empty for a single number.
  public let shape: [Int]
  /// Bytes before the first number.
  public let length: Int

  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  /// More numbers than this are a damaged header rather than a data set.
  private static let largestCount = 1 << 40

  /// Numbers in the array.
  public var count: Int { shape.reduce(1, *) }

  /// - Parameter bytes: the array or its beginning; the whole header has to be there.
  public init(_ bytes: Data) throws(NumPyHeaderError) {
    let text: String
    (text, length) = try Self.dictionary(bytes)
    scalar = try Self.field("descr", in: text)
      .trimmingCharacters(in: CharacterSet(charactersIn: "'\" "))
    isFortranOrder = try Self.field("fortran_order", in: text) == "True"
    shape = try Self.shape(Self.field("shape", in: text))
  }

  /// The header of a C-order float32 matrix, padded so that the numbers start at a multiple of 64.
  public static func bytes(rows: Int, columns: Int) -> Data {
    var text = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(rows), \(columns)), }"
    let unpadded = magic.count + 4 + text.utf8.count + 1
    text += String(repeating: " ", count: (64 - unpadded % 64) % 64) + "\n"
    let size = UInt16(text.utf8.count)
    return Data(magic + [1, 0, UInt8(size & 0xff), UInt8(size >> 8)] + Array(text.utf8))
  }

  /// The Python dictionary of the header, and where the numbers begin.
  private static func dictionary(_ bytes: Data) throws(NumPyHeaderError) -> (String, Int) {
    let head = [UInt8](bytes.prefix(12))
    guard head.count >= 10, Array(head.prefix(6)) == magic else {
      throw NumPyHeaderError("is not an .npy file", "write it with numpy.save")
    }
    let isVersion1 = head[6] == 1
    guard (1...3).contains(head[6]), isVersion1 || head.count == 12 else {
      throw NumPyHeaderError("has .npy version \(head[6])", "write it with numpy.save")
    }
    let sizeBytes = isVersion1 ? Array(head[8..<10]) : Array(head[8..<12])
    let size = sizeBytes.reversed().reduce(0) { $0 << 8 | Int($1) }
    let start = 8 + sizeBytes.count
    guard start + size <= bytes.count else {
      throw NumPyHeaderError("ends inside its header", "the file is truncated; save it again")
    }
    let text = bytes.dropFirst(start).prefix(size)
    return (String(decoding: text, as: UTF8.self), start + size)
  }

  /// The raw text of one value of the dictionary.
  private static func field(_ name: String, in text: String) throws(NumPyHeaderError) -> String {
    guard let key = text.range(of: "'\(name)':") else {
      throw NumPyHeaderError("has no '\(name)' in its header", "write it with numpy.save")
    }
    let rest = text[key.upperBound...].drop { $0 == " " }
    let end = rest.first == "(" ? rest.firstIndex(of: ")") : rest.firstIndex { ",}".contains($0) }
    return String(rest[..<(end ?? rest.endIndex)])
  }

  private static func shape(_ text: String) throws(NumPyHeaderError) -> [Int] {
    var sizes: [Int] = []
    var product = 1
    for part in text.dropFirst().split(separator: ",") {
      let word = part.trimmingCharacters(in: .whitespaces)
      if word.isEmpty { continue }
      guard let size = Int(word), size >= 0 else {
        throw NumPyHeaderError("declares the shape \(text))", "save it again")
      }
      let (next, isTooLarge) = product.multipliedReportingOverflow(by: max(1, size))
      guard !isTooLarge, next < largestCount else {
        throw NumPyHeaderError(
          "declares the shape \(text))", "no file is that large; save it again")
      }
      product = next
      sizes.append(size)
    }
    return sizes
  }
}

/// What is wrong with the head of an array, and what to do.
public struct NumPyHeaderError: Error, Equatable, CustomStringConvertible {
  public let finding: String
  public let remedy: String

  public var description: String { "\(finding); \(remedy)" }

  init(_ finding: String, _ remedy: String) {
    self.finding = finding
    self.remedy = remedy
  }
}
