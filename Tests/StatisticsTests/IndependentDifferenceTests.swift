import Statistics
import Testing

@Suite struct IndependentDifferenceTests {
  /// Newcombe, Statistics in Medicine 17 (1998), table II, method 10: 56/70 less 48/80.
  @Test func ofProportionsItIsNewcombes() throws {
    let found = try #require(
      differenceInterval(
        (0.8, wilsonInterval(successes: 56, trials: 70)),
        (0.6, wilsonInterval(successes: 48, trials: 80))))
    #expect(abs(found.low - 0.0524) < 5e-5 && abs(found.high - 0.3339) < 5e-5)
  }

  @Test func exchangedItIsTurnedAround() throws {
    let a = (2.0, Interval(low: 1, high: 4, level: 0.95, method: ""))
    let b = (1.0, Interval(low: 0.5, high: 1.2, level: 0.95, method: ""))
    let found = try #require(differenceInterval(a, b))
    let turned = try #require(differenceInterval(b, a))
    #expect(found.low == -turned.high && found.high == -turned.low)
  }

  @Test func otherLevelsAreNotJoined() {
    let a = Interval(low: 0, high: 1, level: 0.95, method: "")
    let b = Interval(low: 0, high: 1, level: 0.9, method: "")
    #expect(differenceInterval((0.5, a), (0.5, b)) == nil)
  }
}
