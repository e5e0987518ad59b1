import Foundation

extension ExperimentPlan {
  /// Keys with their path and what they are, as JSON has them.
  var settings: [String: String] {
    get throws {
      try JSONDecoder().decode(Setting.self, from: RunJSON.compact(self)).values(at: "")
    }
  }
}

/// A value of a plan.
private enum Setting: Decodable {
  case map([String: Setting])
  case list([Setting])
  case text(String)

  init(from decoder: any Decoder) throws {
    // What a value is shows by trying.
    let found = try decoder.singleValueContainer()
    if let map = try? found.decode([String: Setting].self) {
      self = .map(map)
    } else if let list = try? found.decode([Setting].self) {
      self = .list(list)
    } else if let flag = try? found.decode(Bool.self) {
      self = .text("\(flag)")
    } else if let number = try? found.decode(Int.self) {
      self = .text("\(number)")
    } else if let number = try? found.decode(Double.self) {
      self = .text("\(number)")
    } else {
      self = .text(found.decodeNil() ? "none" : try found.decode(String.self))
    }
  }

  /// By path; lists of texts are one value.
  func values(at path: String) -> [String: String] {
    switch self {
    case .text(let text): return [path: text]
    case .map(let map):
      return map.reduce(into: [:]) { found, entry in
        let place = path.isEmpty ? entry.key : "\(path).\(entry.key)"
        found.merge(entry.value.values(at: place)) { first, _ in first }
      }
    case .list(let list):
      let texts = list.compactMap { if case .text(let text) = $0 { text } else { nil } }
      guard texts.count < list.count else {
        return [path: "[\(texts.joined(separator: ", "))]"]
      }
      return list.enumerated().reduce(into: [:]) { found, entry in
        found.merge(entry.element.values(at: "\(path)[\(entry.offset)]")) { first, _ in first }
      }
    }
  }
}
