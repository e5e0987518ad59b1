import Experiments
import Testing

@Suite struct ProgressPaceTests {
  private let start = ContinuousClock.now

  @Test func whatWentBeforeDoesNotCount() {
    var pace = ProgressPace()
    // The first step is told of late; from then on, ten a second.
    pace.advance(to: 0, of: 100, at: start + .seconds(60))
    #expect(pace.rate == nil && pace.secondsLeft == nil && pace.text == "…")
    pace.advance(to: 20, of: 100, at: start + .seconds(62))
    #expect(pace.rate == 10 && pace.secondsLeft == 8)
    #expect(pace.text == "10/s, 8 s left")
  }

  @Test func keptWorkDoesNotCount() {
    var pace = ProgressPace()
    pace.advance(to: 900, of: 1_000, at: start)
    pace.advance(to: 901, of: 1_000, at: start + .seconds(1))
    #expect(pace.secondsLeft == 99 && pace.text == "1.0/s, 99 s left")
  }

  @Test func stepsOutOfOrderAndTooManyAreTaken() {
    var pace = ProgressPace()
    pace.advance(to: 0, of: 4, at: start)
    pace.advance(to: 3, of: 4, at: start + .seconds(3))
    pace.advance(to: 2, of: 4, at: start + .seconds(4))
    #expect(pace.rate == 1 && pace.secondsLeft == 1)
    pace.advance(to: 5, of: 4, at: start + .seconds(5))
    #expect(pace.secondsLeft == 0)
  }

  @Test(arguments: [(100, "100 s"), (1_000, "17 min"), (10_000, "2 h 47 min")])
  func longTimesAreRounded(seconds: Int, text: String) {
    var pace = ProgressPace()
    pace.advance(to: 0, of: seconds + 1, at: start)
    pace.advance(to: 1, of: seconds + 1, at: start + .seconds(1))
    #expect(pace.text == "1.0/s, \(text) left")
  }
}
