import Foundation
import LinearAlgebra
import Statistics

extension NeighborGraph {
  /// Rows that are placed at once: the first few one by one, then more as the graph grows, so that what is
  /// placed together could not have been each other's neighbours very often.
  private static func batch(after count: Int) -> Int { min(max(1, count / 24), 4_096) }

  /// Links further rows, those behind `count`.
  ///
  /// Rows of a batch look for their neighbours on all cores in the graph as it was before; then all are
  /// linked, in order. So the graph is the same on any number of cores.
  mutating func grow(
    to newCount: Int, in space: RoundedRows, width: Int, progress: WorkProgress = { _, _ in }
  ) {
    let old = count
    addRows(newCount, space)
    var next = old
    var placed = levels[..<old].count { $0 >= 0 }
    while next < newCount {
      let end = min(newCount, next + Self.batch(after: placed))
      let batch = (next..<end).filter { levels[$0] >= 0 }.map { Int32($0) }
      link(batch, in: space, width: width)
      placed += batch.count
      next = end
      progress(next - old, newCount - old)
    }
  }

  /// Levels depend on the row's number alone.
  private mutating func addRows(_ newCount: Int, _ space: RoundedRows) {
    for row in count..<newCount {
      let isZero = space.isZero(row)
      var random = SeededGenerator(seed: 0, stream: "graph.levels", index: row)
      let uniform = Double(random.next() >> 11 + 1) * 0x1p-53
      let level = min(Int(-log(uniform) / log(Double(degree))), 12)
      levels.append(isZero ? -1 : Int8(level))
      upperStarts.append(isZero || level == 0 ? -1 : Int32(upperLinks.count))
      if !isZero { upperLinks += Array(repeating: -1, count: level * degree) }
    }
    links += Array(repeating: -1, count: newCount * 2 * degree - links.count)
  }

  private mutating func link(_ batch: [Int32], in space: RoundedRows, width: Int) {
    let found = neighbors(of: batch, in: space, width: width)
    var reverse: [GraphLink] = []
    for (row, levels) in zip(batch, found) {
      for (level, neighbors) in levels.enumerated() where !neighbors.isEmpty {
        set(neighbors, of: row, level: level)
        reverse += neighbors.map { GraphLink(level: level, row: $0, to: row) }
      }
      if entry < 0 || self.levels[Int(row)] > self.levels[Int(entry)] { entry = row }
    }
    for change in changes(by: reverse, in: space) {
      set(change.neighbors, of: change.row, level: change.level)
    }
  }

  /// Of each row the neighbours on each of its levels, from the lowest.
  private func neighbors(
    of batch: [Int32], in space: RoundedRows, width: Int
  ) -> [[[Int32]]] {
    mapOnAllCores(batch.count, each: GraphWorker(count: count)) { worker, place in
      let row = batch[place]
      let highest = Int(levels[Int(row)])
      var found = [[Int32]](repeating: [], count: highest + 1)
      var beams: [(level: Int, beam: GraphBeam)] = []
      descend(
        to: 0, for: .row(row, space), widths: { $0 <= highest ? width : 1 }, &worker.walker,
        take: { level, beam in if level <= highest { beams.append((level, beam)) } })
      for (level, beam) in beams {
        found[level] = Self.varied(beam.found, limit: degree, in: space, &worker.room)
      }
      return found
    }
  }

  /// What becomes of rows to which others were linked: the new ones beside the former, or the best of both
  /// where there are too many.
  private func changes(by links: [GraphLink], in space: RoundedRows) -> [GraphChange] {
    let sorted = links.sorted { ($0.level, $0.row, $0.to) < ($1.level, $1.row, $1.to) }
    let groups = GraphLink.groups(sorted)
    return mapOnAllCores(groups.count, each: DistanceRoom()) { room, number in
      let group = sorted[groups[number]]
      let (row, level) = (
        sorted[groups[number].lowerBound].row, sorted[groups[number].lowerBound].level
      )
      let all = Array(neighbors(of: row, level: level).prefix { $0 >= 0 }) + group.map(\.to)
      let limit = limit(level: level)
      guard all.count > limit else {
        return GraphChange(level: level, row: row, neighbors: all)
      }
      let candidates = zip(all, room.distances(of: row, to: all[...], in: space))
        .map { GraphNeighbor(row: $0, distance: $1) }
        .sorted(by: GraphNeighbor.precedes)
      return GraphChange(
        level: level, row: row,
        neighbors: Self.varied(candidates, limit: limit, in: space, &room))
    }
  }

  /// Neighbours in different directions: one that is nearer to a chosen one than to the row itself is
  /// reached through that. Source: algorithm 4.
  ///
  /// - Parameter candidates: nearest first.
  private static func varied(
    _ candidates: [GraphNeighbor], limit: Int, in space: RoundedRows, _ room: inout DistanceRoom
  ) -> [Int32] {
    var chosen: [Int32] = []
    for candidate in candidates {
      if chosen.count == limit { break }
      // Most are ruled out by the first few.
      let isReached = stride(from: 0, to: chosen.count, by: 4).contains { first in
        room.distances(
          of: candidate.row, to: chosen[first..<min(first + 4, chosen.count)], in: space
        ).contains { $0 < candidate.distance }
      }
      if !isReached { chosen.append(candidate.row) }
    }
    return chosen
  }
}

/// That a row is to be linked to another.
private struct GraphLink: Sendable {
  let level: Int
  let row: Int32
  let to: Int32

  /// Ranges of links from one row on one level.
  static func groups(_ sorted: [GraphLink]) -> [Range<Int>] {
    var groups: [Range<Int>] = []
    for place in sorted.indices {
      if let last = groups.last, sorted[last.lowerBound].isLike(sorted[place]) {
        groups[groups.count - 1] = last.lowerBound..<(place + 1)
      } else {
        groups.append(place..<(place + 1))
      }
    }
    return groups
  }

  private func isLike(_ other: GraphLink) -> Bool { level == other.level && row == other.row }
}

private struct GraphChange: Sendable {
  let level: Int
  let row: Int32
  let neighbors: [Int32]
}

/// What each core has of its own.
private struct GraphWorker: Sendable {
  var walker: GraphWalker
  var room = DistanceRoom()

  init(count: Int) {
    walker = GraphWalker(count: count)
  }
}

/// Room for distances.
private struct DistanceRoom: Sendable {
  private var products: [Int32] = []
  private var found: [Float] = []

  mutating func distances(
    of row: Int32, to others: ArraySlice<Int32>, in space: RoundedRows
  ) -> ArraySlice<Float> {
    if found.count < others.count { found = Array(repeating: 0, count: 2 * others.count) }
    space.cosineDistances(of: Int(row), to: others, &products, into: &found)
    return found.prefix(others.count)
  }
}
