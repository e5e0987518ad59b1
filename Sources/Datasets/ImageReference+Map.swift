import Foundation
public import Images

/// What came of reading a map.
public enum MapReading: Sendable {
  case read(SoftMap)
  case unreadable(UnreadableFile)
}

extension ImageReference {
  /// Reads a map of how much each pixel belongs to an object (`decodeSoftMap`).
  ///
  /// - Parameters:
  ///   - id: whose map it is.
  ///   - width: of the picture, which the map has to have.
  ///   - height: as the width.
  public func readMap(
    of id: String, width: Int, height: Int, limits: DecodingLimits
  ) -> MapReading {
    func unreadable(_ reason: String) -> MapReading {
      .unreadable(self.unreadable("map of \(id): \(reason)"))
    }
    do {
      let map = try decodedMap(limits)
      guard (map.width, map.height) == (width, height) else {
        return unreadable(
          "\(map.width) × \(map.height) values, and the true mask has \(width) × \(height) pixels; make "
            + "it of the picture's size")
      }
      return .read(map)
    } catch {
      return unreadable((error as? DatasetError)?.finding ?? "\(error)")
    }
  }

  private func decodedMap(_ limits: DecodingLimits) throws -> SoftMap {
    switch self {
    case .file(let url, _): return try decodeSoftMap(Data(try fileBytes(url)), limits: limits)
    case .entry(let entry): return try decodeSoftMap(Data(try entry.content()), limits: limits)
    case .pixels, .array, .element:
      throw DatasetError.malformed(
        path: place, line: nil, finding: "a map within an array of pictures",
        remedy: "save it as a file of its own")
    }
  }
}
