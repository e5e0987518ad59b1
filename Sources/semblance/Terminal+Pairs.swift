import Analyses
import Statistics

extension Terminal {
  /// The ten most similar pairs.
  static func list(pairs: [EvidencePair]) {
    guard !pairs.isEmpty else { return }
    show()
    table(
      [["a", "b", "cosine", "pHash", "dHash", "evidence"]]
        + pairs.prefix(10).map { pair in
          [
            "\(pair.a)", "\(pair.b)", pair.cosine?.brief ?? "none",
            pair.phashDistance.map(String.init) ?? "–", pair.dhashDistance.map(String.init) ?? "–",
            pair.evidence.map(\.rawValue).joined(separator: ","),
          ]
        })
    if pairs.count > 10 { show("… \(pairs.count - 10) more; --json lists them") }
  }
}

extension ItemRate {
  /// "3 of 150 (0.02 [0.00683, 0.0571], Wilson)"; nothing has no rate.
  var brief: String {
    total == 0 ? "none of 0" : "\(count) of \(total) (\(rate.brief) \(interval.brief))"
  }
}

extension Interval {
  /// "[0.00683, 0.0571], Wilson".
  var brief: String { "[\(low.brief), \(high.brief)], \(method)" }
}
