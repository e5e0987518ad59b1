extension Image {
  /// Rotated counterclockwise about its middle, of the same size, bilinear, as by Pillow's
  /// `Image.rotate`; what comes into view is black.
  public func rotated(degrees: Double) -> Image {
    transformed(by: AffineMap(degrees: degrees, width: width, height: height), beyond: .black)
  }
}
