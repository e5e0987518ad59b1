/// A mask of a picture, row by row.
public struct PixelMask: Sendable, Hashable {
  public let width: Int
  public let height: Int
  /// width · height of them, from the top left.
  public let pixels: [Bool]

  public init(width: Int, height: Int, pixels: [Bool]) {
    precondition(
      width > 0 && height > 0 && pixels.count == width * height, "\(pixels.count) pixels")
    (self.width, self.height, self.pixels) = (width, height, pixels)
  }

  /// False outside.
  subscript(x: Int, y: Int) -> Bool {
    x >= 0 && y >= 0 && x < width && y < height && pixels[y * width + x]
  }
}
