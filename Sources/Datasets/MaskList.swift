/// The masks that a source has of pictures, by the ids of these.
public struct MaskList: Sendable {
  private let entries: [String: ListedMask]
  /// Ids without the end of their name, such as ".png", where that leaves one of each.
  private let stems: [String: String]

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
    stems = Dictionary(grouping: self.entries.keys) { $0.withoutExtension }
      .compactMapValues { $0.count == 1 ? $0[0] : nil }
  }

  /// Of the picture of this id; else of the same id but for the end of its name.
  public func mask(of id: String) -> ListedMask? {
    listedID(of: id).flatMap { entries[$0] }
  }

  /// Ascending.
  public var ids: [String] { entries.keys.sorted() }

  /// How many masks belong to none of some pictures.
  public func count(without ids: some Sequence<String>) -> Int {
    entries.count - Set(ids.compactMap(listedID)).count
  }

  private func listedID(of id: String) -> String? {
    entries[id] != nil ? id : stems[id] ?? stems[id.withoutExtension]
  }
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

extension String {
  /// "a/b" for "a/b.png"; a dot at the beginning of a name begins no end of it.
  fileprivate var withoutExtension: String {
    let start = lastIndex(of: "/").map { index(after: $0) } ?? startIndex
    guard let dot = self[start...].lastIndex(of: "."), dot > start else { return self }
    return String(self[..<dot])
  }
}
