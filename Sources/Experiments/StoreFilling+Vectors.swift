import Analyses
import Datasets
import Embeddings
import Foundation
import Images
import LinearAlgebra
import VectorStore

extension ItemLoader {
  /// How vectors are called of which nobody says who computed them.
  public static let unnamedVectors = "vectors"

  func fillWithVectors(
    _ store: any WritableStore, from path: String, _ settings: StoreFillingSettings
  ) async throws -> StoreFilling {
    let loaded = try await items(at: path)
    let items = loaded.items
    let encoder =
      loaded.encoder ?? .computedElsewhere(settings.encoders.first ?? Self.unnamedVectors)
    try await store.add(encoder, dimension: items.vectors.dimension)
    let known = try settings.table.map { try ItemTable(file: $0).rows(for: items.ids) }
    let facts = items.storedItems(known, prefix: settings.prefix)
    let masks = MaskIntake(store, .standard)
    var filling = StoreFilling()
    filling.addition = try await batches(of: items.count, into: store) { range in
      let vectors = items.vectors.floats(range)
      let addition = try await store.append(
        range.map { place in
          NewItem(
            facts[place],
            vectors: [encoder.name: Array(vectors.row(place - range.lowerBound))])
        })
      filling.add(
        try await masks.keep(range.compactMap { NamedMask(known?[$0], of: facts[$0]) }))
      return addition
    }
    return filling
  }
}

extension EncoderID {
  /// Of vectors that came without a word about who computed them.
  static func computedElsewhere(_ name: String) -> EncoderID {
    EncoderID(name: name, weights: nil, preprocessing: "computed elsewhere", runtime: nil)
  }
}

extension NamedMask {
  /// Nil for an item without one.
  fileprivate init?(_ entry: ItemTable.Entry?, of item: StoredItem) {
    guard let entry, let file = entry.mask else { return nil }
    self.init(
      item: item.id, method: entry.maskMethod ?? MaskMethodName.truth, mask: .file(file),
      width: item.width, height: item.height)
  }
}

extension EmbeddedItems {
  /// What the vectors' own file and a table say of each; rows without ids are called by their numbers.
  ///
  /// - Parameter known: of a table, one a row.
  fileprivate func storedItems(_ known: [ItemTable.Entry]?, prefix: String) -> [StoredItem] {
    ids.indices.map { place in
      var columns = columns.compactMapValues { $0[place] }
      columns.merge(known?[place].columns ?? [:]) { _, table in table }
      let id = known?[place].id ?? ids[place].name
      let own = ["label", "split", "site", "group"].map { columns.removeValue(forKey: $0) }
      let picture = PictureColumns(taking: &columns, digests?[place].pixels)
      return StoredItem(
        id: prefix + id, picture: picture.facts, split: own[1], label: own[0], site: own[2],
        group: own[3], attributes: columns)
    }
  }
}

/// What columns say of a picture, as `index export` writes them; what is no number and no digest stays
/// a column as any other.
private struct PictureColumns {
  let facts: StoredItem.PictureFacts

  init(taking columns: inout [String: String], _ digest: String?) {
    func take<Value>(_ name: String, _ value: (String) -> Value?) -> Value? {
      guard let found = columns[name].flatMap(value) else { return nil }
      columns[name] = nil
      return found
    }
    let pixels = take("pixels") { ContentDigest(hex: $0) }
    facts = StoredItem.PictureFacts(
      pixels: digest.flatMap { ContentDigest(hex: $0) } ?? pixels,
      width: take("width") { Int($0) }, height: take("height") { Int($0) })
  }
}

extension SampleID {
  fileprivate var name: String {
    switch self {
    case .name(let name): name
    case .row(let row): "\(row)"
    }
  }
}
