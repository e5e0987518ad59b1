import Analyses
import Embeddings
import VectorStore

extension StoreSample {
  /// As analyses take them: labels, groups and splits count where all items have them, and digests where
  /// all are of pictures.
  ///
  /// - Parameters:
  ///   - name: how messages call them.
  ///   - unit: what is permuted of them.
  func items(named name: String, unit: ShiftUnit = .group) -> EmbeddedItems {
    let columns: [String: [String?]] = [
      "label": items.map(\.label), "split": items.map(\.split), "site": items.map(\.site),
      "group": items.map(\.group),
    ]
    let digests = items.compactMap { item in
      item.pixels.map {
        ItemDigests(
          file: nil, pixels: $0,
          area: item.width.flatMap { width in item.height.map { width * $0 } })
      }
    }
    return EmbeddedItems(
      name: name, ids: items.map { .name($0.id) }, vectors: .float(vectors),
      labels: items.map(\.label).whole, units: unit == .group ? items.map(\.group).whole : nil,
      parts: items.map(\.split).whole, digests: digests.count == items.count ? digests : nil,
      columns: columns.filter { $0.value.contains { $0 != nil } })
  }
}

extension [String?] {
  /// Nil where one is missing or empty.
  fileprivate var whole: [String]? {
    let known = compactMap { $0.flatMap { $0.isEmpty ? nil : $0 } }
    return known.count == count ? known : nil
  }
}
