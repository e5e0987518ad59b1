import Foundation

extension ReviewStep {
  static func unknown(_ id: String) -> StoreError {
    .refused(
      subject: id, finding: "no item has this id",
      remedy: "load the page again: it may have been removed meanwhile")
  }

  static func requireLabel(_ label: String, of id: String) throws(StoreError) {
    guard label.isEmpty else { return }
    throw .refused(subject: id, finding: "its label would be empty", remedy: "name a label")
  }
}

extension ItemPair {
  func requireTwo() throws(StoreError) {
    guard a == b else { return }
    throw .refused(subject: a, finding: "it is paired with itself", remedy: "name two items")
  }
}

extension StoredItem {
  /// The same with another label.
  func labelled(_ label: String?) -> StoredItem {
    StoredItem(
      id: id, pixels: pixels, width: width, height: height, split: split, label: label, site: site,
      group: group, attributes: attributes)
  }

  /// Hexadecimal digits.
  static func hex(_ bytes: Data) -> String { bytes.map { digits(of: $0) }.joined() }
}
