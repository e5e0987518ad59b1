import ArgumentParser
import Datasets
import Experiments
import Foundation

/// Options of commands that write tables.
struct TableOptions: ParsableArguments {
  @Flag(
    name: .long,
    help: "Write ids and groups as keyed hashes (HMAC-SHA256); needs --key. Paths stay as they are."
  )
  var hashIds = false

  @Option(
    name: .long, help: "File of the secret key; made when it is missing. Keep it to yourself.",
    completion: .file())
  var key: String?

  func validate() throws {
    guard hashIds == (key != nil) else {
      throw ValidationError("give --hash-ids and --key FILE together")
    }
  }

  func table(_ path: String, _ source: SourceOptions) throws -> ManifestTable {
    try ManifestTable(file: URL(filePath: path), columns: try source.settings().columns)
  }

  /// The table as it is written to a folder.
  func written(_ table: ManifestTable, to folder: URL) throws -> ManifestTable {
    let moved = table.moved(to: folder)
    guard let key else { return moved }
    let secret = try PseudonymKey(file: URL(filePath: key))
    let hashed = moved.mapping(.id) { secret.pseudonym(moved.id(of: $0) ?? "", of: "id") }
    guard hashed.positions[.group] != nil else { return hashed }
    return hashed.mapping(.group) { row in
      moved.value(.group, of: row).map { secret.pseudonym($0, of: "group") } ?? ""
    }
  }
}
