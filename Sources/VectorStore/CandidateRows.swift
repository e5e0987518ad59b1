/// Rows that may be among the nearest of a query, by float scores that are known within a bound.
///
/// Greater scores are nearer. A row is a candidate while its score may reach the k-th greatest of those
/// that are sure.
struct CandidateRows: Sendable {
  private let limit: Int
  /// The greatest of the scores that rows surely reach, ascending, at most `limit`.
  private var sure: [Float] = []
  private var found: [(row: Int32, highest: Float)] = []
  private var pruneCount: Int

  /// - Parameter limit: k ≥ 1.
  init(limit: Int) {
    self.limit = limit
    pruneCount = 4 * limit + 1_024
  }

  /// What the highest score of a row has to reach.
  var floor: Float { sure.count == limit ? sure[0] : -.infinity }

  mutating func add(_ row: Int, _ score: Float, error: Float) {
    let (highest, lowest) = ((score + error).nextUp, (score - error).nextDown)
    guard highest >= floor else { return }
    found.append((Int32(row), highest))
    if lowest > floor { insert(lowest) }
    if found.count >= pruneCount { prune() }
  }

  mutating func add(_ other: CandidateRows) {
    for score in other.sure where score > floor { insert(score) }
    found += other.found
    prune()
  }

  /// In no particular order.
  var rows: [Int] { found.lazy.filter { $0.highest >= floor }.map { Int($0.row) } }

  private mutating func insert(_ score: Float) {
    if sure.count == limit { sure.removeFirst() }
    var (low, high) = (0, sure.count)
    while low < high {
      let middle = (low + high) / 2
      if sure[middle] < score { low = middle + 1 } else { high = middle }
    }
    sure.insert(score, at: low)
  }

  private mutating func prune() {
    let floor = floor
    found.removeAll { $0.highest < floor }
    pruneCount = max(pruneCount, 2 * found.count)
  }
}
