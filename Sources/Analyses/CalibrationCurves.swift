import Foundation
import Statistics

/// Cosines by which thresholds are judged.
struct CalibrationCurves {
  let unlike: [Double]
  let nearest: [Double]
  let copies: [AlteredCopies]

  init(unlike: [Double], nearest: [Double], copies: [AlteredCopies]) {
    self.unlike = unlike.sorted()
    self.nearest = nearest.sorted()
    self.copies = copies.filter { !$0.cosines.isEmpty }.map {
      AlteredCopies(alteration: $0.alteration, cosines: $0.cosines.sorted())
    }
  }

  /// Sixteen a decade of 1 − threshold, from orthogonal to equal.
  var points: [CalibrationPoint] {
    (0...96).map { step in
      let threshold = 1 - pow(10, -Double(step) / 16)
      return CalibrationPoint(
        threshold: threshold, falsePairRate: unlike.share(reaching: threshold),
        neighborRate: nearest.share(reaching: threshold),
        recalls: copies.map { $0.cosines.share(reaching: threshold) })
    }
  }
}

/// Of ascending numbers.
extension [Double] {
  func reaching(_ threshold: Double) -> Int {
    // Cosines of equal rows fall below 1 by rounding.
    let bound = Swift.min(threshold, equalityThreshold)
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] >= bound { high = middle } else { low = middle + 1 }
    }
    return count - low
  }

  fileprivate func share(reaching threshold: Double) -> Double {
    isEmpty ? 0 : Double(reaching(threshold)) / Double(count)
  }
}
