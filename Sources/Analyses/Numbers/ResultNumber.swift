public import Statistics

/// A number that a run found, by which runs are held against each other and gates are judged.
public struct ResultNumber: Sendable, Codable, Hashable {
  /// Question and number, e.g. `leakage.leak_rate` or `encoders.pixels-8.knn_5_accuracy`.
  public let name: String
  /// That was asked; nil where several were, or none.
  public let encoder: String?
  public let value: Double
  /// Nil for counts, and where the result has none.
  public let interval: Interval?

  public init(_ name: String, of encoder: String?, _ value: Double, _ interval: Interval? = nil) {
    (self.name, self.encoder, self.value, self.interval) = (name, encoder, value, interval)
  }

  public init(_ name: String, of encoder: String?, count: Int) {
    self.init(name, of: encoder, Double(count))
  }

  /// What gave it: the name up to its first dot.
  public var question: String { String(name.prefix { $0 != "." }) }

  /// The name without what gave it, e.g. `leak_rate`.
  public var key: String { String(name.drop { $0 != "." }.dropFirst()) }
}
