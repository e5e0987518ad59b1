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
    /// What advances, and how fast.
    var phase: Phase?
    var pace = ProgressPace()
    var nextLine = ContinuousClock.now
  }

  /// Between two lines; before the first, long enough for a rate that holds.
  private var pauses: (first: Duration, next: Duration) {
    isTerminal ? (.milliseconds(100), .milliseconds(100)) : (.seconds(3), .seconds(10))
  }

  init(isQuiet: Bool) {
    // Of several processes, one prints.
    self.isQuiet = isQuiet || !Job.isFirst
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
      begin(phase, &state)
      if isTerminal { rewrite("\(phase) …".printable) }
    case .advanced(let phase, let done, let total):
      if state.phase != phase || done == 0 { begin(phase, &state) }
      state.pace.advance(to: done, of: total)
      guard state.nextLine <= .now else { return }
      state.nextLine = .now + pauses.next
      let line = Self.line(phase, done, total, state.pace).printable
      if isTerminal { rewrite(line) } else { Terminal.write(line + "\n") }
    case .finished(let phase, let summary):
      let seconds = state.phaseStart.duration(to: .now) / .seconds(1)
      let time = String(format: "%.1f s", seconds)
      let line = "\(phase): \(summary.isEmpty ? "done" : summary) (\(time))".printable
      if isTerminal { rewrite(line) }
      Terminal.write(isTerminal ? "\n" : line + "\n")
    }
  }

  /// A phase, or another pass of it.
  private func begin(_ phase: Phase, _ state: inout State) {
    state.phase = phase
    state.pace = ProgressPace()
    state.nextLine = .now + pauses.first
  }

  /// Replaces the current line of the terminal.
  private func rewrite(_ line: String) {
    Terminal.write("\r\u{1B}[2K\(line)")
  }

  /// "embed with pixels-32 [#####-----] 512/1,024, 201/s, 3 s left".
  private static func line(
    _ phase: Phase, _ done: Int, _ total: Int, _ pace: ProgressPace
  ) -> String {
    let width = 24
    let filled = total > 0 ? width * done / total : width
    let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: width - filled)
    return "\(phase) [\(bar)] \(done)/\(total), \(pace.text)"
  }
}
