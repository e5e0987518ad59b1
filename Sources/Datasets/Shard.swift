import Foundation

/// The samples of a WebDataset shard: members whose paths agree up to the first dot of their names.
///
/// `.cls` is the label, `.txt` the caption; of `.json`, the keys label, split, group, site and caption
/// are columns unless the others say them, and all other texts, numbers and truth values attributes.
/// A picture called `mask.png` or `seg.png` after the key is the mask. Source: Aizman, Maltby &
/// Breuel, High Performance I/O for Large Scale Deep Learning (2019), and the `webdataset` library.
struct Shard {
  private var images: [String: [ArchiveEntry]] = [:]
  private var keys: [String] = []
  private var texts: [String: [String: [UInt8]]] = [:]

  private static let maskExtensions = ["mask.", "seg."]

  init(_ listing: ArchiveListing) {
    for entry in listing.images {
      let key = Self.key(of: entry.name)
      if images[key] == nil { keys.append(key) }
      images[key, default: []].append(entry)
    }
    for (name, content) in listing.texts {
      texts[Self.key(of: name), default: [:]][name.lowercasedExtension] = content
    }
  }

  /// Whether every picture has a text, as it has in a shard and seldom elsewhere.
  var isComplete: Bool { !keys.isEmpty && keys.allSatisfy { texts[$0] != nil } }

  func samples(prefix: String, file: URL) throws(DatasetError) -> [Sample] {
    var samples: [Sample] = []
    for key in keys {
      if let sample = try sample(key, prefix: prefix, file) { samples.append(sample) }
    }
    return samples
  }

  private func sample(
    _ key: String, prefix: String, _ file: URL
  ) throws(DatasetError) -> Sample? {
    let members = images[key] ?? []
    let isMask = members.map { member in
      Self.maskExtensions.contains { member.name.dropFirst(key.count + 1).hasPrefix($0) }
    }
    guard let picture = zip(members, isMask).first(where: { !$0.1 })?.0 else { return nil }
    let mask = zip(members, isMask).first(where: \.1)?.0
    let notes = try texts[key]?["json"].map { json throws(DatasetError) in
      try Self.notes(json, place: "\(file.path): \(key).json")
    }
    func text(_ name: String) -> String? {
      texts[key]?[name].map { String(decoding: $0, as: UTF8.self) }
        .map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }.flatMap {
          $0.isEmpty ? nil : $0
        }
    }
    return Sample(
      id: prefix + key, image: .entry(picture), label: text("cls") ?? notes?["label"],
      split: notes?["split"], group: notes?["group"], site: notes?["site"],
      caption: text("txt") ?? notes?["caption"], mask: mask.map { .entry($0) },
      attributes: (notes ?? [:]).filter { !Self.columns.contains($0.key) })
  }

  private static let columns: Set<String> = ["label", "split", "group", "site", "caption"]

  private static func key(of name: String) -> String {
    let start = name.lastIndex(of: "/").map(name.index(after:)) ?? name.startIndex
    return String(name[..<(name[start...].firstIndex(of: ".") ?? name.endIndex)])
  }

  private static func notes(
    _ json: [UInt8], place: String
  ) throws(DatasetError) -> [String: String] {
    do {
      return try JSONDecoder().decode([String: ScalarText].self, from: Data(json))
        .compactMapValues(\.text)
    } catch {
      throw .malformed(
        path: place, line: nil, finding: "not a JSON object", remedy: "mend it or leave it out")
    }
  }
}
