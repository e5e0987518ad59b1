import Testing

@testable import Statistics

@Suite struct GroupedFoldsTests {
  private func folds(
    _ labels: [Int], _ units: [Int]? = nil, count: Int = 5, seed: UInt64 = 1
  ) throws -> GroupedFolds {
    try GroupedFolds(labels: labels, units: units, count: count, seed: seed, stream: "test")
  }

  /// Units of 1 to 12 rows, each with labels of mostly one kind.
  private func clinic(seed: UInt64) -> (labels: [Int], units: [Int]) {
    var generator = SeededGenerator(seed: seed, stream: "clinic")
    var (labels, units): ([Int], [Int]) = ([], [])
    for unit in 0..<80 {
      let usual = generator.uniform(below: 3)
      for _ in 0...generator.uniform(below: 12) {
        labels.append(generator.uniform(below: 5) == 0 ? generator.uniform(below: 3) : usual)
        units.append(unit)
      }
    }
    return (labels, units)
  }

  @Test func unitsStayWhole() throws {
    let (labels, units) = clinic(seed: 3)
    let folds = try folds(labels, units)
    let seen = Dictionary(grouping: units.indices) { units[$0] }
    #expect(seen.values.allSatisfy { Set($0.map { folds.foldOfRow[$0] }).count == 1 })
    #expect(Set(folds.foldOfRow) == Set(0..<5))
  }

  @Test func countsOfALabelDifferByAtMostOneWhereRowsAreUnits() throws {
    let labels = (0..<997).map { $0 % 7 == 0 ? 2 : $0 % 2 }
    let folds = try folds(labels)
    for label in 0...2 {
      let counts = (0..<5).map { fold in folds.rows(of: fold).count { labels[$0] == label } }
      #expect((counts.max() ?? 9) - (counts.min() ?? 0) <= 1)
    }
    let sizes = (0..<5).map { folds.rows(of: $0).count }
    #expect((sizes.max() ?? 9) - (sizes.min() ?? 0) <= 3)
  }

  @Test(arguments: 0..<5) func sharesOfLabelsAreEvenWithUnitsOfManySizes(seed: Int) throws {
    let (labels, units) = clinic(seed: UInt64(seed))
    let folds = try folds(labels, units, seed: UInt64(seed))
    for label in 0...2 {
      let all = Double(labels.count { $0 == label })
      for fold in 0..<5 {
        let share = Double(folds.rows(of: fold).count { labels[$0] == label }) / all
        #expect(abs(share - 0.2) < 0.04)
      }
    }
  }

  @Test func aRowIsInOneFoldAndOthersAreTheRest() throws {
    let (labels, units) = clinic(seed: 1)
    let folds = try folds(labels, units, count: 3)
    for fold in 0..<3 {
      #expect((folds.rows(of: fold) + folds.rows(except: fold)).sorted() == Array(labels.indices))
    }
  }

  @Test func theOrderOfRowsDoesNotMatter() throws {
    let (labels, units) = clinic(seed: 2)
    let folds = try folds(labels, units)
    let reversed = try self.folds(labels.reversed(), units.reversed())
    #expect(Array(reversed.foldOfRow.reversed()) == folds.foldOfRow)
  }

  @Test func theSeedDecidesAndRepeats() throws {
    let labels = (0..<60).map { $0 % 2 }
    #expect(try folds(labels, seed: 7) == folds(labels, seed: 7))
    let places = try (0..<40).map { try folds(labels, seed: UInt64($0)).foldOfRow[0] }
    #expect(Set(places) == Set(0..<5))
  }

  @Test func fewUnitsMakeFewFoldsAndOneIsRefused() throws {
    let folds = try folds([0, 1, 0, 1, 0], [4, 4, 9, 9, 4])
    #expect(folds.count == 2)
    #expect(Set(folds.foldOfRow) == [0, 1])
    #expect(throws: StatisticsError.self) { try self.folds([0, 1, 1], [5, 5, 5]) }
    #expect(throws: StatisticsError.self) { try self.folds([]) }
    #expect(throws: StatisticsError.self) { try self.folds([0, 1], [0]) }
  }
}
