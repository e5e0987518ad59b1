/// The masks that a source has of pictures, by the ids of these.
public struct MaskList: Sendable {
  private let entries: [String: ListedMask]

  /// - Throws: `DatasetError` for two of one id, and for a listing of nothing.
  public init(_ listing: SampleListing, place: String) throws(DatasetError) {
    guard !listing.samples.isEmpty else { throw .empty(path: place, expected: "mask") }
    // Pictures without masks are masks themselves.
    let areMasks = listing.samples.allSatisfy { $0.mask == nil && $0.map == nil }
    var entries: [String: ListedMask] = [:]
    for sample in listing.samples {
      let listed = ListedMask(mask: areMasks ? sample.image : sample.mask, map: sample.map)
      guard let former = entries.updateValue(listed, forKey: sample.id) else { continue }
      throw .duplicateID(
        id: sample.id, first: former.place ?? place, second: listed.place ?? place)
    }
    self.entries = entries.filter { $0.value.mask != nil || $0.value.map != nil }
  }

  /// Ascending.
  public var ids: [String] { entries.keys.sorted() }

  /// Whether there is a mask at all, and not only maps.
  public var hasMasks: Bool { entries.values.contains { $0.mask != nil } }

  /// Which masks belong to which of all pictures of a set, each to one at most.
  ///
  /// That of a picture's id is its own; else one of the same id but for the end of an image's name, such as
  /// ".png", where no other picture and no other mask has that id.
  public func masks(of ids: [String]) -> MatchedMasks {
    let pictures = Set(ids)
    let pictureStems = ids.uniqueStems
    // Whatever is the own mask of a picture is no other's.
    let maskStems = Array(entries.keys).uniqueStems.filter { !pictures.contains($0.value) }
    var matched: [String: String] = [:]
    for id in ids {
      if entries[id] != nil {
        matched[id] = id
      } else if let mask = maskStems[id] {
        matched[id] = mask
      } else if pictureStems[id.imageStem] == id, !pictures.contains(id.imageStem) {
        matched[id] = maskStems[id.imageStem]
      }
    }
    return MatchedMasks(
      masks: matched.compactMapValues { entries[$0] }, others: entries.count - matched.count)
  }
}

/// Masks of the pictures of a set.
public struct MatchedMasks: Sendable {
  private let masks: [String: ListedMask]
  /// Listed masks of no picture.
  public let others: Int

  fileprivate init(masks: [String: ListedMask], others: Int) {
    (self.masks, self.others) = (masks, others)
  }

  public subscript(id: String) -> ListedMask? { masks[id] }
}

/// A mask, a map, or both of a picture.
public struct ListedMask: Sendable {
  public let mask: ImageReference?
  public let map: ImageReference?

  public init(mask: ImageReference?, map: ImageReference?) {
    (self.mask, self.map) = (mask, map)
  }

  fileprivate var place: String? { (mask ?? map)?.place }
}

extension [String] {
  /// Ids by what they are without the end of an image's name, where that is of one alone.
  fileprivate var uniqueStems: [String: String] {
    Dictionary(grouping: self, by: \.imageStem).compactMapValues { $0.count == 1 ? $0[0] : nil }
  }
}

extension String {
  /// Ends of the names of masks and pictures; any other dot is a part of the name.
  private static let imageEnds: Set<String> = [
    "png", "jpg", "jpeg", "webp", "tif", "tiff", "bmp", "gif", "dcm", "nii", "npy",
  ]

  /// "a/b" for "a/b.png"; a dot at the beginning of a name begins no end of it.
  fileprivate var imageStem: String {
    let start = lastIndex(of: "/").map { index(after: $0) } ?? startIndex
    guard let dot = self[start...].lastIndex(of: "."), dot > start,
      Self.imageEnds.contains(self[index(after: dot)...].lowercased())
    else { return self }
    return String(self[..<dot])
  }
}
