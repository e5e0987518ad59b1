/// What is known of all pairs of a join, also where there are too many to list: how many differ in a
/// trait, and which rows they link.
public struct PairTally: Sendable {
  private let traits: [PairTrait]
  private let shift: Int
  /// Pairs that differ in each trait.
  public private(set) var differing: [Int]
  private var forest: DisjointSets

  /// - Parameters:
  ///   - traits: of rows of the first and of the second set, or twice of one.
  ///   - rows: of the first set and, for pairs between sets, of the second.
  init(of traits: [PairTrait], rows: Int, columns: Int?) {
    self.traits = traits
    shift = columns == nil ? 0 : rows
    differing = Array(repeating: 0, count: traits.count)
    forest = DisjointSets(count: rows + (columns ?? 0))
  }

  mutating func add(_ a: Int, _ b: Int) {
    for (place, trait) in traits.enumerated() where trait.rows[a] != trait.columns[b] {
      differing[place] += 1
    }
    forest.join(a, shift + b)
  }

  /// Adds pairs that were counted elsewhere: links, and how many differ in each trait.
  public mutating func add(links: [(a: Int, b: Int)], differing more: [Int]) {
    for link in links { forest.join(link.a, shift + link.b) }
    differing = zip(differing, more).map(+)
  }

  /// What has been added so far.
  var counted: CountedPairs {
    CountedPairs(differing: differing, groups: forest.sets.filter { $0.count > 1 })
  }

  func adding(_ found: CountedPairs) -> PairTally {
    var all = self
    for group in found.groups {
      for member in group.dropFirst() { all.forest.join(group[0], member) }
    }
    all.differing = zip(differing, found.differing).map(+)
    return all
  }

  /// Rows linked by pairs or chains of pairs, two or more each; those of the second set count on from
  /// the first. By descending size, then by first member.
  public var components: [[Int]] {
    forest.sets.filter { $0.count > 1 }
      .sorted { ($1.count, $0[0]) < ($0.count, $1[0]) }
  }
}

/// The pairs of some tiles: how many differ in each trait, and the rows that they link.
struct CountedPairs: Portable {
  private(set) var differing: [Int]
  /// May have members in common.
  private(set) var groups: [[Int]]

  init(differing: [Int], groups: [[Int]]) {
    (self.differing, self.groups) = (differing, groups)
  }

  mutating func add(_ other: CountedPairs) {
    differing = zip(differing, other.differing).map(+)
    groups += other.groups
  }

  init?(from bytes: inout PortableReader) {
    guard let differing = bytes.read([Int].self), let groups = [[Int]](from: &bytes) else {
      return nil
    }
    self.init(differing: differing, groups: groups)
  }

  func write(to bytes: inout PortableWriter) {
    bytes.write(differing)
    groups.write(to: &bytes)
  }
}

/// Something that rows have in common or not, as a number each.
public struct PairTrait: Sendable {
  let rows: [Int]
  let columns: [Int]

  /// Values that are equal get equal numbers, on both sides.
  public init(_ rows: [String], _ columns: [String]) {
    let numbers = Dictionary(
      Set(rows).union(columns).sorted().enumerated().map { ($1, $0) }, uniquingKeysWith: { $1 })
    self.rows = rows.compactMap { numbers[$0] }
    self.columns = columns.compactMap { numbers[$0] }
  }
}

/// Goes through all pairs that `similarPairs(within:threshold:)` finds, listing none.
public func tallyPairs(
  within rows: UnitRows, threshold: Double, traits: [PairTrait],
  progress: WorkProgress = { _, _ in }
) -> PairTally {
  PairJoin(within: rows, threshold: threshold, limit: 0).tally(
    PairTally(of: traits, rows: rows.count, columns: nil), progress: progress)
}

/// Goes through all pairs that `similarPairs(between:and:threshold:)` finds, listing none.
public func tallyPairs(
  between x: UnitRows, and y: UnitRows, threshold: Double, traits: [PairTrait],
  progress: WorkProgress = { _, _ in }
) -> PairTally {
  PairJoin(between: x, and: y, threshold: threshold, limit: 0).tally(
    PairTally(of: traits, rows: x.count, columns: y.count), progress: progress)
}
