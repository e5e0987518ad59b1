public import Statistics

/// A mask of one picture whose values are labels; 0 is none.
public struct LabelMask: Sendable, Hashable {
  public let width: Int
  public let height: Int
  /// width · height of them, rows from the top.
  public let values: [UInt8]

  /// - Precondition: as many values as pixels.
  public init(width: Int, height: Int, values: [UInt8]) {
    precondition(
      width > 0 && height > 0 && values.count == width * height, "\(values.count) values")
    (self.width, self.height, self.values) = (width, height, values)
  }

  /// What belongs to an object.
  public func pixels(of object: MaskObject) -> PixelMask {
    PixelMask(width: width, height: height, pixels: values.map(object.covers))
  }

  /// Whatever is not 0 as one label, 1...255.
  public func labelled(_ label: Int) -> LabelMask {
    LabelMask(width: width, height: height, values: values.map { $0 == 0 ? 0 : UInt8(label) })
  }

  /// A mask of the same size with nothing in it.
  var emptied: LabelMask {
    LabelMask(width: width, height: height, values: values.map { _ in 0 })
  }

  /// Without 0, ascending.
  public var labels: [Int] {
    var isThere = [Bool](repeating: false, count: 256)
    for value in values { isThere[Int(value)] = true }
    return (1...255).filter { isThere[$0] }
  }
}

/// What of a mask is the object that is looked for.
public enum MaskObject: Sendable, Hashable {
  /// Whatever is not 0, so that masks of 0 and 1 agree with those of 0 and 255.
  case anything
  /// One value, 1...255.
  case label(Int)

  func covers(_ value: UInt8) -> Bool {
    switch self {
    case .anything: value != 0
    case .label(let label): value == UInt8(label)
    }
  }
}

extension MaskObject: CustomStringConvertible {
  /// "any" or the value.
  public var description: String {
    switch self {
    case .anything: "any"
    case .label(let label): "\(label)"
    }
  }

  /// Nil for what is neither `any` nor a value from 1 to 255.
  public init?(_ text: String) {
    if text == "any" {
      self = .anything
    } else if let label = Int(text), (1...255).contains(label) {
      self = .label(label)
    } else {
      return nil
    }
  }
}

extension MaskObject: Codable {
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let object = MaskObject(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "any, or a label from 1 to 255, expected")
    }
    self = object
  }
}
