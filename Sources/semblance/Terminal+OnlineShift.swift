import Analyses
import Foundation
import Statistics

extension Terminal {
  /// - Parameter new: how many of the batches are of this call, the last ones.
  static func show(_ result: OnlineShiftResult, new: Int) {
    warn(result.warnings)
    show(
      "Reference \(result.reference): \(result.referenceItems) items, and a pool of "
        + "\(result.poolUnits) \(result.unit)s that each batch is ranked in; "
        + "bandwidth σ \(result.bandwidth.brief)")
    show(
      "An alarm is a sum above \(result.threshold.brief) (allowance \(result.allowance.brief)): one in "
        + "\(result.runLength.brief) batches as long as nothing changes" + measured(result))
    let delays = result.expectedDelays.map {
      "\($0.shift.brief): \(String(format: "%.1f", $0.batches))"
    }
    show(
      "Batches until an alarm, where a batch's score is moved by so many standard deviations: "
        + delays.joined(separator: ", "))
    let known = result.batches.count - new
    if known > 0 { show("\(known) batches before these") }
    show()
    table(
      [["batch", "n", "units", "MMD²", "p", "z", "sum", "alarm"]]
        + result.batches.suffix(new).map(cells))
  }

  private static func measured(_ result: OnlineShiftResult) -> String {
    guard let measured = result.measuredRunLength else { return "" }
    let interval = measured.interval
    return String(
      format: "; %.0f [%.0f, %.0f] in %d simulated streams of the reference", measured.mean,
      interval.low, interval.high, measured.streams)
  }

  private static func cells(_ batch: OnlineBatch) -> [String] {
    func text(_ value: Double?, _ format: String) -> String {
      value.map { String(format: format, $0) } ?? "–"
    }
    return [
      batch.name, "\(batch.items)", "\(batch.units)", text(batch.mmd2, "%.5f"),
      text(batch.pValue, "%.4f"), text(batch.score, "%.2f"), text(batch.accumulated, "%.2f"),
      batch.skipped.map { "skipped: \($0)" } ?? (batch.isAlarm ? "ALARM" : ""),
    ]
  }
}
