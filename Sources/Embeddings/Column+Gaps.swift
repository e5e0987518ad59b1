extension Collection<String?> {
  /// A column without gaps, or nothing: half-known labels or groups are not used.
  public var withoutGaps: [String]? {
    let known = compactMap(\.self)
    return known.count == count && !known.isEmpty ? known : nil
  }
}
