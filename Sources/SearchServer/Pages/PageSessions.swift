import Synchronization

/// Who has given the token in a browser; in memory, so that a restart signs everybody out.
final class PageSessions: Sendable {
  static let lifetime = Duration.seconds(12 * 3_600)
  /// Beyond these the oldest ends.
  private static let largest = 1_000

  private let ends = Mutex<[String: ContinuousClock.Instant]>([:])

  /// - Returns: 64 hexadecimal digits that nobody can guess.
  func open(at now: ContinuousClock.Instant = .now) -> String {
    var random = SystemRandomNumberGenerator()
    let id = (0..<4).map { _ in
      let digits = String(random.next(), radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
    ends.withLock { ends in
      ends = ends.filter { $0.value > now }
      if ends.count >= Self.largest, let oldest = ends.min(by: { $0.value < $1.value }) {
        ends[oldest.key] = nil
      }
      ends[id] = now.advanced(by: Self.lifetime)
    }
    return id
  }

  func holds(_ id: String?, at now: ContinuousClock.Instant = .now) -> Bool {
    guard let id else { return false }
    return ends.withLock { $0[id].map { $0 > now } ?? false }
  }

  func close(_ id: String) { ends.withLock { $0[id] = nil } }
}
