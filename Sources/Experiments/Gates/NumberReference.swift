/// A number of a run as a gate names it, e.g. `leakage.leak_rate[pixels-8].high`.
public struct NumberReference: Sendable, Hashable {
  /// With the end of the interval, where one is meant: `leakage.leak_rate.high`.
  public let name: String
  /// Nil where none is named.
  public let encoder: EncoderChoice?
  /// Where it stands in the gate, from 1.
  let column: Int

  /// Whose number is meant where several encoders were asked.
  public enum EncoderChoice: Sendable, Hashable {
    case named(String)
    /// `[*]`: the gate is asked of every encoder by itself.
    case each
  }

  /// What gives it: the name up to its first dot.
  var question: String { String(name.prefix { $0 != "." }) }

  /// The name and, where it is that of an end of an interval, the one without.
  var readings: [(name: String, end: IntervalEnd?)] {
    let stems = IntervalEnd.allCases.filter { name.hasSuffix(".\($0.rawValue)") }.map {
      (name: String(name.dropLast($0.rawValue.count + 1)), end: Optional($0))
    }
    return [(name, nil)] + stems
  }
}

/// One side of an interval.
enum IntervalEnd: String, CaseIterable {
  case low, high
}
