/// The first pairs in order, and the number of all.
public struct StrongestPairs: Portable {
  private let limit: Int
  private var pairs: [SimilarPair] = []
  private var count = 0
  /// The last pair of a full list: none behind it will be listed.
  private(set) var last: SimilarPair?

  /// - Parameter limit: how many to list, ≥ 0.
  public init(listing limit: Int) {
    self.init(listing: limit, before: nil)
  }

  /// - Parameter last: a pair behind which none will be listed.
  init(listing limit: Int, before last: SimilarPair?) {
    precondition(limit >= 0, "a list of \(limit)")
    self.limit = min(limit, .max / 4)
    self.last = last
  }

  public init?(from bytes: inout PortableReader) {
    guard let limit = bytes.read(Int.self), limit >= 0, let found = SimilarPairs(from: &bytes)
    else {
      return nil
    }
    self.init(listing: limit)
    add(found)
  }

  public func write(to bytes: inout PortableWriter) {
    bytes.write(limit)
    result.write(to: &bytes)
  }

  func hasRoom(for pair: SimilarPair) -> Bool {
    guard limit > 0 else { return false }
    return last.map { SimilarPair.precedes(pair, $0) } ?? true
  }

  mutating func countUnlisted() { count += 1 }

  mutating func add(_ pair: SimilarPair) {
    count += 1
    guard hasRoom(for: pair) else { return }
    pairs.append(pair)
    if pairs.count >= 2 * limit + 64 { cut() }
  }

  /// Adds pairs that are found nowhere else. The order of additions does not matter.
  public mutating func add(_ found: SimilarPairs) {
    count += found.count
    for pair in found.pairs where hasRoom(for: pair) { pairs.append(pair) }
    if pairs.count >= 2 * limit + 64 { cut() }
  }

  /// The pairs added so far.
  public var result: SimilarPairs {
    var list = self
    list.cut()
    return SimilarPairs(pairs: list.pairs, count: count)
  }

  private mutating func cut() {
    pairs.sort(by: SimilarPair.precedes)
    guard pairs.count >= limit else { return }
    pairs.removeLast(pairs.count - limit)
    last = pairs.last ?? last
  }
}
