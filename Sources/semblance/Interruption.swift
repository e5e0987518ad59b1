import Dispatch
import Foundation

/// Calls back at the first Ctrl-C or termination request; the second ends the program at once.
struct Interruption {
  private let sources: [any DispatchSourceSignal]
  /// Gets a thread also while all of the common ones are busy computing.
  private let queue = DispatchQueue(label: "interruption", qos: .userInitiated)

  init(_ handler: @escaping @Sendable () -> Void) {
    sources = [SIGINT, SIGTERM].map { [queue] number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler {
        signal(number, SIG_DFL)
        handler()
      }
      source.resume()
      return source
    }
  }

  func stop() {
    for source in sources { source.cancel() }
  }
}
