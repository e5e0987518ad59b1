import Analyses
import Statistics

/// The numbers that gates are asked of.
struct GateNumbers {
  private let numbers: [ResultNumber]

  init(_ numbers: [ResultNumber]) {
    self.numbers = numbers
  }

  /// Of which there is a number of this name; nil among them for one that is of none.
  func encoders(of reference: NumberReference) -> [String?] {
    reading(reference).numbers.map(\.encoder).firstOfEach
  }

  /// - Parameters:
  ///   - choice: what the reference says of encoders, or what is meant where it says nothing.
  ///   - encoder: that is at hand, for `each`.
  func value(
    of reference: NumberReference, _ choice: NumberReference.EncoderChoice?, at encoder: String?
  ) throws(GateProblem) -> Double {
    let (all, end) = reading(reference)
    let found = all.filter { number in
      switch choice {
      case nil: true
      case .each: number.encoder == encoder || all.allSatisfy { $0.encoder == nil }
      case .named(let name): number.encoder == name
      }
    }
    guard let number = found.first else {
      let stem = reference.readings.last?.name ?? reference.name
      throw .unknown(
        name: reference.name, nearest: closest(to: stem, among: numbers.map(\.name)))
    }
    let others = found.map(\.encoder).firstOfEach
    guard others.count == 1 else {
      throw .ambiguous(name: number.name, encoders: others.compactMap(\.self))
    }
    guard let end else { return number.value }
    guard let interval = number.interval else { throw .withoutInterval(name: number.name) }
    return end == .low ? interval.low : interval.high
  }

  private func reading(
    _ reference: NumberReference
  ) -> (numbers: [ResultNumber], end: IntervalEnd?) {
    for (name, end) in reference.readings {
      let found = numbers.filter { $0.name == name }
      if !found.isEmpty { return (found, end) }
    }
    return ([], nil)
  }
}

extension [String?] {
  /// In the order in which they come.
  fileprivate var firstOfEach: [String?] {
    reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }
}

/// Names of the same question with the fewest edits, three at most; of all where it has none.
func closest(to name: String, among names: [String]) -> [String] {
  let question = name.prefix { $0 != "." }
  let related = names.filter { $0.hasPrefix("\(question).") }
  let ranked = Set(related.isEmpty ? names : related).map { (edits(from: name, to: $0), $0) }
  return ranked.sorted { $0 < $1 }.prefix(3).map(\.1)
}
