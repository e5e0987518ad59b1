import Datasets
import Foundation
import Images

/// All that decides the files of a folder of maps and masks: its `settings.json`.
struct MadeSettings: Codable {
  /// Version of the folder's layout.
  let format: Int
  let program: String
  let map: String
  /// Of the query's vector, or "own".
  let query: String
  /// The query in words, which decide nothing; nil in folders of layout 1.
  let lookedFor: String?
  /// Nil for maps alone.
  let mask: String?
  let decoding: String

  init(
    _ maker: SaliencyMaker, _ masks: MaskMaker?, lookedFor: String, _ decoding: DecodingOptions
  ) {
    format = 2
    program = Program.version
    map = maker.summary
    query =
      maker.query.map { vector in
        ContentDigest(sha256Of: unsafe vector.withUnsafeBytes { unsafe Data($0) }).hex
      } ?? "own"
    self.lookedFor = lookedFor
    mask = masks?.summary
    self.decoding = "\(decoding)"
  }

  /// What makes the files of these settings others, in words; empty where nothing does.
  func differences(from former: MadeSettings) -> [String] {
    let parts = [
      ("the layout of the folder", format == former.format),
      ("the version of semblance", program == former.program),
      ("the map or its encoder", map == former.map),
      ("what is looked for", query == former.query),
      ("how masks are made", mask == former.mask),
      ("how pictures are decoded", decoding == former.decoding),
    ]
    return parts.filter { !$0.1 }.map(\.0)
  }
}
