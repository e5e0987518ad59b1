import TestSupport
import Testing

@testable import Statistics

@Suite struct IntervalTests {
  @Test func wilsonEqualsSciPy() throws {
    for expected in try References.load().interval.wilson {
      let found = wilsonInterval(
        successes: expected.successes, trials: expected.trials, level: expected.level)
      // Both compute a closed form; SciPy's bounds at 0 and n carry rounding.
      #expect(agrees(found.low, expected.low, absolute: 1e-13))
      #expect(agrees(found.high, expected.high, absolute: 1e-13))
      #expect(found.level == expected.level && found.method == "Wilson")
    }
  }

  @Test func wilsonIsSymmetricInSuccessAndFailure() {
    let (a, b) = (
      wilsonInterval(successes: 3, trials: 11), wilsonInterval(successes: 8, trials: 11)
    )
    #expect(agrees(a.low, 1 - b.high, absolute: 1e-14))
    #expect(agrees(a.high, 1 - b.low, absolute: 1e-14))
  }

  @Test func noTrialSaysNothing() {
    let interval = wilsonInterval(successes: 0, trials: 0)
    #expect(interval.low == 0 && interval.high == 1)
    #expect(zeroEventsUpperBound(trials: 0) == 1)
  }

  @Test func ruleOfThreeIsThreeOverTrials() {
    #expect(zeroEventsUpperBound(trials: 2) == 1)
    #expect(zeroEventsUpperBound(trials: 1_000) == 0.003)
  }

  @Test func normalQuantilesEqualSciPy() throws {
    for expected in try References.load().interval.normalQuantiles {
      #expect(agrees(normalQuantile(expected.p), expected.z, absolute: 1e-12, relative: 1e-12))
    }
  }

  @Test func quantilesEqualNumPy() throws {
    let reference = try References.load().quantile
    for expected in reference.quantiles {
      let found = quantile(expected.p, ofSorted: reference.values.sorted())
      #expect(agrees(found, expected.value, absolute: 1e-14))
    }
  }

  @Test func quantilesOfOneValueAreIt() {
    #expect(quantile(0.975, ofSorted: [4]) == 4)
  }

  @Test func selectingARankEqualsSorting() {
    var generator = SeededGenerator(seed: 1, stream: "select")
    for count in [1, 2, 3, 10, 101] {
      // Few different values, so that there are many ties.
      let values = (0..<count).map { _ in Double(generator.uniform(below: 7)) }
      for rank in 0..<count {
        var shuffled = values
        #expect(selectRank(rank, in: &shuffled) == values.sorted()[rank])
        #expect(shuffled.sorted() == values.sorted())
        #expect(shuffled[..<rank].allSatisfy { $0 <= shuffled[rank] })
        #expect(shuffled[rank...].allSatisfy { $0 >= shuffled[rank] })
      }
    }
  }
}
