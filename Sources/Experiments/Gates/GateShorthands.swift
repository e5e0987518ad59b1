import Analyses

extension [ResultNumber] {
  /// With the short names that gates may use: `leakage.rate` for `leakage.leak_rate`, and `encoders.NAME.knn` for
  /// the encoder's first accuracy by nearest neighbours.
  var withShorthands: [ResultNumber] {
    var known: Set<String> = []
    let short = compactMap { number -> ResultNumber? in
      guard let name = number.shorthand else { return nil }
      let isFirst = known.insert("\(name) \(number.encoder ?? "")").inserted
      return isFirst ? ResultNumber(name, of: number.encoder, number.value, number.interval) : nil
    }
    return self + short
  }
}

extension ResultNumber {
  /// With `*` for an encoder.
  static let shorthands = ["leakage.rate", "encoders.*.knn"]

  fileprivate var shorthand: String? {
    if name == "leakage.leak_rate" { return "leakage.rate" }
    guard name.hasPrefix("encoders."), !name.hasPrefix("encoders.differences."),
      name.hasSuffix("_accuracy"), !name.hasSuffix("balanced_accuracy"),
      let metric = name.ranges(of: ".knn_").last
    else { return nil }
    return "\(name[..<metric.lowerBound]).knn"
  }
}
