import Images

/// The id of a picture as a path below a folder, whatever it holds.
///
/// Parts that would lead elsewhere, and characters that no file system or terminal likes, are spelled as
/// their bytes, `%2F` style, so that two ids never share a path. Of parts that are too long for a file's name
/// the beginning is kept, and their digest stands for the rest.
struct PicturePath {
  /// Bytes of a part: 255, less what is put around it while a file is written.
  private static let longest = 200
  private static let beginning = 120

  let text: String

  init(id: String) {
    let parts = id.split(separator: "/", omittingEmptySubsequences: false).map(Self.safe)
    text = parts.joined(separator: "/")
  }

  private static func safe(_ part: Substring) -> String {
    if part.isEmpty { return "%" }
    // Also hides no file, and leaves none of two dots.
    let isHidden = part.first == "."
    var safe = ""
    for (place, scalar) in part.unicodeScalars.enumerated() {
      let isOdd =
        scalar.value < 0x20 || scalar.value == 0x7F || "%\\:".unicodeScalars.contains(scalar)
      if isOdd || (isHidden && place == 0) {
        for byte in String(scalar).utf8 { safe += "%" + String(byte, radix: 16, uppercase: true) }
      } else {
        safe.unicodeScalars.append(scalar)
      }
    }
    return safe.utf8.count > longest ? shortened(safe) : safe
  }

  private static func shortened(_ part: String) -> String {
    var kept = ""
    for character in part where kept.utf8.count + character.utf8.count <= beginning {
      kept.append(character)
    }
    // No byte is spelled %%.
    return "\(kept)%%\(ContentDigest(of: Array(part.utf8)).hex)"
  }
}
