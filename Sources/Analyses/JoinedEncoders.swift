public import Embeddings

/// Encoders that see the same items in the same order.
struct JoinedEncoders {
  let views: [EncoderView]
  /// Of every encoder whose items are not those of the first, in its order.
  let differences: [EncoderItems]
  let warnings: [AnalysisWarning]

  /// Joins by id where both encoders have ids, else row by row with the first.
  ///
  /// Items that some encoder lacks are left out; the others are in the order of the first.
  /// - Throws: `AnalysisError.missing` without an encoder, `.undefined` for no item in common,
  ///   `.differentItems` for counts that differ where there are no ids.
  init(_ views: [EncoderView]) throws(AnalysisError) {
    guard let first = views.first else {
      throw .missing(what: "encoder", items: "encoders", remedy: "name at least one")
    }
    let orders = try Self.orders(views, first)
    let kept = first.items.ids.indices.filter { row in orders.allSatisfy { $0[row] != nil } }
    guard !kept.isEmpty else { throw Self.nothingInCommon(views) }
    self.views = zip(views, orders).map { view, order in
      view.selecting(kept.compactMap { order[$0] })
    }
    differences = views.dropFirst().compactMap { EncoderItems(of: $0, besides: first) }
    warnings =
      differences.map { $0.warning(first: first.name) }
      + Self.disagreements(of: self.views)
  }

  /// Of each encoder the row of each item of the first; nil where it is not there.
  private static func orders(
    _ views: [EncoderView], _ first: EncoderView
  ) throws(AnalysisError) -> [[Int?]] {
    var orders: [[Int?]] = []
    for view in views {
      if let names = view.names, let wanted = first.names {
        let rows = Dictionary(zip(names, 0...)) { row, _ in row }
        orders.append(wanted.map { rows[$0] })
      } else if view.items.count == first.items.count {
        orders.append(Array(0..<view.items.count))
      } else {
        throw .differentItems(first.name, first.items.count, view.name, view.items.count)
      }
    }
    return orders
  }

  private static func nothingInCommon(_ views: [EncoderView]) -> AnalysisError {
    let examples = views.compactMap { view in
      view.items.ids.first.map { "\(view.name): \($0), …" }
    }
    return .undefined(
      items: views.map(\.name).joined(separator: ", "),
      reason:
        "no item has a vector of every encoder (\(examples.joined(separator: "; "))); embed the "
        + "same items with each")
  }

  /// Labels and units of one item are to be the same wherever they come from.
  private static func disagreements(of views: [EncoderView]) -> [AnalysisWarning] {
    [("label", \EmbeddedItems.someLabels), ("group", \EmbeddedItems.someUnits)].flatMap {
      what, values in
      guard let first = views.first(where: { $0.items[keyPath: values] != nil }),
        let known = first.items[keyPath: values]
      else { return [AnalysisWarning]() }
      return views.compactMap { view in
        guard let others = view.items[keyPath: values] else { return nil }
        let places = known.indices.filter { row in
          known[row] != nil && others[row] != nil && known[row] != others[row]
        }
        guard let place = places.first else { return nil }
        return AnalysisWarning(
          "\(places.count) items have another \(what) with \(view.name) than with \(first.name), the first "
            + "\(view.items.ids[place]); those of \(first.name) count",
          remedy: "mend the table that is wrong")
      }
    }
  }

  /// The items of the first encoder that has any label.
  private var labelled: EmbeddedItems? { views.lazy.map(\.items).first { $0.someLabels != nil } }
  /// Their labels; nil for an item without one, and where there is none at all.
  var labels: [String?]? { labelled?.someLabels }
  /// That items without a label are left out of tasks, and that groups of some items only are.
  var gaps: [AnalysisWarning] {
    ((labelled ?? views.first?.items)?.labelGaps ?? [])
      + (units == nil ? views.first { !$0.items.groupGaps.isEmpty }?.items.groupGaps ?? [] : [])
  }
  /// The units of the first encoder that has any.
  var units: [String]? { views.lazy.compactMap(\.items.units).first }
}

extension EmbeddedItems {
  /// Nil where no item has a label.
  fileprivate var someLabels: [String?]? {
    let known = knownLabels
    return known.contains { $0 != nil } ? known : nil
  }

  fileprivate var someUnits: [String?]? { units }
}

extension EncoderView {
  /// Nil where items have no ids.
  fileprivate var names: [String]? {
    let names = items.ids.compactMap { id in
      if case .name(let name) = id { name } else { nil }
    }
    return names.count == items.count ? names : nil
  }

  /// As it is where all rows stay in place, without a copy.
  fileprivate func selecting(_ rows: [Int]) -> EncoderView {
    guard rows != Array(0..<items.count) else { return self }
    return EncoderView(name: name, items: items.selecting(rows, name: items.name))
  }
}

/// How the items of an encoder differ from those of the first.
public struct EncoderItems: Sendable, Codable, Hashable {
  public let encoder: String
  /// Items with a vector of the first encoder only, and of this one only.
  public let missing: Int
  public let additional: Int
  /// Up to five of each.
  public let missingExamples: [SampleID]
  public let additionalExamples: [SampleID]
  /// Whether the common items come in another order, which was put right.
  public let isReordered: Bool

  /// Nil where nothing differs, and where there are no ids.
  init?(of view: EncoderView, besides first: EncoderView) {
    guard view.names != nil, first.names != nil, view.items.ids != first.items.ids else {
      return nil
    }
    let (known, found) = (Set(first.items.ids), Set(view.items.ids))
    let missing = first.items.ids.filter { !found.contains($0) }
    let additional = view.items.ids.filter { !known.contains($0) }
    encoder = view.name
    (self.missing, self.additional) = (missing.count, additional.count)
    missingExamples = Array(missing.prefix(5))
    additionalExamples = Array(additional.prefix(5))
    isReordered =
      first.items.ids.filter(found.contains) != view.items.ids.filter(known.contains)
  }

  func warning(first: String) -> AnalysisWarning {
    let parts = [
      missing == 0
        ? nil : "lacks \(missing) items of \(first) (\(Self.list(missingExamples, missing)))",
      additional == 0
        ? nil
        : "has \(additional) that \(first) lacks (\(Self.list(additionalExamples, additional)))",
      isReordered ? "has them in another order" : nil,
    ].compactMap { $0 }
    return AnalysisWarning(
      "\(encoder) \(parts.joined(separator: " and ")); joined by id",
      remedy: missing + additional > 0
        ? "only common items are compared: embed all with each encoder to compare on all"
        : "none is needed where ids mean the same images: rows were put in the order of \(first)")
  }

  private static func list(_ examples: [SampleID], _ count: Int) -> String {
    examples.prefix(3).map(\.description).joined(separator: ", ") + (count > 3 ? ", …" : "")
  }
}
