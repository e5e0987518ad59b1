/// Cyan, magenta, yellow and black as red, green and blue, without a colour profile, as Pillow
/// converts them.
enum Inks {
  /// - Parameter samples: four a pixel, 255 for full ink.
  static func rgb(of samples: [UInt8]) -> [UInt8] {
    rgb(samples) { Int($0) }
  }

  /// - Parameter samples: four a pixel, 0 for full ink, as JPEGs have them.
  static func rgb(ofInverted samples: [UInt8]) -> [UInt8] {
    rgb(samples) { 255 - Int($0) }
  }

  private static func rgb(_ samples: [UInt8], _ ink: (UInt8) -> Int) -> [UInt8] {
    var colors: [UInt8] = []
    colors.reserveCapacity(samples.count / 4 * 3)
    for start in stride(from: 0, to: samples.count, by: 4) {
      let light = 255 - ink(samples[start + 3])
      for slot in start..<(start + 3) {
        // ⌊(t + ⌊t/256⌋) / 256⌋ is Pillow's division by 255.
        let product = ink(samples[slot]) * light + 128
        colors.append(UInt8(clamping: light - (product >> 8 + product) >> 8))
      }
    }
    return colors
  }
}
