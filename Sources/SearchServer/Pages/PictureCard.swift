import Foundation
import VectorStore

/// A picture with what is known of it, in templates.
struct PictureCard {
  let href: String
  let thumbnail: String
  let name: String
  /// In the metric that the page names.
  let score: String?
  let label: String?
  /// Split and site.
  let facts: String?

  init(_ item: StoredItem) {
    self.init(item.id, score: nil, label: item.label, facts: [item.split, item.site])
  }

  init(_ item: FoundItem) {
    self.init(item.id, score: item.score, label: item.label, facts: [item.split, item.site])
  }

  init(_ id: String, score: Double? = nil, label: String? = nil, facts: [String?] = []) {
    href = Self.href(of: id)
    thumbnail = "\(href)/thumbnail"
    name = id
    self.score = score.map { $0.shown }
    self.label = label
    let known = facts.compactMap(\.self).filter { !$0.isEmpty }
    self.facts = known.isEmpty ? nil : known.joined(separator: " · ")
  }

  static func href(of id: String) -> String { "/images/\(id.inURL)" }
}

extension Double {
  /// Four digits behind the point.
  var shown: String { String(format: "%.4f", self) }

  /// As many digits as a threshold needs to stay apart from 1.
  var exactly: String { String(format: "%.6g", self) }

  /// As percentage.
  var percent: String { String(format: "%.1f %%", 100 * self) }
}

extension Int {
  /// Digits in groups of three.
  var grouped: String {
    let digits = String(magnitude)
    let groups = stride(from: digits.count, to: 0, by: -3).map { end in
      digits.dropLast(digits.count - end).suffix(3)
    }
    return (self < 0 ? "−" : "") + groups.reversed().joined(separator: ",")
  }
}
