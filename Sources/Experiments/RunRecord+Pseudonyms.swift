import Datasets
import Foundation

extension RunRecord {
  /// The same for those who may see neither pictures nor names: images, groups and texts are called by
  /// pseudonyms, files by those of their paths.
  ///
  /// In sentences names are replaced where they stand as words; plain numbers of fewer than five digits
  /// are left there, as they could be counts.
  /// - Throws: `SettingsError` where the record holds a number that is not finite.
  func pseudonymous(_ key: PseudonymKey) throws -> RunRecord {
    let names = Identities(of: self).kinds.mapValues(\.rawValue)
    var pseudonyms: [String: String] = [:]
    for (name, kind) in names { pseudonyms[name] = key.pseudonym(name, of: kind) }
    let tree = try RunJSON.decode(JSONTree.self, from: RunJSON.compact(self))
    let renamed = tree.renaming(pseudonyms, words: Words(pseudonyms))
    let record = try RunJSON.decode(RunRecord.self, from: RunJSON.compact(renamed))
    return record.sharing()
  }

  /// Without pictures.
  private func sharing() -> RunRecord {
    RunRecord(
      format: format, program: program, plan: plan, dataset: dataset, encoders: encoders,
      blas: blas, blasThreads: blasThreads, randomGenerator: randomGenerator, results: results,
      reviewed: reviewed, pictures: [], hasPseudonyms: true, planVersion: planVersion)
  }
}

/// Names that are replaced within sentences.
private struct Words {
  private let pseudonyms: [(name: String, pseudonym: String)]

  /// Longer names first: one may be a part of another.
  init(_ pseudonyms: [String: String]) {
    self.pseudonyms = pseudonyms.filter { name, _ in
      name.count >= 5 || name.contains { !$0.isNumber }
    }
    .map { ($0.key, $0.value) }
    .sorted { ($1.name.count, $0.name) < ($0.name.count, $1.name) }
  }

  func replaced(in sentence: String) -> String {
    pseudonyms.reduce(sentence) { text, word in
      guard text.contains(word.name) else { return text }
      var (result, rest) = ("", text[...])
      while let found = rest.range(of: word.name) {
        let before =
          found.lowerBound == rest.startIndex ? result.last : rest[..<found.lowerBound].last
        let after = rest[found.upperBound...].first
        let isWord = [before, after].allSatisfy { $0.map { !$0.isLetter && !$0.isNumber } ?? true }
        result += rest[..<found.lowerBound] + (isWord ? word.pseudonym[...] : rest[found])
        rest = rest[found.upperBound...]
      }
      return result + rest
    }
  }
}

extension JSONTree {
  /// - Parameter words: for strings that are sentences.
  fileprivate func renaming(_ names: [String: String], words: Words) -> JSONTree {
    switch self {
    case .null, .flag, .whole, .number: self
    case .text(let text):
      .text(names[text] ?? (text.contains(" ") ? words.replaced(in: text) : text))
    case .list(let list): .list(list.map { $0.renaming(names, words: words) })
    case .map(let map): .map(map.mapValues { $0.renaming(names, words: words) })
    }
  }
}
