import Analyses
import Experiments
import Foundation
import Statistics

extension Terminal {
  static func show(_ made: MadeMaps) {
    list(unreadable: made.unreadable)
    let kept =
      (made.kept > 0 ? ", \(made.kept) of them kept" : "")
      + (made.mended > 0 ? ", \(made.mended) made again, as files were damaged or gone" : "")
    let empty = made.empty.map { $0 > 0 ? ", \($0) of them with an empty mask" : "" } ?? ""
    show("\(made.manifest.relativePath): \(made.pictures.counting("picture"))\(kept)\(empty)")
    guard made.cropped > 0 else { return }
    note(
      "warning: of \(made.cropped.counting("picture")) the encoder's preparation crops parts away, which have the least "
        + "value of the map and are in no mask; take an encoder that pads or squeezes where they matter, "
        + "such as vit-s14-patches"
    )
  }

  static func show(_ checks: MapChecks) {
    warn(checks.warnings)
    table(
      [["", "mean", "95 % interval", checks.unit == "image" ? "images" : "groups"]]
        + checks.scores.map { score in
          [
            score.measure.title, String(format: "%.4f", score.estimate),
            score.interval.map { String(format: "%.4f … %.4f", $0.low, $0.high) } ?? "–",
            "\(score.units)",
          ]
        })
  }
}
