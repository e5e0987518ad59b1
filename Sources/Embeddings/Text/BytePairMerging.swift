/// Two neighbouring pieces of a word.
struct BytePair: Hashable {
  let left: String
  let right: String
}

/// A word's pieces while neighbours are merged: the pair that training found first, and of equal pairs the
/// leftmost, until none is known.
///
/// Pieces know their neighbours, and pairs wait in a heap, so that a word of n bytes takes O(n·log n) steps
/// however hostile it is.
struct BytePairMerging {
  private let ranks: [BytePair: Int]
  /// Nil for what has become part of the piece before it.
  private var pieces: [String?]
  /// Places of the neighbours; −1 and the count where there is none.
  private var before: [Int]
  private var after: [Int]
  /// A binary heap, the first to be merged at its root.
  private var waiting: [Candidate] = []

  private struct Candidate {
    let rank: Int
    let place: Int
    let pair: BytePair

    static func precedes(_ a: Candidate, _ b: Candidate) -> Bool {
      (a.rank, a.place) < (b.rank, b.place)
    }
  }

  /// - Parameter ranks: the place of each merge, the smaller first.
  init(_ pieces: [String], ranks: [BytePair: Int]) {
    self.ranks = ranks
    self.pieces = pieces
    before = pieces.indices.map { $0 - 1 }
    after = pieces.indices.map { $0 + 1 }
    for place in pieces.indices { add(place) }
  }

  consuming func merged() -> [String] {
    while let next = popFirst() {
      let right = after[next.place]
      // One of the two was merged with another piece meanwhile.
      guard pieces[next.place] == next.pair.left, right < pieces.count,
        pieces[right] == next.pair.right
      else { continue }
      pieces[next.place] = next.pair.left + next.pair.right
      pieces[right] = nil
      after[next.place] = after[right]
      if after[right] < pieces.count { before[after[right]] = next.place }
      add(next.place)
      if before[next.place] >= 0 { add(before[next.place]) }
    }
    return pieces.compactMap(\.self)
  }

  /// The piece at a place with the one after it, where they are known as a pair.
  private mutating func add(_ place: Int) {
    guard after[place] < pieces.count, let left = pieces[place], let right = pieces[after[place]]
    else { return }
    let pair = BytePair(left: left, right: right)
    guard let rank = ranks[pair] else { return }
    waiting.append(Candidate(rank: rank, place: place, pair: pair))
    var child = waiting.count - 1
    while child > 0, Candidate.precedes(waiting[child], waiting[(child - 1) / 2]) {
      waiting.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  private mutating func popFirst() -> Candidate? {
    guard !waiting.isEmpty else { return nil }
    waiting.swapAt(0, waiting.count - 1)
    let first = waiting.removeLast()
    var parent = 0
    while true {
      let children = [2 * parent + 1, 2 * parent + 2].filter { $0 < waiting.count }
      guard let least = children.min(by: { Candidate.precedes(waiting[$0], waiting[$1]) }),
        Candidate.precedes(waiting[least], waiting[parent])
      else { return first }
      waiting.swapAt(parent, least)
      parent = least
    }
  }
}
