import ArgumentParser
import Foundation

/// What `--threshold` says: a cosine for every encoder, or one each for those it names.
enum ThresholdChoice: Sendable {
  case all(Double)
  case named([(encoder: String, cosine: Double)])

  var cosines: [Double] {
    switch self {
    case .all(let cosine): [cosine]
    case .named(let thresholds): thresholds.map(\.cosine)
    }
  }
}

extension ThresholdChoice: ExpressibleByArgument {
  /// A number, or NAME=NUMBER separated by commas; nil for anything else.
  init?(argument: String) {
    if let cosine = Double(argument) {
      self = .all(cosine)
      return
    }
    var thresholds: [(encoder: String, cosine: Double)] = []
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      let sides = part.split(separator: "=", omittingEmptySubsequences: false)
        .map { $0.trimmingCharacters(in: .whitespaces) }
      guard sides.count == 2, !sides[0].isEmpty, let cosine = Double(sides[1]) else { return nil }
      thresholds.append((sides[0], cosine))
    }
    self = .named(thresholds)
  }
}
