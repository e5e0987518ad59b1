import Foundation
import TestSupport
import Testing

@testable import Figures

struct TicksTests {
  /// Ranges of all sizes, on both sides of zero and far from it.
  static let ranges: [ClosedRange<Double>] = {
    var random = Random(seed: 11)
    return (0..<400).map { _ in
      let width = pow(10, 16 * random.uniform() - 8)
      let low = (random.uniform() - 0.5) * pow(10, 6 * random.uniform()) * width
      return low...(low + width)
    }
  }()

  @Test func ticksAreRoundInsideAndAboutAsManyAsWanted() {
    for range in Self.ranges {
      for wanted in 3...12 {
        let ticks = Ticks(in: range, about: wanted)
        #expect(ticks.values.allSatisfy(range.contains), "\(range)")
        #expect(Self.isRound(ticks.step), "\(ticks.step)")
        #expect(ticks.values.count >= 2 && ticks.values.count <= 2 * wanted, "\(range), \(wanted)")
        #expect(zip(ticks.values, ticks.values.dropFirst()).allSatisfy { $0 < $1 })
      }
    }
  }

  @Test func ticksOfRatiosArePowersOfTen() {
    #expect(Ticks(logarithmicIn: 0.6...2_000, about: 5).labels == ["1", "10", "100", "1000"])
    #expect(Ticks(logarithmicIn: 0.6...5e8, about: 5).labels == ["1", "100", "10⁴", "10⁶", "10⁸"])
    #expect(Ticks(logarithmicIn: 0.6...40, about: 5).labels == ["1", "2", "5", "10", "20"])
    #expect(Ticks(logarithmicIn: 0.6...1.2, about: 5).labels == ["1"])
    #expect(Ticks(logarithmicIn: 2.1e5...6e5, about: 5).labels == ["5×10⁵"])
  }

  @Test func labelsTellTicksApartAndReadAsTheirValues() throws {
    for range in Self.ranges {
      let ticks = Ticks(in: range, about: 5)
      #expect(Set(ticks.labels).count == ticks.values.count, "\(ticks.labels) of \(range)")
      for (value, label) in zip(ticks.values, ticks.labels) {
        let read = try #require(Self.value(of: label), "\(label)")
        #expect(agrees(read, value, absolute: ticks.step * 1e-3), "\(label) is not \(value)")
      }
    }
  }

  @Test func knownAxes() {
    #expect(Ticks(in: 0...1, about: 5).labels == ["0", "0.2", "0.4", "0.6", "0.8", "1.0"])
    #expect(Ticks(in: -1...1, about: 5).labels == ["−1.0", "−0.5", "0", "0.5", "1.0"])
    #expect(Ticks(in: 1...5, about: 5).labels == ["1", "2", "3", "4", "5"])
    #expect(Ticks(in: 0...0.3, about: 3).values.last == 0.3)
    #expect(Ticks(in: 0...3e-6, about: 3).labels == ["0", "1×10⁻⁶", "2×10⁻⁶", "3×10⁻⁶"])
    #expect(Ticks(in: 0...4e5, about: 2).labels == ["0", "2×10⁵", "4×10⁵"])
  }

  @Test func aRangeWithoutWidthHasItsOneValue() {
    #expect(Ticks(in: 2...2, about: 5).labels == ["2.00"])
    #expect(Ticks(in: 0...0, about: 5).labels == ["0"])
  }

  @Test func rangesBeyondDoublesHaveNoTicksRatherThanATrap() {
    let huge = Double.greatestFiniteMagnitude
    #expect(Ticks(in: -huge...huge, about: 5).values.isEmpty)
    #expect(Ticks(in: 1...(1.0).nextUp, about: 5).values.isEmpty)
    #expect(Ticks(in: 0...Double.leastNonzeroMagnitude, about: 5).values.allSatisfy { $0 >= 0 })
  }

  @Test func wholeTicksAreWhole() {
    for last in 1...60 {
      let ticks = Ticks(in: 0.4...Double(last) + 0.6, about: 12, isWhole: true)
      #expect(ticks.values.allSatisfy { $0 == $0.rounded() }, "\(ticks.values)")
      #expect(last > 12 || ticks.values == (1...last).map(Double.init), "\(ticks.values)")
    }
  }

  @Test func rangesArePaddedAndNeverEmpty() {
    #expect([1.0, 3].paddedRange(by: 0.5) == 0...4)
    #expect([Double]().paddedRange(by: 0.5) == 0...1)
    #expect([Double.nan, .infinity].paddedRange(by: 0.5) == 0...1)
    #expect([0.0].paddedRange(by: 0.1) == -0.5...0.5)
    #expect([-4.0, -4].paddedRange(by: 0.1) == -6 ... -2)
    let huge = Double.greatestFiniteMagnitude
    #expect([-huge, huge].paddedRange(by: 0.1) == -huge...huge)
  }

  private static func isRound(_ step: Double) -> Bool {
    let mantissa = step / pow(10, (log10(step) + 1e-9).rounded(.down))
    return [1, 2, 5].contains { agrees(mantissa, $0, relative: 1e-9) }
  }

  /// Reads "−1.5×10⁻³".
  private static func value(of label: String) -> Double? {
    let raised: [Character: Character] = [
      "⁻": "-", "⁰": "0", "¹": "1", "²": "2", "³": "3", "⁴": "4", "⁵": "5", "⁶": "6", "⁷": "7",
      "⁸": "8", "⁹": "9", "−": "-",
    ]
    let plain = String(label.map { raised[$0] ?? $0 }).replacingOccurrences(of: "×10", with: "e")
    return Double(plain)
  }
}
