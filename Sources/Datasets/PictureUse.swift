public import Images

/// What is done with pictures while they are in memory for being read, so that nobody has to decode
/// them again.
public struct PictureUse: Sendable {
  /// Whether there is a use for the picture with these pixels.
  public let isWanted: @Sendable (_ pixels: ContentDigest) async throws -> Bool
  /// Called from several tasks at once. An error ends the reading.
  public let use: @Sendable (_ picture: Image, _ pixels: ContentDigest) async throws -> Void

  public init(
    isWanted: @escaping @Sendable (_ pixels: ContentDigest) async throws -> Bool,
    use: @escaping @Sendable (_ picture: Image, _ pixels: ContentDigest) async throws -> Void
  ) {
    self.isWanted = isWanted
    self.use = use
  }

  /// Pictures are only looked at.
  public static let none = PictureUse(isWanted: { _ in false }, use: { _, _ in })
}
