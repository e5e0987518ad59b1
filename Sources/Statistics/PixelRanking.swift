/// The chance that a pixel of a mask has a higher score than a pixel outside of it; ties count half.
///
/// - Parameters:
///   - scores: finite, one a pixel, such as a saliency map's.
///   - truth: as many.
/// - Returns: in [0, 1]; nil where the mask is empty or covers all, which leaves nothing to tell apart.
/// - Complexity: O(n·log n) for n pixels. Equal to scikit-learn's `roc_auc_score`.
public func pixelAreaUnderROC(of scores: [Float], truth: [Bool]) -> Double? {
  precondition(scores.count == truth.count, "\(scores.count) and \(truth.count) pixels")
  let wanted = truth.count { $0 }
  guard wanted > 0, wanted < truth.count else { return nil }
  // A score's place in the order and, in the last bit, whether it is wanted: whole numbers sort fast.
  let keys = zip(scores, truth).map { score, isWanted in
    UInt64(score.orderedBits) << 1 | (isWanted ? 1 : 0)
  }.sorted()
  // In halves: pairs in which the wanted one is higher count 2, ties 1.
  var (halves, othersBelow, start) = (0, 0, 0)
  while start < keys.count {
    let end = keys[start...].firstIndex { $0 >> 1 != keys[start] >> 1 } ?? keys.count
    let found = keys[start..<end].count { $0 & 1 == 1 }
    let others = end - start - found
    halves += found * (2 * othersBelow + others)
    othersBelow += others
    start = end
  }
  return Double(halves) / 2 / (Double(wanted) * Double(truth.count - wanted))
}

extension Float {
  /// Ascends as finite numbers do; −0 is 0.
  fileprivate var orderedBits: UInt32 {
    let bits = (self + 0).bitPattern
    return bits >> 31 == 1 ? ~bits : bits | 1 << 31
  }
}
