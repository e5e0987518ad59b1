/// A graph in which every row is linked to near ones, so that a walk from row to row finds the nearest of a
/// query without looking at most of them.
///
/// Hierarchical navigable small worlds: few rows are on higher levels, whose links reach further. Source:
/// Malkov and Yashunin, IEEE TPAMI 42 (2020), algorithms 1, 2, 4 and 5.
struct NeighborGraph: Sendable, Equatable {
  /// Links of a row on a higher level, M; twice as many on the lowest.
  let degree: Int
  /// The highest level of each row; −1 for rows of zeros, which have no links.
  var levels: [Int8] = []
  /// On the lowest level 2M of each row, −1 behind the last.
  var links: [Int32] = []
  /// Where in `upperLinks` those of a row begin; −1 for rows of the lowest level alone.
  var upperStarts: [Int32] = []
  /// M of each level from the first on.
  var upperLinks: [Int32] = []
  /// Where walks begin, on the highest level; −1 for none.
  var entry: Int32 = -1

  /// Rows that it is made for.
  var count: Int { levels.count }

  init(degree: Int) {
    self.degree = degree
  }

  private func slots(_ row: Int32, level: Int) -> Range<Int> {
    if level == 0 { return Int(row) * 2 * degree..<(Int(row) + 1) * 2 * degree }
    let start = Int(upperStarts[Int(row)]) + (level - 1) * degree
    return start..<(start + degree)
  }

  /// With −1 behind the last.
  func neighbors(of row: Int32, level: Int) -> ArraySlice<Int32> {
    level == 0 ? links[slots(row, level: 0)] : upperLinks[slots(row, level: level)]
  }

  func limit(level: Int) -> Int { level == 0 ? 2 * degree : degree }

  /// - Parameter neighbors: no more than the level's limit.
  mutating func set(_ neighbors: [Int32], of row: Int32, level: Int) {
    let slots = slots(row, level: level)
    for (place, slot) in slots.enumerated() {
      let link = place < neighbors.count ? neighbors[place] : -1
      if level == 0 { links[slot] = link } else { upperLinks[slot] = link }
    }
  }

  /// The rows that a walk finds, nearest first.
  ///
  /// - Parameters:
  ///   - width: how many rows the walk keeps in sight, ≥ 1.
  func nearest(
    to aim: GraphAim, width: Int, _ walker: inout GraphWalker
  ) -> GraphBeam {
    descend(to: 0, for: aim, widths: { $0 == 0 ? width : 1 }, &walker)
  }

  /// The same of rows for which something holds.
  ///
  /// The walk goes over all rows, and on until it has as many of those as it is wide and none nearer is in
  /// sight.
  /// - Parameter sight: rows that it remembers to go to, at most; where all of them are passed
  ///   first, the filter leaves little near the query.
  /// - Returns: nil then.
  func nearest(
    to aim: GraphAim, width: Int, sight: Int, _ walker: inout GraphWalker,
    where isAllowed: (Int32) -> Bool
  ) -> GraphBeam? {
    let start = descend(to: 1, for: aim, widths: { _ in 1 }, &walker)
    var (all, allowed) = (GraphBeam(width: sight), GraphBeam(width: width))
    func take(_ row: Int32, _ distance: Float) {
      if allowed.takes(distance: distance) { all.insert(row, distance: distance) }
      if isAllowed(row) { allowed.insert(row, distance: distance) }
    }
    walker.forget()
    walker.look(at: start.rows.isEmpty ? [entry] : start.rows[...], for: aim, take)
    while let left = all.leaveNearest(), allowed.takes(distance: left.distance) {
      walker.look(at: neighbors(of: left.row, level: 0), for: aim, take)
    }
    return allowed.isFull ? allowed : nil
  }

  /// Walks on each level from the highest on, from what was found on the one above.
  ///
  /// - Parameter take: is given what was found on each level.
  @discardableResult
  func descend(
    to lowest: Int, for aim: GraphAim, widths: (_ level: Int) -> Int, _ walker: inout GraphWalker,
    take: (_ level: Int, GraphBeam) -> Void = { _, _ in }
  ) -> GraphBeam {
    var beam = GraphBeam(width: 1)
    guard entry >= 0 else { return beam }
    var starts = [entry]
    for level in stride(from: Int(levels[Int(entry)]), through: lowest, by: -1) {
      beam = GraphBeam(width: widths(level))
      walker.forget()
      walker.look(at: starts[...], for: aim) { beam.insert($0, distance: $1) }
      while let left = beam.leaveNearest() {
        walker.look(at: neighbors(of: left.row, level: level), for: aim) {
          beam.insert($0, distance: $1)
        }
      }
      take(level, beam)
      starts = beam.rows
    }
    return beam
  }
}
