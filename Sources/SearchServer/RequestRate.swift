import Synchronization

/// Bounds how often each client asks: as many requests a second as may be, and twice as many at once.
final class RequestRate: Sendable {
  private struct Bucket {
    var left: Double
    var time: ContinuousClock.Instant
  }

  private let rate: Double
  private let buckets = Mutex<[String: Bucket]>([:])
  /// Clients that are remembered.
  private static let largest = 10_000

  /// - Parameter rate: requests a second, > 0.
  init(_ rate: Double) {
    self.rate = rate
  }

  private var size: Double { max(1, 2 * rate) }

  /// Whether a client may ask now.
  func admits(_ client: String, at now: ContinuousClock.Instant = .now) -> Bool {
    buckets.withLock { buckets in
      if buckets.count >= Self.largest { buckets = buckets.filter { filled($0.value, now) < size } }
      if buckets.count >= Self.largest, buckets[client] == nil { buckets = [:] }
      let left = buckets[client].map { filled($0, now) } ?? size
      guard left >= 1 else { return false }
      buckets[client] = Bucket(left: left - 1, time: now)
      return true
    }
  }

  private func filled(_ bucket: Bucket, _ now: ContinuousClock.Instant) -> Double {
    let seconds = (now - bucket.time) / .seconds(1)
    return min(size, bucket.left + rate * seconds)
  }
}
