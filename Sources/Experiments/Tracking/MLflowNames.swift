import Foundation
import Images

/// What MLflow allows of names and values.
enum MLflowNames {
  /// Characters of a name.
  static let longestName = 250
  /// Characters of a parameter's value.
  static let longestValue = 6_000
  /// In one call.
  static let metricsAtOnce = 1_000
  static let parametersAtOnce = 100

  /// Names that MLflow takes, in the same order: other characters become `_`, and a name that is too
  /// long or comes out as another ends in the beginning of its digest.
  static func allowed(_ names: [String]) -> [String] {
    var used: Set<String> = []
    return names.map { name in
      let plain = String(name.map { isAllowed($0) ? $0 : "_" })
      let fits = plain.count <= longestName && !plain.hasPrefix("/") && !used.contains(plain)
      let result = fits ? plain : plain.prefix(longestName - 9) + "_" + digest(of: name)
      used.insert(result)
      return result
    }
  }

  static func value(_ text: String) -> String {
    text.count <= longestValue ? text : text.prefix(longestValue - 1) + "…"
  }

  private static func isAllowed(_ character: Character) -> Bool {
    character.isASCII
      && (character.isLetter || character.isNumber || "_-. /".contains(character))
  }

  private static func digest(of name: String) -> String {
    String(ContentDigest(sha256Of: Data(name.utf8)).hex.prefix(8))
  }
}
