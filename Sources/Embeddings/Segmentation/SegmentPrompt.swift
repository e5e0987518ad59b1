public import Statistics

/// What a segmenter is told of an object in a picture: places on it and a box around it, one of them at
/// least.
public struct SegmentPrompt: Sendable, Hashable {
  public let points: [PixelPoint]
  public let box: PixelBox?

  /// - Precondition: a point or a box.
  public init(points: [PixelPoint] = [], box: PixelBox? = nil) {
    precondition(!points.isEmpty || box != nil, "an empty prompt")
    (self.points, self.box) = (points, box)
  }

  /// Coordinates in pixels of the picture, x before y, and what each of them is: 1 a point of the object, 2
  /// the upper left and 3 the lower right corner of a box, −1 nothing, which a decoder is given in the place
  /// of a missing box.
  var coordinates: (places: [Double], labels: [Float]) {
    let corners: [Double] =
      if let box {
        [box.x, box.y, box.x + box.width, box.y + box.height].map(Double.init)
      } else {
        [0, 0]
      }
    let labels: [Float] = points.map { _ in 1 } + (box == nil ? [-1] : [2, 3])
    return (points.flatMap { [$0.x, $0.y] } + corners, labels)
  }
}

/// How the parts of a mask become prompts.
public enum PromptKind: String, Sendable, Codable, CaseIterable {
  /// The box around a part.
  case box
  /// Where the map is greatest in it.
  case point
  case both
}
