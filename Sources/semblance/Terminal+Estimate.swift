import Experiments
import Foundation

extension Terminal {
  /// On standard error, beside the plan that is printed.
  static func note(_ estimate: RunEstimate, of run: String?) {
    note((run.map { "\($0): " } ?? "") + "\(estimate.images) images")
    for step in estimate.steps {
      note("  \(step.name): \(step.seconds.map(time) ?? "?") – \(step.basis)")
    }
    let unknown = estimate.steps.filter { $0.seconds == nil }.count
    let rest =
      unknown == 0
      ? "" : ", and \(unknown) \(unknown == 1 ? "step that is" : "steps that are") not known"
    note("  time: \(estimate.seconds.map(time) ?? "not known")\(rest)")
    note(
      "  memory beside program and models: \(bytes(estimate.memory.low)) to "
        + "\(bytes(estimate.memory.high)) – \(estimate.memoryBasis)")
  }

  private static func time(_ range: RunEstimate.Range) -> String {
    "\(time(range.low)) to \(time(range.high))"
  }

  private static func time(_ seconds: Double) -> String {
    switch seconds {
    case ..<1: "< 1 s"
    case ..<120: String(format: "%.0f s", seconds)
    case ..<7_200: String(format: "%.0f min", seconds / 60)
    default: String(format: "%.1f h", seconds / 3_600)
    }
  }

  private static func bytes(_ count: Double) -> String {
    count < 1e6
      ? "< 1 MB"
      : count < 1e9
        ? String(format: "%.0f MB", count / 1e6) : String(format: "%.1f GB", count / 1e9)
  }
}
