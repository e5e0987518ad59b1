/// How far two masks of one picture agree, by pixels.
public struct MaskOverlap: Sendable, Codable, Hashable {
  /// Pixels of both.
  public let both: Int
  public let predicted: Int
  public let truth: Int

  /// - Precondition: as many pixels in both.
  public init(predicted: [Bool], truth: [Bool]) {
    precondition(predicted.count == truth.count, "\(predicted.count) and \(truth.count) pixels")
    both = zip(predicted, truth).count { $0 && $1 }
    self.predicted = predicted.count { $0 }
    self.truth = truth.count { $0 }
  }

  /// - Precondition: 0 ≤ both ≤ predicted, truth.
  public init(both: Int, predicted: Int, truth: Int) {
    precondition(0 <= both && both <= min(predicted, truth), "\(both) pixels of both")
    (self.both, self.predicted, self.truth) = (both, predicted, truth)
  }

  /// Twice the common pixels over the sum of both; 1 where both are empty, 0 where one is.
  ///
  /// Source: Dice, "Measures of the amount of ecologic association between species" (1945).
  public var dice: Double {
    predicted + truth == 0 ? 1 : 2 * Double(both) / Double(predicted + truth)
  }

  /// Intersection over union; 1 where both are empty, 0 where one is.
  public var intersectionOverUnion: Double {
    let union = predicted + truth - both
    return union == 0 ? 1 : Double(both) / Double(union)
  }
}
