import Datasets
import Foundation
import Yams

extension SettingsNode {
  /// A file laid over those that it includes, which do the same.
  ///
  /// - Throws: `SettingsError` for a file that is not there, and for one that includes itself.
  init(including url: URL) throws(SettingsError) { self = try .reading(url, includedBy: []) }

  private static func reading(
    _ url: URL, includedBy chain: [URL]
  ) throws(SettingsError) -> SettingsNode {
    let own = try SettingsNode(file: url)
    guard let include = own["include"] else { return own }
    let chain = chain + [url.resolvingSymlinksInPath()]
    var base: SettingsNode?
    for element in include.isList ? try include.elements() : [include] {
      let other = try element.included(from: url, by: chain)
      base = base.map(other.laid) ?? other
    }
    return base.map(own.laid) ?? own
  }

  private func included(from file: URL, by chain: [URL]) throws(SettingsError) -> SettingsNode {
    let other = Datasets.file(try text(), relativeTo: file.deletingLastPathComponent())
    if let start = chain.firstIndex(of: other.resolvingSymlinksInPath()) {
      let circle = (chain[start...] + [chain[start]]).map(\.lastPathComponent)
      throw wrong(expected: "a file that does not lead back: \(circle.joined(separator: " → "))")
    }
    guard FileManager.default.fileExists(atPath: other.path) else {
      throw wrong(expected: "a file that is there, relative to \(file.path)")
    }
    return try .reading(other, includedBy: chain)
  }

  /// Maps are laid over maps key by key; any other value replaces the one below, and a key with nothing
  /// behind it leaves it.
  private func laid(over base: SettingsNode) -> SettingsNode {
    var taken: [[String]] = []
    let merged = merge(node, over: base.node, at: [], &taken)
    let below = base.origins.filter { origin in
      taken.contains { origin.path.starts(with: $0) && origin.path != $0 }
    }
    let tops = taken.map { Origin(path: $0, source: base.source(of: $0)) }
    return SettingsNode(merged, changing: self, origins: origins + tops + below)
  }
}

extension Node {
  /// Nothing behind a key, unlike the `~` that takes it away.
  fileprivate var saysNothing: Bool { scalar?.string.isEmpty == true && null != nil }
}

/// - Parameter taken: key paths of values that stand in the base alone.
private func merge(
  _ own: Node, over base: Node, at path: [String], _ taken: inout [[String]]
) -> Node {
  guard let upper = own.mapping, let lower = base.mapping else { return own }
  // The order of the base comes first, which is that of questions in a report.
  var pairs: [(Node, Node)] = lower.map { key, value in
    let path = path + [key.string ?? ""]
    if let mine = upper.value(of: key.string ?? ""), !mine.saysNothing {
      return (key, merge(mine, over: value, at: path, &taken))
    }
    taken.append(path)
    return (key, value)
  }
  pairs += upper.filter { lower.value(of: $0.key.string ?? "") == nil }.map { ($0.key, $0.value) }
  return .mapping(Node.Mapping(pairs, upper.tag, upper.style, upper.mark))
}
