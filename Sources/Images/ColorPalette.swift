/// The colours that a picture's samples are numbers of.
struct ColorPalette {
  /// 256 of red, green and blue; those that the file does not give are black.
  private(set) var colors: [[UInt8]]
  /// Whether the colours that the file gives are the grey ramp, or black and white.
  let isGrey: Bool

  /// - Parameter colors: those of the file, at most 256.
  init(_ colors: [[UInt8]]) {
    let ramp = Self.ramp
    let given = colors.prefix(256)
    let missing = [[UInt8]](repeating: [0, 0, 0], count: 256 - given.count)
    self.colors = given + missing
    let bilevel = [[UInt8](repeating: 0, count: 3), [UInt8](repeating: 255, count: 3)]
    isGrey = Array(given) == bilevel || given.elementsEqual(ramp.prefix(given.count))
  }

  /// That of a picture without a palette.
  static var grey: ColorPalette { ColorPalette(ramp) }

  private static var ramp: [[UInt8]] {
    (0..<256).map { [UInt8](repeating: UInt8($0), count: 3) }
  }

  subscript(index: UInt8) -> [UInt8] { colors[Int(index)] }
}
