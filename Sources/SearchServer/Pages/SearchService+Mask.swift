import Foundation
import Hummingbird
import Images

extension SearchService {
  /// The mask of an item, so that it can be seen: labels such as 1, 2 and 3 are all black as they are.
  func shownMask(of id: String, _ visit: PageVisit) async throws -> Response {
    try visit.fields.requireOnly([])
    let png = Array(try await mask(of: id))
    let shown = await withTaskExecutorPreference(WorkThreads()) { Self.brightened(png) }
    return .kept(shown, type: "image/png", tag: .tag(of: shown), for: visit.request)
  }

  /// Larger ones are shown as they are.
  private static let brightened = DecodingLimits(side: 8_192, pixels: 1 << 24)

  private static func brightened(_ png: [UInt8]) -> [UInt8] {
    // What cannot be decoded here is damage, which `index verify` names.
    guard let mask = try? decodeMask(png, limits: brightened), mask.channels == 1,
      let most = mask.samples.max(), (1...127).contains(most)
    else { return png }
    let factor = 255 / most
    let bright = Image(
      width: mask.width, height: mask.height, channels: 1, samples: mask.samples.map { $0 * factor }
    )
    return (try? bright.encodedPNG()) ?? png
  }
}
