import Analyses
import Datasets
import Images

/// Reads what is listed of one image.
struct MaskReader {
  let id: String
  let width: Int
  let height: Int
  /// Of maps; nil for one half of shares.
  let threshold: Double?
  let limits: DecodingLimits

  /// The mask, or what a map is above the threshold.
  func read(_ listed: ListedMask, _ unreadable: inout [UnreadableFile]) -> FoundMask {
    let map = listed.map.flatMap { read(map: $0, &unreadable) }
    guard let reference = listed.mask else {
      guard let map, let mask = mask(of: map, listed.map, &unreadable) else { return FoundMask() }
      return FoundMask(mask: mask, map: map.values, origin: .ofMap)
    }
    guard let mask = read(mask: reference, &unreadable) else { return FoundMask() }
    return FoundMask(mask: mask, map: map?.values, origin: .file)
  }

  private func read(
    mask: ImageReference, _ unreadable: inout [UnreadableFile]
  ) -> LabelMask? {
    switch mask.readMask(of: id, width: width, height: height, limits: limits) {
    case .read(let image):
      if let grey = image.withoutColors {
        return LabelMask(width: width, height: height, values: grey.samples)
      }
      unreadable.append(
        mask.unreadable("mask of \(id): it has colours; save it as grey levels or with a palette"))
    case .unreadable(let file): unreadable.append(file)
    }
    return nil
  }

  private func read(map: ImageReference, _ unreadable: inout [UnreadableFile]) -> SoftMap? {
    switch map.readMap(of: id, width: width, height: height, limits: limits) {
    case .read(let map): return map
    case .unreadable(let file):
      unreadable.append(file)
      return nil
    }
  }

  private func mask(
    of map: SoftMap, _ reference: ImageReference?, _ unreadable: inout [UnreadableFile]
  ) -> LabelMask? {
    guard let threshold = threshold ?? (map.isOfShares ? SegmentationPlan.standardThreshold : nil)
    else {
      unreadable += [
        reference?.unreadable(
          "map of \(id): values outside of 0 to 1, of which no threshold is known; give one "
            + "(--threshold), or a mask beside it")
      ].compactMap(\.self)
      return nil
    }
    // At the map's precision: 0.7 as it is saved is less than 0.7 in full.
    return LabelMask(
      width: width, height: height, values: map.values.map { $0 >= Float(threshold) ? 1 : 0 })
  }
}
