/// What can be kept in a file or sent to another process, bit by bit.
///
/// Numbers are little-endian, as they are in memory. A value does not say of itself what it is or
/// whether it is whole: whoever keeps it does.
public protocol Portable: Sendable {
  /// Nil where the bytes are not those of such a value.
  init?(from bytes: inout PortableReader)
  func write(to bytes: inout PortableWriter)
}

extension Portable {
  /// Nil where these are not the bytes of one such value and nothing else.
  public init?(portable bytes: [UInt8]) {
    var reader = PortableReader(bytes)
    self.init(from: &reader)
    guard reader.isAtEnd else { return nil }
  }

  public var portable: [UInt8] {
    var writer = PortableWriter()
    write(to: &writer)
    return writer.bytes
  }
}

/// Collects the bytes of values.
public struct PortableWriter: Sendable {
  public private(set) var bytes: [UInt8] = []

  public init() {}

  public mutating func write(_ number: some BitwiseCopyable & Sendable) {
    unsafe withUnsafeBytes(of: number) { raw in unsafe bytes.append(contentsOf: raw) }
  }

  /// Their count comes first.
  public mutating func write<Number: BitwiseCopyable & Sendable>(_ numbers: [Number]) {
    write(numbers.count)
    unsafe numbers.withUnsafeBytes { raw in unsafe bytes.append(contentsOf: raw) }
  }
}

/// Takes values off bytes, first to last.
public struct PortableReader: Sendable {
  private let bytes: [UInt8]
  private var place = 0

  public init(_ bytes: [UInt8]) { self.bytes = bytes }

  public var isAtEnd: Bool { place == bytes.count }

  /// Nil where fewer bytes are left.
  public mutating func read<Number: BitwiseCopyable>(_: Number.Type) -> Number? {
    let size = MemoryLayout<Number>.size
    guard bytes.count - place >= size else { return nil }
    defer { place += size }
    return unsafe bytes.withUnsafeBytes { raw in
      unsafe raw.loadUnaligned(fromByteOffset: place, as: Number.self)
    }
  }

  /// Nil where fewer bytes are left than their count says.
  public mutating func read<Number: BitwiseCopyable>(_: [Number].Type) -> [Number]? {
    guard let count = read(Int.self), count >= 0 else { return nil }
    let stride = MemoryLayout<Number>.stride
    guard count <= (bytes.count - place) / stride else { return nil }
    let start = place
    place += count * stride
    return unsafe bytes.withUnsafeBytes { raw in
      (0..<count).map {
        unsafe raw.loadUnaligned(fromByteOffset: start + $0 * stride, as: Number.self)
      }
    }
  }
}

/// Values whose bits in memory are all that they are.
public protocol PortableBits: Portable, BitwiseCopyable {}

extension PortableBits {
  public init?(from bytes: inout PortableReader) {
    guard let value = bytes.read(Self.self) else { return nil }
    self = value
  }

  public func write(to bytes: inout PortableWriter) { bytes.write(self) }
}

extension Int: PortableBits {}
extension UInt8: PortableBits {}
extension Float: PortableBits {}
extension Double: PortableBits {}

extension Array: Portable where Element: Portable {
  public init?(from bytes: inout PortableReader) {
    guard let count = bytes.read(Int.self), count >= 0 else { return nil }
    self = []
    for _ in 0..<count {
      guard let element = Element(from: &bytes) else { return nil }
      append(element)
    }
  }

  public func write(to bytes: inout PortableWriter) {
    bytes.write(count)
    for element in self { element.write(to: &bytes) }
  }
}
