/// A mask as lengths of runs, in the form of the COCO data set: column by column from the top left, first
/// the pixels outside, then those inside, in turn.
///
/// In JSON `{"size": [rows, columns], "counts": …}`, the counts as text; a list of numbers is read, too.
public struct RunLengthMask: Sendable, Hashable {
  public let width: Int
  public let height: Int
  /// Of each run, ≥ 0; width · height in sum.
  public let counts: [Int]

  public init(_ mask: PixelMask) {
    (width, height) = (mask.width, mask.height)
    var (counts, isInside, run) = ([Int](), false, 0)
    for x in 0..<mask.width {
      for y in 0..<mask.height {
        if mask.pixels[y * mask.width + x] != isInside {
          counts.append(run)
          (isInside, run) = (!isInside, 0)
        }
        run += 1
      }
    }
    self.counts = counts + [run]
  }

  /// Pixels of a mask that is read: a few bytes may name more than a memory has.
  private static let largest = 1 << 28

  /// - Throws: `RunLengthError` for a side below 1, more than 2²⁸ pixels, and for runs that are not of as many pixels.
  public init(width: Int, height: Int, counts: [Int]) throws(RunLengthError) {
    guard width >= 1, height >= 1, width <= Self.largest / height else {
      throw .size(width: width, height: height)
    }
    var pixels = 0
    for count in counts {
      let (sum, isTooLarge) = pixels.addingReportingOverflow(count)
      guard count >= 0, !isTooLarge, sum <= width * height else {
        throw .pixels(found: sum, expected: width * height)
      }
      pixels = sum
    }
    guard pixels == width * height else { throw .pixels(found: pixels, expected: width * height) }
    (self.width, self.height, self.counts) = (width, height, counts)
  }

  /// Pixels inside.
  public var area: Int {
    counts.indices.reduce(0) { $0 + ($1 % 2 == 1 ? counts[$1] : 0) }
  }

  public var mask: PixelMask {
    var pixels = [Bool](repeating: false, count: width * height)
    var place = 0
    for (index, count) in counts.enumerated() {
      if index % 2 == 1 {
        for run in place..<(place + count) { pixels[run % height * width + run / height] = true }
      }
      place += count
    }
    return PixelMask(width: width, height: height, pixels: pixels)
  }
}

// MARK: Text

extension RunLengthMask {
  /// Counts from the fourth as what they are more than the one before the last, in groups of five bits,
  /// the lowest first, each a character from "0"; a sixth bit says that another follows.
  ///
  /// Source: `rleToString` of pycocotools, which it equals.
  public var text: String {
    var characters: [UInt8] = []
    for (index, count) in counts.enumerated() {
      var rest = index > 2 ? count - counts[index - 2] : count
      var isLast = false
      while !isLast {
        let bits = rest & 0x1F
        rest >>= 5
        // The sign is that of the highest of the five bits.
        isLast = bits & 0x10 == 0 ? rest == 0 : rest == -1
        characters.append(UInt8(bits | (isLast ? 0 : 0x20)) + 48)
      }
    }
    return String(decoding: characters, as: UTF8.self)
  }

  /// - Throws: `RunLengthError` for what is no such text, or not of so many pixels.
  public init(width: Int, height: Int, text: String) throws(RunLengthError) {
    var (counts, value, shift) = ([Int](), 0, 0)
    for character in text.utf8 {
      guard (48..<112).contains(character), shift < 60 else { throw .text }
      let bits = Int(character) - 48
      value |= (bits & 0x1F) << shift
      shift += 5
      guard bits & 0x20 == 0 else { continue }
      if bits & 0x10 != 0 { value |= -1 << shift }
      let (count, isTooLarge) = value.addingReportingOverflow(
        counts.count > 2 ? counts[counts.count - 2] : 0)
      guard !isTooLarge else { throw .text }
      counts.append(count)
      (value, shift) = (0, 0)
    }
    guard shift == 0 else { throw .text }
    try self.init(width: width, height: height, counts: counts)
  }
}

extension RunLengthMask: Codable {
  private enum CodingKeys: CodingKey {
    case size, counts
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode([height, width], forKey: .size)
    try container.encode(text, forKey: .counts)
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let size = try container.decode([Int].self, forKey: .size)
    guard size.count == 2 else {
      throw DecodingError.dataCorruptedError(
        forKey: .size, in: container, debugDescription: "\(size.count) sizes where 2 are needed")
    }
    do {
      if let text = try? container.decode(String.self, forKey: .counts) {  // else a list
        try self.init(width: size[1], height: size[0], text: text)
      } else {
        let counts = try container.decode([Int].self, forKey: .counts)
        try self.init(width: size[1], height: size[0], counts: counts)
      }
    } catch let error as RunLengthError {
      throw DecodingError.dataCorruptedError(
        forKey: .counts, in: container, debugDescription: error.description)
    }
  }
}

/// What is wrong with a mask of run lengths.
public enum RunLengthError: Error, Equatable, CustomStringConvertible {
  case size(width: Int, height: Int)
  case pixels(found: Int, expected: Int)
  case text

  public var description: String {
    switch self {
    case .size(let width, let height):
      "a mask of \(width) × \(height) pixels; give [rows, columns], each at least 1 and 2²⁸ in all at most"
    case .pixels(let found, let expected):
      "runs of \(found) pixels in a mask of \(expected); encode it anew"
    case .text: "counts that are no run lengths as of pycocotools; encode the mask anew"
    }
  }
}
