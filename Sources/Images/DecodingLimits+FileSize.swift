extension DecodingLimits {
  /// Bytes of a picture that any file may declare, since one of a single colour is small.
  private static let harmlessBytes = 40 << 20
  /// Bytes of a picture for each byte of its file: none that shows anything comes near.
  private static let largestRatio = 1 << 15
  /// Pictures of the largest size that may be drawn over one another for one frame.
  private static let largestAnimation = 8

  /// Refuses a picture beyond the limits, or one that is too large for its file, as decompression bombs
  /// are; before anything is allocated by its size.
  ///
  /// - Parameters:
  ///   - bytesEach: that decoding takes for a pixel.
  ///   - fileSize: in bytes.
  func check(
    _ width: Int, _ height: Int, bytesEach: Int, fileSize: Int, format: String
  ) throws(ImageError) {
    try check(width, height)
    let needed = width * height * bytesEach
    guard needed > Self.harmlessBytes, needed / Self.largestRatio > fileSize else { return }
    throw .unsupported(
      format: format,
      finding: "\(width) × \(height) pixels in \(fileSize) bytes, as a decompression bomb has,")
  }

  /// Refuses a frame for which too much has to be drawn.
  ///
  /// - Parameter drawn: pixels of this and all frames before it.
  func check(drawn: Int, for frame: Int, format: String) throws(ImageError) {
    guard drawn > Self.largestAnimation * pixels else { return }
    throw .unsupported(
      format: format, finding: "frame \(frame) behind \(drawn) pixels of the frames before it")
  }
}
