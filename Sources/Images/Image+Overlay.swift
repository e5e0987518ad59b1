extension Image {
  /// A word over 4/5 of the width at a random height, half transparent: white on dark pictures, black
  /// on bright ones. Pictures narrower than the word's 23 dots have it cut off.
  func overlaid(using generator: inout some RandomNumberGenerator) -> Image {
    let dot = max(1, width * 4 / 5 / Stamp.width)
    let left = max(0, (width - dot * Stamp.width) / 2)
    let top = generator.number(upTo: max(0, height - dot * Stamp.height))
    let luma = grey.samples
    let isDark = luma.reduce(0) { $0 + Int($1) } < 128 * luma.count
    var stamped = samples
    for y in top..<min(height, top + dot * Stamp.height) {
      for x in left..<min(width, left + dot * Stamp.width)
      where Stamp.covers((x - left) / dot, (y - top) / dot) {
        for slot in (y * width + x) * channels..<(y * width + x + 1) * channels {
          stamped[slot] = UInt8((Int(samples[slot]) + (isDark ? 255 : 0)) / 2)
        }
      }
    }
    return Image(width: width, height: height, channels: channels, samples: stamped)
  }

  /// With a scale from white at the top to black at the bottom on the right, an eighth of the width.
  var withColorBar: Image {
    let bar = max(1, width / 8)
    var joined: [UInt8] = []
    joined.reserveCapacity((width + bar) * height * channels)
    for y in 0..<height {
      joined += samples[(y * width * channels)..<((y + 1) * width * channels)]
      let shade = UInt8(255 - 255 * y / max(1, height - 1))
      joined += Array(repeating: shade, count: bar * channels)
    }
    return Image(width: width + bar, height: height, channels: channels, samples: joined)
  }
}

/// The word COPY in dots, as a rubber stamp.
private enum Stamp {
  private static let rows = [
    " ###   ###  ####  #   #",
    "#   # #   # #   # #   #",
    "#     #   # #   #  # # ",
    "#     #   # ####    #  ",
    "#     #   # #       #  ",
    "#   # #   # #       #  ",
    " ###   ###  #       #  ",
  ].map { $0.map { $0 == "#" } }

  static let width = 23
  static let height = 7

  static func covers(_ x: Int, _ y: Int) -> Bool { rows[y][x] }
}
