import Experiments
import Foundation
import Synchronization

/// Shows progress: a bar with rate and time left on a terminal, plain lines otherwise.
final class ProgressPrinter: Sendable {
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private let isQuiet: Bool
  private let state = Mutex(State())

  private struct State {
    var phaseStart = ContinuousClock.now
    var lastLine = ContinuousClock.now
  }

  init(isQuiet: Bool) {
    self.isQuiet = isQuiet
  }

  var handler: ProgressHandler {
    { [self] event in
      guard !isQuiet else { return }
      state.withLock { show(event, &$0) }
    }
  }

  private func show(_ event: ProgressEvent, _ state: inout State) {
    switch event {
    case .started(let phase):
      state.phaseStart = .now
      state.lastLine = .now
      if isTerminal { rewrite("\(phase) …".printable) }
    case .advanced(let phase, let done, let total):
      let pause = Duration.milliseconds(isTerminal ? 100 : 10_000)
      guard state.lastLine.duration(to: .now) >= pause else { return }
      state.lastLine = .now
      let line = Self.line(phase, done, total, since: state.phaseStart).printable
      if isTerminal { rewrite(line) } else { Terminal.write(line + "\n") }
    case .finished(let phase, let summary):
      let seconds = state.phaseStart.duration(to: .now) / .seconds(1)
      let time = String(format: "%.1f s", seconds)
      let line = "\(phase): \(summary.isEmpty ? "done" : summary) (\(time))".printable
      if isTerminal { rewrite(line) }
      Terminal.write(isTerminal ? "\n" : line + "\n")
    }
  }

  /// Replaces the current line of the terminal.
  private func rewrite(_ line: String) {
    Terminal.write("\r\u{1B}[2K\(line)")
  }

  /// "embed with pixels-32 [#####-----] 512/1,024, 201/s, 3 s left".
  static func line(
    _ phase: Phase, _ done: Int, _ total: Int, since start: ContinuousClock.Instant
  ) -> String {
    let seconds = max(start.duration(to: .now) / .seconds(1), 1e-3)
    let rate = Double(done) / seconds
    let left = rate > 0 ? "\(Int((Double(total - done) / rate).rounded(.up))) s left" : "…"
    let width = 24
    let filled = total > 0 ? width * done / total : width
    let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: width - filled)
    return "\(phase) [\(bar)] \(done)/\(total), \(Int(rate))/s, \(left)"
  }
}
