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
  /// Nil for maps alone.
  let mask: String?
  let decoding: String

  init(_ maker: SaliencyMaker, _ masks: MaskMaker?, _ decoding: DecodingOptions) {
    format = 1
    program = Program.version
    map = maker.summary
    query =
      maker.query.map { vector in
        ContentDigest(sha256Of: unsafe vector.withUnsafeBytes { unsafe Data($0) }).hex
      } ?? "own"
    mask = masks?.summary
    self.decoding = "\(decoding)"
  }
}
