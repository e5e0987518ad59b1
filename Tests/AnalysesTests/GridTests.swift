import Analyses
import Testing

@Suite struct GridTests {
  /// A group of 12, one of 4, and two items without a label.
  private let items = (0..<18).map { index in
    GridItem(id: "\(index)", label: index < 12 ? "day" : index < 16 ? "night" : nil)
  }

  private func plan(_ rows: Int, _ columns: Int, by group: PartColumn? = nil) -> GridPlan {
    var plan = GridPlan()
    (plan.rows, plan.columns, plan.groupBy) = (rows, columns, group)
    return plan
  }

  @Test func aSetWithRoomIsShownWhole() {
    let result = chooseGrid(of: items, plan: plan(4, 5))
    #expect(result.groups.count == 1 && result.groups[0].name == nil)
    #expect(result.groups[0].shown.map(\.id) == items.map(\.id))
    #expect(result.captions == [.label] && result.warnings.isEmpty)
  }

  @Test func withoutRoomEverySoManythIsShown() {
    let result = chooseGrid(of: items, plan: plan(2, 3))
    #expect(result.groups[0].shown.map(\.id) == ["0", "3", "6", "9", "12", "15"])
    #expect(result.items == 18 && result.shownItems == 6)
  }

  @Test func smallGroupsAreShownWholeAndThoseWithoutAValueComeLast() {
    let result = chooseGrid(of: items, plan: plan(5, 3, by: .label))
    #expect(result.groups.map(\.name) == ["day", "night", "no label"])
    #expect(result.groups.map(\.shown.count) == [6, 4, 2] && result.groups[0].items == 12)
    #expect(result.captions == [.id])
  }

  @Test func groupsWithoutARowAreWarnedOf() {
    let result = chooseGrid(of: items, plan: plan(2, 3, by: .label))
    #expect(result.groups.count == 2)
    #expect(result.warnings[0].finding.contains("1 of 3 groups"))
  }

  @Test func noItemsHaveAnEmptyGrid() {
    #expect(chooseGrid(of: []).groups.isEmpty)
  }
}
