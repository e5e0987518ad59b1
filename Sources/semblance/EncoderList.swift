import ArgumentParser
import Experiments
import Foundation

/// What `--encoder` lists: names separated by commas.
enum EncoderList {
  /// Ready names in the order given, `NAME@*` replaced by all checkpoints of its series.
  ///
  /// - Throws: `ValidationError` for an unknown name, an empty one, and one that is there twice.
  static func names(in list: String) throws -> [String] {
    let words = list.split(separator: ",", omittingEmptySubsequences: false)
      .map { $0.trimmingCharacters(in: .whitespaces) }
    guard words.count == 1 || !words.contains("") else {
      throw ValidationError("--encoder \(list): a name is missing beside a comma")
    }
    let names = try words.flatMap { word in
      try Check.encoder(word)
      return try Catalog.encoders(matching: word)
    }
    guard Set(names).count == names.count else {
      throw ValidationError("--encoder \(list): name each encoder once")
    }
    return names
  }
}
