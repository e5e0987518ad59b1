public import Images

/// What came of reading a mask.
public enum MaskReading: Sendable {
  case read(Image)
  case unreadable(UnreadableFile)
}

extension Sample {
  /// Reads the mask, its values as the file has them (`decodeMask`).
  ///
  /// - Parameters:
  ///   - facts: of the picture, whose size the mask has to have.
  ///   - limits: those of the data set.
  /// - Returns: nil for a sample without one.
  public func readMask(of facts: SampleFacts, limits: DecodingLimits) -> MaskReading? {
    guard let mask else { return nil }
    func unreadable(_ reason: String) -> MaskReading {
      .unreadable(UnreadableFile(path: mask.place, reason: "mask of \(id): \(reason)"))
    }
    do {
      let image = try mask.decodedMask(limits)
      guard image.width == facts.width, image.height == facts.height else {
        return unreadable(
          "\(image.width) × \(image.height) pixels, and the picture has \(facts.width) × "
            + "\(facts.height); make it of the picture's size")
      }
      return .read(image)
    } catch {
      return unreadable((error as? DatasetError)?.finding ?? "\(error)")
    }
  }
}

extension ImageReference {
  fileprivate func decodedMask(_ limits: DecodingLimits) throws -> Image {
    switch self {
    case .pixels(let image): image
    case .array(let array, let index):
      try array.picture(index, options: DecodingOptions(limits: limits)).image
    case .element(let array, let index): try array.image(index)
    case .file(let url, let frame): try decodeMask(try fileBytes(url), frame: frame, limits: limits)
    case .entry(let entry): try decodeMask(try entry.content(), limits: limits)
    }
  }
}
