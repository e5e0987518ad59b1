/// Of each item the share of its k nearest by one representation that are among its k nearest by
/// another.
///
/// - Parameters:
///   - a: neighbours of each item, as `nearestRows` gives them.
///   - b: of the same items.
///   - k: ≥ 1.
/// - Returns: one share an item, in [0, 1]; nil where either has none. About k/(n − 1) for unrelated
///   representations of n items. Source: Huh et al., ICML (2024), section 3.
public func mutualNeighborShares(
  _ a: [[NearestRow]], _ b: [[NearestRow]], k: Int
) -> [Double?] {
  precondition(a.count == b.count && k >= 1)
  return zip(a, b).map { a, b in
    let (a, b) = (a.prefix(k), b.prefix(k))
    guard !a.isEmpty, !b.isEmpty else { return nil }
    let rows = Set(a.map(\.row))
    return Double(b.count { rows.contains($0.row) }) / Double(min(a.count, b.count))
  }
}
