import Statistics

/// Positions of the images that belong together: what means and intervals are over.
struct ImageUnits {
  /// "image", or "group" where every image has one.
  let name: String
  /// By ascending name of their group.
  let members: [[Int]]

  /// A value of a measure.
  struct Mean {
    /// Of each unit with a value, the mean over its images.
    let values: [Double]
    /// With a value.
    let images: Int

    /// The mean over units; nil without any.
    var estimate: Double? { values.mean }
  }

  /// - Parameter groups: of each image; nil where images are the units.
  init(_ count: Int, groups: [String]?) {
    guard let groups else {
      (name, members) = ("image", (0..<count).map { [$0] })
      return
    }
    let byGroup = Dictionary(grouping: 0..<count) { groups[$0] }
    (name, members) = ("group", byGroup.keys.sorted().compactMap { byGroup[$0] })
  }

  var haveSeveralImages: Bool { members.contains { $0.count > 1 } }

  /// - Parameter value: of an image; nil where it has none.
  func mean(_ value: (Int) -> Double?) -> Mean {
    let found = members.map { $0.compactMap(value) }
    return Mean(values: found.compactMap(\.mean), images: found.reduce(0) { $0 + $1.count })
  }

  /// The interval of a mean over units.
  ///
  /// Nil where all values are equal: resamples of them do not vary, and say nothing of others.
  func interval(
    of values: [Double], resamples: Int = 999, seed: UInt64, stream: String
  ) -> Interval? {
    guard let first = values.first, values.contains(where: { $0 != first }) else { return nil }
    return groupBootstrapInterval(
      of: values, over: values.map { _ in 1 }, resamples: resamples, seed: seed, stream: stream,
      unit: name)
  }
}

extension [Double] {
  /// Nil without any.
  var mean: Double? { isEmpty ? nil : reduce(0, +) / Double(count) }
}
