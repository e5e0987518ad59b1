import Analyses
import Statistics

extension Terminal {
  /// A line a measure, and what limits them.
  static func show(_ measures: [ShiftMeasure]) {
    guard !measures.isEmpty else { return }
    show()
    table(
      [["measure", "estimate", "without a shift", "95 % interval", "p"]]
        + measures.map { measure in
          [
            "\(measure.kind.name), \(measure.of)", measure.estimate?.brief ?? "not measured",
            measure.valueWithoutShift?.brief ?? "–",
            measure.interval.map { "[\($0.low.brief), \($0.high.brief)]" } ?? "–",
            measure.pValue?.brief ?? "–",
          ]
        })
    var told: [AnalysisWarning] = []
    for warning in measures.flatMap(\.warnings) where !told.contains(warning) {
      told.append(warning)
      let names = measures.filter { $0.warnings.contains(warning) }.map(\.kind.name)
      note("\(names.joined(separator: ", ")): \(warning.finding); \(warning.remedy)")
    }
  }
}
