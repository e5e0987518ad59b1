/// How pairs of samples are drawn from a pool, and what befalls the candidate.
public struct DetectionScheme: Sendable, Hashable {
  /// Of the candidate's items the share that are taken in their altered version, at least one; 0 for
  /// none.
  public let alteredShare: Double
  /// Of the marked items that the reference left over the share that the candidate cannot have.
  public let missingShare: Double

  public static let unaltered = DetectionScheme(alteredShare: 0, missingShare: 0)

  /// - Precondition: shares within [0, 1].
  public init(alteredShare: Double, missingShare: Double) {
    precondition((0...1).contains(alteredShare) && (0...1).contains(missingShare))
    (self.alteredShare, self.missingShare) = (alteredShare, missingShare)
  }
}

/// Draws samples of items whose units are never on both sides.
public struct DetectionSampling: Sendable {
  private let count: Int
  /// Items of each unit.
  private let members: [[Int]]
  private let isMarked: [Bool]

  /// - Parameters:
  ///   - count: items of the pool.
  ///   - units: of each item; nil makes every item a unit.
  ///   - marked: items that a scheme may leave out.
  public init(count: Int, units: [String]?, marked: Set<Int> = []) {
    self.count = count
    let numbers = units.map(numbered) ?? Array(0..<count)
    members = Dictionary(grouping: 0..<count) { numbers[$0] }.sorted { $0.key < $1.key }
      .map(\.value)
    isMarked = (0..<count).map(marked.contains)
  }

  /// Two samples of a size out of units in random order: units fill the reference first, then the
  /// candidate, whole but for the last one of each, of which some items may be left out. Altered are
  /// the candidate's first items, so that units are altered whole, too.
  ///
  /// - Returns: nil where there are too few items, or a sample would have fewer than two units.
  public func draw(
    _ size: Int, _ scheme: DetectionScheme, using generator: inout SeededGenerator
  ) -> DetectionDraw? {
    var order = members
    generator.shuffle(&order)
    let reference = order.prefix(holding: size)
    let left = order.dropFirst(reference.count)
    let missing = missing(of: left.joined().filter { isMarked[$0] }, scheme, using: &generator)
    let rest = left.map { $0.filter { !missing.contains($0) } }.filter { !$0.isEmpty }
    let candidate = rest.prefix(holding: size)
    guard reference.count >= 2, candidate.count >= 2, reference.joined().count >= size,
      candidate.joined().count >= size
    else { return nil }
    let altered =
      scheme.alteredShare > 0
      ? max(1, Int((scheme.alteredShare * Double(size)).rounded())) : 0
    return DetectionDraw(
      reference: Array(reference.joined().prefix(size)),
      candidate: candidate.joined().prefix(size).enumerated().map { place, item in
        place < altered ? item + count : item
      })
  }

  private func missing(
    of marked: [Int], _ scheme: DetectionScheme, using generator: inout SeededGenerator
  ) -> Set<Int> {
    let count = Int((scheme.missingShare * Double(marked.count)).rounded())
    return Set(generator.choose(count, of: marked.count).map { marked[$0] })
  }
}

extension [[Int]] {
  /// As many units as are needed for so many items; all where they have fewer.
  fileprivate func prefix(holding items: Int) -> ArraySlice<[Int]> {
    var held = 0
    let first = firstIndex { unit in
      held += unit.count
      return held >= items
    }
    return first.map { self[...$0] } ?? self[...]
  }
}
