import Analyses
import Foundation
import Statistics

extension Double {
  /// As many digits as a reader needs; "−" for negative numbers, as typeset.
  func formatted(digits: Int) -> String {
    let text = String(format: "%.\(digits)f", self)
    let isZero = !text.contains { ("1"..."9").contains($0) }
    guard text.hasPrefix("-") else { return text }
    return isZero ? String(text.dropFirst()) : "−" + text.dropFirst()
  }

  /// Three significant digits, in scientific notation when very small or large.
  var significant: String {
    let size = abs(self)
    if size != 0, size < 1e-3 || size >= 1e6 {
      return String(format: "%.2e", self).replacingOccurrences(of: "-", with: "−")
    }
    let digits = size == 0 ? 3 : max(0, 2 - Int(floor(log10(size))))
    return formatted(digits: digits)
  }

  /// As it was given or calibrated, to the last digit.
  var thresholdText: String { "\(self)".replacingOccurrences(of: "-", with: "−") }

  /// Three significant digits, however small.
  var finePercent: String { (self == 0 ? "0" : (100 * self).significant) + " %" }

  var percent: String { (100 * self).formatted(digits: self < 0.1 ? 2 : 1) + " %" }
}

extension Int {
  /// With a comma every three digits.
  var grouped: String {
    var digits = Array(String(magnitude))
    for position in stride(from: digits.count - 3, to: 0, by: -3) {
      digits.insert(",", at: position)
    }
    return (self < 0 ? "−" : "") + String(digits)
  }

  /// "1 pair", "2 pairs".
  func counting(_ noun: String, plural: String? = nil) -> String {
    "\(grouped) \(self == 1 ? noun : plural ?? noun + "s")"
  }
}

extension Interval {
  /// Of the number with the other sign.
  var negated: Interval { Interval(low: -high, high: -low, level: level, method: method) }
  var text: String { "[\(low.significant), \(high.significant)]" }
  var percentText: String { "[\(low.percent), \(high.percent)]" }
  /// "95 % interval".
  var name: String { "\((100 * level).formatted(digits: 0)) % interval" }
}

extension ItemRate {
  /// "3 of 150 (2.00 % [0.68 %, 5.71 %], Wilson)".
  var text: String {
    "\(count.grouped) of \(total.grouped) (\(rate.percent) \(interval.percentText), "
      + "\(interval.method))"
  }
}
