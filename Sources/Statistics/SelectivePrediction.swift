/// Predictions of which only those are kept whose confidence reaches a threshold.
///
/// Source: Geifman and El-Yaniv, "Selective classification for deep neural networks" (2017).
public struct SelectivePrediction: Sendable {
  /// By descending confidence, one a distinct confidence: how many reach it, and how many of these are
  /// right.
  private let levels: [(confidence: Double, accepted: Int, right: Int)]
  public let count: Int

  /// - Parameters:
  ///   - confidences: one a prediction; finite.
  ///   - isRight: of each.
  public init(confidences: [Double], isRight: [Bool]) {
    precondition(confidences.count == isRight.count)
    count = confidences.count
    var levels: [(confidence: Double, accepted: Int, right: Int)] = []
    var right = 0
    let order = confidences.indices.sorted { (confidences[$1], $0) < (confidences[$0], $1) }
    for (place, index) in order.enumerated() {
      right += isRight[index] ? 1 : 0
      if levels.last?.confidence == confidences[index] { levels.removeLast() }
      levels.append((confidences[index], place + 1, right))
    }
    self.levels = levels
  }

  /// The least confidence at which the accuracy of what reaches it is as required: that of the greatest
  /// coverage. Nil where none is.
  public func confidence(forAccuracy required: Double) -> Double? {
    levels.last { Double($0.right) >= required * Double($0.accepted) }?.confidence
  }

  /// The confidence with the greatest accuracy; of equal ones the least confidence.
  public var bestAccuracy: (confidence: Double, accuracy: Double)? {
    levels.map { ($0.confidence, Double($0.right) / Double($0.accepted)) }
      .max { ($0.1, -$0.0) < ($1.1, -$1.0) }
  }

  /// Distinct confidences that cut the predictions into about equally many parts, descending; the last
  /// accepts all.
  ///
  /// - Parameter parts: ≥ 1.
  public func confidences(parts: Int) -> [Double] {
    var found: [Double] = []
    for part in 1...parts {
      let wanted = Int((Double(part) / Double(parts) * Double(count)).rounded(.up))
      guard let level = levels.first(where: { $0.accepted >= wanted }) else { continue }
      if found.last != level.confidence { found.append(level.confidence) }
    }
    return found
  }
}

/// Predictions of about equal confidence.
public struct ConfidenceBin: Sendable, Hashable {
  public let low: Double
  public let high: Double
  /// Places of the predictions in it.
  public let items: [Int]
}

/// How far confidences are from being chances of being right.
///
/// Source: Guo, Pleiss, Sun and Weinberger, "On calibration of modern neural networks" (2017), eq. 3.
public struct ConfidenceCalibration: Sendable {
  /// Equally wide parts of [0, 1] from below, those without a prediction left out.
  public let bins: [ConfidenceBin]
  /// Σ of |accuracy − mean confidence| over bins, weighted by their predictions; within [0, 1].
  public let expectedError: Double
  /// Mean confidence − accuracy: positive where confidences promise too much.
  public let bias: Double

  /// - Parameters:
  ///   - confidences: within [0, 1]; one at least.
  ///   - bins: ≥ 1. A confidence on an edge is in the lower bin.
  public init(confidences: [Double], isRight: [Bool], bins: Int = 15) {
    precondition(confidences.count == isRight.count && !confidences.isEmpty && bins >= 1)
    let parts = Dictionary(grouping: confidences.indices) { index in
      max(0, min(bins - 1, Int((confidences[index] * Double(bins)).rounded(.up)) - 1))
    }
    let n = Double(confidences.count)
    self.bins = parts.sorted { $0.key < $1.key }.map { number, items in
      ConfidenceBin(
        low: Double(number) / Double(bins), high: Double(number + 1) / Double(bins), items: items)
    }
    func gap(_ items: [Int]) -> Double {
      items.reduce(0) { $0 + confidences[$1] - (isRight[$1] ? 1 : 0) }
    }
    expectedError = self.bins.reduce(0) { $0 + abs(gap($1.items)) } / n
    bias = gap(Array(confidences.indices)) / n
  }
}
