public import Foundation

/// Why and how long a crossed gate does not count.
public struct GateWaiver: Sendable, Codable, Equatable {
  /// The last day in UTC, as `2026-12-31`.
  public let until: String
  public let reason: String

  public init(until: String, reason: String) {
    (self.until, self.reason) = (until, reason)
  }

  /// - Parameter day: as `until`.
  public func isInForce(on day: String) -> Bool { day <= until }

  /// A day in UTC as waivers name it.
  public static func day(_ date: Date = .now) -> String {
    date.formatted(.iso8601.year().month().day())
  }

  /// Whether a text names a day of the calendar in the one way that can be compared.
  static func isDay(_ text: String) -> Bool {
    guard let date = try? Date(text, strategy: .iso8601.year().month().day()) else { return false }
    return day(date) == text
  }
}
