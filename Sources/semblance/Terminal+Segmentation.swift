import Analyses
import Statistics

extension Terminal {
  static func show(_ result: SegmentationResult) {
    warn(result.warnings)
    let isGrouped = result.unit != "image"
    show(
      "\(result.images.counting("image"))\(isGrouped ? " of \(result.units.counting("group"))" : "") "
        + "with true masks, \(result.emptyTruths) of them empty; \(result.truePixels.counting("pixel"))"
        + (result.unmasked > 0 ? "; \(result.unmasked.counting("image")) without one" : ""))
    show()
    table(scores(result, isGrouped))
    show()
    table(counts(result))
    let pairs = pairs(result, isGrouped)
    if pairs.count > 1 {
      show()
      table(pairs)
    }
    if !result.labels.isEmpty {
      show()
      table(labels(result))
    }
  }

  private static func scores(_ result: SegmentationResult, _ isGrouped: Bool) -> [[String]] {
    let heading =
      ["method", "measure", "mean", "95 % interval", "median", "images"]
      + (isGrouped ? ["groups"] : [])
    let rows = result.methods.indices.flatMap { method in
      result.measures.map { measure -> [String] in
        let score = measure.scores[method]
        return [
          score.method, measure.name.title, score.estimate?.brief ?? "–", text(score.interval),
          score.median?.brief ?? "–", "\(score.images)",
        ] + (isGrouped ? ["\(score.units)"] : [])
      }
    }
    return [heading] + rows
  }

  private static func counts(_ result: SegmentationResult) -> [[String]] {
    [
      [
        "method", "masks", "pixels", "of these true", "missing", "from maps", "both empty",
        "only truth empty",
        "only method's empty",
      ]
    ]
      + result.methods.map { counts in
        [
          counts.method, "\(counts.masks)", "\(counts.pixels)", "\(counts.truePixels)",
          "\(counts.missing)",
          counts.threshold.map { "\(counts.thresholded), ≥ \($0.brief)" } ?? "0",
          "\(counts.bothEmpty)", "\(counts.falseAlarms)", "\(counts.missed)",
        ]
      }
  }

  private static func pairs(_ result: SegmentationResult, _ isGrouped: Bool) -> [[String]] {
    let rows = result.measures.flatMap { measure in
      measure.pairs.map { pair in
        [
          "\(pair.a) − \(pair.b)", measure.name.title, pair.difference.brief, text(pair.interval),
          pair.test.pValue.brief, pair.adjustedPValue.brief, "\(pair.images)",
        ] + (isGrouped ? ["\(pair.units)"] : [])
      }
    }
    let heading =
      ["a − b", "measure", "difference", "95 % interval", "p (Wilcoxon)", "p (Holm)", "images"]
      + (isGrouped ? ["groups"] : [])
    return [heading] + rows
  }

  private static func labels(_ result: SegmentationResult) -> [[String]] {
    [["label", "method", "true masks", "images", "DSC", "95 % interval", "IoU", "NSD"]]
      + result.labels.flatMap { label in
        label.scores.map { score in
          [
            "\(label.label)", score.method, "\(label.truths)", "\(score.images)",
            score.dice?.brief ?? "–", text(score.diceInterval),
            score.intersectionOverUnion?.brief ?? "–", score.surfaceDice?.brief ?? "–",
          ]
        }
      }
  }

  private static func text(_ interval: Interval?) -> String {
    interval.map { "[\($0.low.brief), \($0.high.brief)]" } ?? "–"
  }
}

extension SegmentationResult {
  /// A head line and a row for each image and method that has a mask of it.
  var table: [[String]] {
    let heading = [
      "id", "method", "dice", "iou", "nsd", "pixel_auc", "truth_pixels", "mask_pixels",
      "common_pixels",
    ]
    let rows = scores.flatMap { image in
      zip(methods, image.scores).compactMap { method, score in
        score.map { score in
          [
            image.id, method.method, "\(score.dice)", "\(score.intersectionOverUnion)",
            "\(score.surfaceDice)", score.areaUnderCurve.map { "\($0)" } ?? "",
            "\(score.overlap.truth)", "\(score.overlap.predicted)", "\(score.overlap.both)",
          ]
        }
      }
    }
    return [heading] + rows
  }
}
