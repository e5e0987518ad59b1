/// Pictures of a set that are shown, in groups.
public struct GridResult: Sendable, Codable {
  /// Of a page.
  public let rows: Int
  public let columns: Int
  /// What pictures stand together by.
  public let groupBy: PartColumn?
  public let captions: [GridCaption]
  /// Items of the set.
  public let items: Int
  /// In their order; those for which no row is left are not there.
  public let groups: [Group]
  public let warnings: [AnalysisWarning]

  public struct Group: Sendable, Codable {
    /// Nil where nothing is grouped by.
    public let name: String?
    /// Items that it has.
    public let items: Int
    /// In their order: all, or evenly spaced ones.
    public let shown: [GridItem]
  }

  public var shownItems: Int { groups.reduce(0) { $0 + $1.shown.count } }
}

/// A picture with what is known of it.
public struct GridItem: Sendable, Codable {
  public let id: String
  public let label: String?
  public let split: String?
  public let site: String?

  public init(id: String, label: String? = nil, split: String? = nil, site: String? = nil) {
    (self.id, self.label, self.split, self.site) = (id, label, split, site)
  }

  public func value(of column: PartColumn) -> String? {
    switch column {
    case .split: split
    case .site: site
    case .label: label
    }
  }
}

/// Chooses what the pages have room for: all items in their order, or evenly spaced ones of the set, or
/// of each group; rows go to groups in turn, so that small ones are shown whole.
public func chooseGrid(of items: [GridItem], plan: GridPlan = GridPlan()) -> GridResult {
  let groups = plan.grouped(items) { $0.value(of: $1) }
  let places = plan.placesOfEach(groups.map(\.items.count), rows: plan.rows * plan.pages)
  let hasLabels = plan.groupBy != .label && items.contains { $0.label != nil }
  let shown = zip(groups, places).filter { $1 > 0 }.map { group, places in
    GridResult.Group(
      name: group.name, items: group.items.count, shown: group.items.evenlySpaced(places))
  }
  let missing = groups.count - shown.count
  return GridResult(
    rows: plan.rows, columns: plan.columns, groupBy: plan.groupBy,
    captions: plan.captions ?? [hasLabels ? .label : .id], items: items.count, groups: shown,
    warnings: missing == 0
      ? []
      : [
        AnalysisWarning(
          "\(missing) of \(groups.count) groups of the picture grid have no row left",
          remedy: "ask for more rows or pages")
      ])
}

extension Array {
  /// So many of them at most, with about as many left out between each two.
  func evenlySpaced(_ count: Int) -> [Element] {
    guard count < self.count else { return self }
    return (0..<count).map { self[$0 * self.count / count] }
  }
}
