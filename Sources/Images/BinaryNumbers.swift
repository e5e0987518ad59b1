/// Numbers of either byte order at places in bytes.
struct BinaryNumbers {
  let bytes: [UInt8]
  var isBigEndian: Bool

  /// The bits, as a number of up to 8 bytes.
  func bits(at place: Int, bytes count: Int) -> UInt64 {
    var value: UInt64 = 0
    for i in 0..<count {
      value = value << 8 | UInt64(bytes[place + (isBigEndian ? i : count - 1 - i)])
    }
    return value
  }

  func integer(at place: Int, bytes count: Int) -> Int {
    let unused = UInt64(64 - 8 * count)
    let shifted = Int64(bitPattern: bits(at: place, bytes: count) << unused)
    return Int(truncatingIfNeeded: shifted >> unused)
  }

  /// IEEE 754 half precision.
  func half(at place: Int) -> Double {
    let bits = Int(bits(at: place, bytes: 2))
    let (exponent, fraction) = (bits >> 10 & 31, Double(bits & 1023) / 1024)
    let size =
      switch exponent {
      case 0: fraction / 16_384
      case 31: fraction == 0 ? Double.infinity : .nan
      default: (1 + fraction) * Double(sign: .plus, exponent: exponent - 15, significand: 1)
      }
    return bits >> 15 == 0 ? size : -size
  }

  func float(at place: Int) -> Double {
    Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits(at: place, bytes: 4))))
  }

  func double(at place: Int) -> Double {
    Double(bitPattern: bits(at: place, bytes: 8))
  }
}

/// A type of numbers in a file.
struct NumberType: Equatable {
  enum Kind {
    case unsigned, signed, floating
  }

  let kind: Kind
  /// Of a number: 1, 2, 4 or 8, and not 1 for floating ones.
  let bytes: Int

  /// The number of this type at an index.
  func value(_ numbers: BinaryNumbers, _ index: Int) -> Double {
    let place = index * bytes
    switch (kind, bytes) {
    case (.unsigned, _): return Double(numbers.bits(at: place, bytes: bytes))
    case (.signed, _): return Double(numbers.integer(at: place, bytes: bytes))
    case (.floating, 2): return numbers.half(at: place)
    case (.floating, 4): return numbers.float(at: place)
    case (.floating, _): return numbers.double(at: place)
    }
  }
}
