/// Arithmetic over the numbers of a run.
indirect enum GateExpression: Sendable, Equatable {
  case number(Double)
  case reference(NumberReference)
  case negated(GateExpression)
  case combined(GateExpression, Operation, GateExpression)

  enum Operation: Character {
    case plus = "+"
    case minus = "-"
    case times = "*"
    case divided = "/"
  }

  /// In the order in which they are written.
  var references: [NumberReference] {
    switch self {
    case .number: []
    case .reference(let reference): [reference]
    case .negated(let expression): expression.references
    case .combined(let left, _, let right): left.references + right.references
    }
  }

  /// - Returns: not finite after a division by 0.
  func value(
    _ number: (NumberReference) throws(GateProblem) -> Double
  ) throws(GateProblem) -> Double {
    switch self {
    case .number(let value): return value
    case .reference(let reference): return try number(reference)
    case .negated(let expression): return -(try expression.value(number))
    case .combined(let left, let operation, let right):
      return operation.result(try left.value(number), try right.value(number))
    }
  }
}

extension GateExpression.Operation {
  fileprivate func result(_ a: Double, _ b: Double) -> Double {
    switch self {
    case .plus: a + b
    case .minus: a - b
    case .times: a * b
    case .divided: a / b
    }
  }
}
