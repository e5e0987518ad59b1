/// The id of a picture as a path below a folder, whatever it holds.
///
/// Parts that would lead elsewhere, and characters that no file system or terminal likes, are spelled as
/// their bytes, `%2F` style, so that two ids never share a path.
struct PicturePath {
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
    return safe
  }
}
