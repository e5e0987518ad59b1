import Foundation

/// A value of a pickle that holds nothing but data.
indirect enum PickledValue {
  case none
  case number(Int)
  case text(String)
  /// Of what is in it, nothing is kept.
  case list
  /// Flat when no dictionary is in it.
  case dictionary([(PickledValue, PickledValue)], isFlat: Bool)

  /// The value of a key that is a text.
  subscript(key: String) -> PickledValue? {
    guard case .dictionary(let pairs, _) = self else { return nil }
    return pairs.first { if case .text(key) = $0.0 { true } else { false } }?.1
  }

  fileprivate var isDictionary: Bool {
    if case .dictionary = self { true } else { false }
  }

  /// As part of a dictionary, which keeps flat ones: to release values in values without end would
  /// take more stack than there is.
  fileprivate var asPart: PickledValue {
    if case .dictionary(_, isFlat: false) = self { .none } else { self }
  }
}

/// Reads a pickle without ever running any of it: of an object only its dictionary is kept, with the
/// dictionaries in it and nothing deeper, and a pickle that calls anything is refused. Source:
/// Python's `pickletools`, protocols 2 to 5.
struct PickleReader {
  private let bytes: [UInt8]
  private var position = 0
  private var stack: [PickledValue] = []
  private var marks: [Int] = []
  private var memo: [PickledValue] = []

  private init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// Nil for a pickle that is damaged or holds more than data.
  static func read(_ data: Data) -> PickledValue? {
    var reader = PickleReader([UInt8](data))
    while let code = reader.byte() {
      if code == UInt8(ascii: ".") { return reader.stack.last }
      guard reader.perform(code) else { return nil }
    }
    return nil
  }

  /// One instruction; false where it is unknown or does not fit.
  private mutating func perform(_ code: UInt8) -> Bool {
    switch Character(Unicode.Scalar(code)) {
    case "\u{80}": return skip(1)  // PROTO
    case "\u{95}": return skip(8)  // FRAME
    case "(": marks.append(stack.count)
    case "}": stack.append(.dictionary([], isFlat: true))
    case "]", ")": stack.append(.list)
    case "N", "\u{88}", "\u{89}": stack.append(.none)  // NONE, NEWTRUE, NEWFALSE
    case "K": return push(number(1))
    case "M": return push(number(2))
    case "J": return push(number(4).map { Int(Int32(truncatingIfNeeded: $0)) })
    case "\u{8A}": return push(number(1).flatMap { $0 <= 7 ? number($0) : nil })  // LONG1
    case "G": return skip(8) && push(0)
    case "X": return pushText(number(4))
    case "\u{8C}": return pushText(number(1))  // SHORT_BINUNICODE
    case "\u{94}": memo.append(stack.last ?? .none)  // MEMOIZE
    case "q": return remember(number(1))
    case "r": return remember(number(4))
    case "h": return recall(number(1))
    case "j": return recall(number(4))
    case "s": return setItems(from: stack.count - 2)
    case "u": return marks.popLast().map { setItems(from: $0) } ?? false
    case "\u{93}": return replace(2, by: .none)  // STACK_GLOBAL: a class, which is not looked up
    case "c": return skipLine() && skipLine() && push(0)  // GLOBAL
    case "\u{81}": return replace(2, by: .dictionary([], isFlat: true))  // NEWOBJ
    case "b": return stack.popLast().map { replace(1, by: $0) } ?? false  // BUILD
    default: return false
    }
    return true
  }

  private mutating func byte() -> UInt8? {
    guard position < bytes.count else { return nil }
    position += 1
    return bytes[position - 1]
  }

  private mutating func number(_ count: Int) -> Int? {
    guard count <= bytes.count - position else { return nil }
    position += count
    return (0..<count).reduce(0) { $0 | Int(bytes[position - count + $1]) << (8 * $1) }
  }

  private mutating func skip(_ count: Int) -> Bool {
    guard count <= bytes.count - position else { return false }
    position += count
    return true
  }

  private mutating func skipLine() -> Bool {
    guard let end = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) else { return false }
    position = end + 1
    return true
  }

  private mutating func push(_ number: Int?) -> Bool {
    guard let number else { return false }
    stack.append(.number(number))
    return true
  }

  private mutating func pushText(_ length: Int?) -> Bool {
    guard let length, length <= bytes.count - position else { return false }
    stack.append(.text(String(decoding: bytes[position..<(position + length)], as: UTF8.self)))
    position += length
    return true
  }

  private mutating func remember(_ slot: Int?) -> Bool {
    // Written in order by every program: a gap is damage.
    guard let slot, slot <= memo.count, let value = stack.last else { return false }
    if slot == memo.count { memo.append(value) } else { memo[slot] = value }
    return true
  }

  private mutating func recall(_ slot: Int?) -> Bool {
    guard let slot, memo.indices.contains(slot) else { return false }
    stack.append(memo[slot])
    return true
  }

  private mutating func replace(_ count: Int, by value: PickledValue) -> Bool {
    guard stack.count >= count else { return false }
    stack.removeLast(count)
    stack.append(value)
    return true
  }

  /// Keys and values from a place of the stack on go into the dictionary before it.
  private mutating func setItems(from start: Int) -> Bool {
    guard start >= 1, start <= stack.count, (stack.count - start).isMultiple(of: 2),
      case .dictionary(var pairs, var isFlat) = stack[start - 1]
    else { return false }
    stack[start - 1] = .none  // so that the pairs are not copied
    for index in stride(from: start, to: stack.count, by: 2) {
      let (key, value) = (stack[index].asPart, stack[index + 1].asPart)
      isFlat = isFlat && !key.isDictionary && !value.isDictionary
      pairs.append((key, value))
    }
    stack.removeLast(stack.count - start + 1)
    stack.append(.dictionary(pairs, isFlat: isFlat))
    return true
  }
}
