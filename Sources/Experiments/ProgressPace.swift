/// How fast work advances, and how long the rest will take.
///
/// Measured from the first step that it is told of: what goes before, such as reading vectors, says
/// nothing of the steps to come.
public struct ProgressPace: Sendable {
  private var first: (done: Int, time: ContinuousClock.Instant)?
  private var last: (done: Int, time: ContinuousClock.Instant)?
  private var total = 0

  public init() {}

  /// - Parameters:
  ///   - done: steps so far; what is less than before changes nothing.
  ///   - total: steps in all.
  public mutating func advance(
    to done: Int, of total: Int, at time: ContinuousClock.Instant = .now
  ) {
    self.total = total
    if first == nil { first = (done, time) }
    if done >= last?.done ?? done { last = (done, time) }
  }

  /// Steps a second; nil before there were two.
  public var rate: Double? {
    guard let first, let last, last.done > first.done else { return nil }
    let seconds = first.time.duration(to: last.time) / .seconds(1)
    return seconds > 0 ? Double(last.done - first.done) / seconds : nil
  }

  /// Nil before there is a rate.
  public var secondsLeft: Double? {
    guard let rate, let last else { return nil }
    return Double(max(0, total - last.done)) / rate
  }

  /// "201/s, 3 s left"; an ellipsis before there is a rate.
  public var text: String {
    guard let rate, let secondsLeft else { return "…" }
    let count = rate < 10 ? "\((rate * 10).rounded() / 10)" : "\(Int(rate))"
    return "\(count)/s, \(Self.text(ofSeconds: secondsLeft)) left"
  }

  /// Two figures or a little more: an estimate is no better.
  private static func text(ofSeconds seconds: Double) -> String {
    let whole = seconds.rounded(.up)
    guard whole >= 120 else { return "\(Int(whole)) s" }
    let minutes = Int((min(whole, 1e9) / 60).rounded())
    return minutes < 120 ? "\(minutes) min" : "\(minutes / 60) h \(minutes % 60) min"
  }
}
