import Foundation
import Logging

/// What the program logs for whoever looks into a problem, on standard error.
enum Diagnostics {
  /// Warnings by default; `SEMBLANCE_LOG` names another level, e.g. info or debug.
  static func start() {
    let named = ProcessInfo.processInfo.environment["SEMBLANCE_LOG"]
    let level = named.flatMap(Logger.Level.init(rawValue:)) ?? .warning
    LoggingSystem.bootstrap { label in
      var handler = StreamLogHandler.standardError(label: label)
      handler.logLevel = level
      return handler
    }
  }
}
