import Foundation

/// What a request says beside its picture: items of its query, and of its form.
struct RequestFields {
  private var values: [String: [String]] = [:]

  init(_ fields: [(name: String, value: String)] = []) {
    for (name, value) in fields { values[name, default: []].append(value) }
  }

  /// - Parameter query: what stands behind the question mark.
  init(query: Substring, form: [(name: String, value: String)]) throws(RequestProblem) {
    self.init(try Self.items(of: query) + form)
  }

  private static func items(
    of query: Substring
  ) throws(RequestProblem) -> [(name: String, value: String)] {
    var items: [(name: String, value: String)] = []
    for item in query.split(separator: "&") {
      let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let texts = parts.map { $0.replacing("+", with: " ").removingPercentEncoding }
      guard let name = texts[0], let value = texts.count > 1 ? texts[1] : "" else {
        throw RequestProblem(
          .badRequest, "the query is no UTF-8 text in percent encoding",
          remedy: "encode it, e.g. with curl --url-query")
      }
      items.append((name, value))
    }
    return items
  }

  /// - Throws: for a field that the route does not know.
  func requireOnly(_ known: [String]) throws(RequestProblem) {
    guard let stranger = values.keys.sorted().first(where: { !known.contains($0) }) else { return }
    throw RequestProblem(
      .badRequest, "there is no field \"\(stranger)\" here",
      remedy: known.isEmpty ? "leave it out" : "choose from \(known.joined(separator: ", "))")
  }

  /// Of the fields that are given.
  var names: [String] { values.keys.sorted() }

  /// All values of a field, in order.
  func texts(_ name: String) -> [String] { values[name] ?? [] }

  /// Nil where it is not given.
  func text(_ name: String) throws(RequestProblem) -> String? {
    let texts = texts(name)
    guard texts.count <= 1 else {
      throw RequestProblem(
        .badRequest, "\(name) is given \(texts.count) times", remedy: "give it once")
    }
    return texts.first
  }

  func number(
    _ name: String, within range: ClosedRange<Int>, default usual: Int
  ) throws(RequestProblem) -> Int {
    guard let text = try text(name) else { return usual }
    guard let number = Int(text), range.contains(number) else {
      throw RequestProblem(
        .badRequest, "\(name) is \"\(text)\"",
        remedy: "give a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  func number(
    _ name: String, within range: ClosedRange<Double>, default usual: Double
  ) throws(RequestProblem) -> Double {
    guard let text = try text(name) else { return usual }
    guard let number = Double(text), range.contains(number) else {
      throw RequestProblem(
        .badRequest, "\(name) is \"\(text)\"",
        remedy: "give a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  func choice<Value: RawRepresentable & CaseIterable>(
    _ name: String, default usual: Value
  ) throws(RequestProblem) -> Value where Value.RawValue == String {
    guard let text = try text(name) else { return usual }
    guard let value = Value(rawValue: text) else {
      throw RequestProblem(
        .badRequest, "\(name) is \"\(text)\"",
        remedy: "choose from \(Value.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return value
  }
}
