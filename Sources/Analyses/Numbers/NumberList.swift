import Statistics

/// Numbers of one question, in the order in which they are added.
struct NumberList {
  let question: String
  /// Nil for a question to several encoders at once, or to none.
  let encoder: String?
  private(set) var numbers: [ResultNumber] = []

  init(_ question: String, of encoder: String? = nil) {
    (self.question, self.encoder) = (question, encoder)
  }

  /// Adds nothing for nil: a number that the data did not give has no name.
  mutating func add(_ key: String, _ value: Double?, _ interval: Interval? = nil) {
    guard let value else { return }
    numbers.append(ResultNumber("\(question).\(key)", of: encoder, value, interval))
  }

  mutating func add(_ key: String, count: Int?) {
    add(key, count.map(Double.init))
  }

  mutating func add(_ key: String, _ rate: ItemRate?) {
    add(key, rate?.rate, rate?.interval)
  }
}
