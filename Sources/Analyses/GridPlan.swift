import Foundation

/// How pictures of a set are laid out, page by page.
public struct GridPlan: Sendable, Hashable, Codable {
  public var rows = 5
  public var columns = 5
  /// Pages at most.
  public var pages = 1
  /// What pictures stand together by.
  public var groupBy: PartColumn?
  /// What stands below each picture; nil for the label where it is known and names no group, else the
  /// id.
  public var captions: [GridCaption]?

  public init() {}

  /// Largest number of rows, and of columns.
  public static let largest = 40
}

/// A line below a picture.
public enum GridCaption: String, Sendable, Hashable, Codable, CaseIterable {
  /// To a query.
  case distance
  case label, split, site, id
}

extension GridPlan {
  /// Groups as people sort their names, those without a name last; one group where nothing is asked.
  public func grouped<Item>(
    _ items: [Item], by value: (Item, PartColumn) -> String?
  ) -> [(name: String?, items: [Item])] {
    guard let groupBy else { return [(nil, items)] }
    let byName = Dictionary(grouping: items) { value($0, groupBy) }
    let names = byName.keys.compactMap(\.self).sorted {
      $0.localizedStandardCompare($1) == .orderedAscending
    }
    return (names.map(String?.some) + [nil]).compactMap { name in
      byName[name].map { (name ?? "no \(groupBy.rawValue)", $0) }
    }
  }

  /// Rows in turn to each group that has pictures left for one.
  ///
  /// - Parameter counts: of the pictures of each group.
  /// - Returns: places of each.
  public func placesOfEach(_ counts: [Int], rows: Int) -> [Int] {
    var granted = counts.map { _ in 0 }
    var rest = rows
    while rest > 0 {
      let wanting = counts.indices.filter { granted[$0] * columns < counts[$0] }.prefix(rest)
      guard !wanting.isEmpty else { break }
      for index in wanting { granted[index] += 1 }
      rest -= wanting.count
    }
    return granted.map { $0 * columns }
  }
}
