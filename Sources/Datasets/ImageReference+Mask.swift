public import Images

/// What came of reading a mask.
public enum MaskReading: Sendable {
  case read(Image)
  case unreadable(UnreadableFile)
}

extension ImageReference {
  /// This file, left out for a reason.
  public func unreadable(_ reason: String) -> UnreadableFile {
    UnreadableFile(path: place, reason: reason)
  }

  /// Reads a mask, its values as the file has them (`decodeMask`).
  ///
  /// - Parameters:
  ///   - id: whose mask it is.
  ///   - width: of the picture, which the mask has to have; nil where it is not known.
  ///   - height: as the width.
  ///   - limits: those of the picture.
  public func readMask(
    of id: String, width: Int?, height: Int?, limits: DecodingLimits
  ) -> MaskReading {
    func unreadable(_ reason: String) -> MaskReading {
      .unreadable(self.unreadable("mask of \(id): \(reason)"))
    }
    do {
      let image = try decodedMask(limits)
      guard (image.width, image.height) == (width ?? image.width, height ?? image.height) else {
        return unreadable(
          "\(image.width) × \(image.height) pixels, and the picture has \(width ?? image.width) × "
            + "\(height ?? image.height); make it of the picture's size")
      }
      return .read(image)
    } catch {
      return unreadable((error as? DatasetError)?.finding ?? "\(error)")
    }
  }

  private func decodedMask(_ limits: DecodingLimits) throws -> Image {
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
