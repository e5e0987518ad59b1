import Analyses
import Statistics

extension Terminal {
  static func show(_ result: ImageTextResult) {
    if let study = result.alignment {
      show(
        "maps: \(study.chosen.text), fitted on \(study.training) and chosen on \(study.validation) pairs; "
          + "judged on \(result.pairs) pairs of \(result.units) \(result.unit)s")
    } else if let use = result.alignmentFile {
      show("maps of \(use.file); \(use.leftOut) pairs that they were fitted on are left out")
    }
    if !result.retrieval.isEmpty {
      table(heading(result) + result.retrieval.flatMap { cells($0) })
    }
    if let losses = result.losses { show(losses) }
    if let falseNegatives = result.falseNegatives {
      show()
      table(
        [["false negatives by", "pairs affected", "twins", "in a batch"]]
          + falseNegatives.rules.map {
            [
              $0.kind.rawValue, "\($0.isLowerBound ? "≥ " : "")\($0.affected)",
              "\($0.isLowerBound ? "≥ " : "")\($0.twins)", $0.perBatch.brief,
            ]
          })
    }
    if let zeroShot = result.zeroShot { show(zeroShot) }
  }

  static func show(_ study: ZeroShotStudy) {
    guard study.result.zeroShot == nil else { return show(study.result) }
    let counts = Dictionary(grouping: study.predictions.compactMap(\.prediction), by: { $0 })
    table(
      [["class", "images"]]
        + counts.map { [$0.key, "\($0.value.count)"] }.sorted { $0[0] < $1[0] })
    show("nothing is judged without labels; --csv writes the class of each image")
  }

  private static func heading(_ result: ImageTextResult) -> [[String]] {
    let hasLabels = result.retrieval.contains { $0.recalls.contains { $0.byLabel != nil } }
    return [
      ["found", "k", "R@k", "95 % interval", "chance"]
        + (hasLabels ? ["by label", "over label", "95 % interval", "p"] : [])
    ]
  }

  private static func cells(_ direction: RetrievalDirection) -> [[String]] {
    direction.recalls.map { recall in
      [
        direction.direction.rawValue, "\(recall.k)", recall.value.brief, brief(recall.interval),
        recall.chance.brief,
      ]
        + (recall.overLabel.map {
          [
            recall.byLabel?.brief ?? "", $0.difference.brief, brief($0.interval), $0.pValue.brief,
          ]
        } ?? [])
    } + [
      [
        "  median rank \(direction.medianRank.brief), mean reciprocal rank "
          + direction.meanReciprocalRank.brief
      ]
    ]
  }

  private static func show(_ losses: ImageTextLosses) {
    show()
    show(
      "losses of \(losses.batches) \(losses.batches == 1 ? "batch" : "batches") of \(losses.batch) pairs, temperature \(losses.temperature.brief)"
    )
    let rows: [(String, ContrastiveLoss?)] = [
      ("InfoNCE (\(losses.noiseContrastiveByChance.brief) by chance)", losses.noiseContrastive),
      ("DHN-NCE", losses.hardNegatives), ("semantic matching", losses.semanticMatching),
    ]
    table(
      [["loss", "image to text", "text to image", "value"]]
        + rows.compactMap { name, loss in
          loss.map { [name, $0.imageToText.brief, $0.textToImage.brief, $0.value.brief] }
        })
  }

  private static func show(_ result: ZeroShotResult) {
    show()
    table(
      [
        [
          "zero-shot, \(result.items) images of \(result.classes.count) classes", "value",
          "95 % interval", "chance",
        ]
      ]
        + result.metrics.map {
          [
            $0.name.title, $0.value.brief, brief($0.interval),
            $0.chance?.brief ?? "",
          ]
        })
    if let nonsense = result.nonsense {
      show(
        "meaningless words instead: balanced accuracy \(nonsense.mean.brief) on average, "
          + "\(nonsense.highest.brief) at best of \(nonsense.values.count); p = \(nonsense.pValue.brief)"
      )
    }
    table(
      [["class", "images", "recall", "95 % interval"]]
        + result.classes.map {
          [$0.name, "\($0.items)", $0.recall?.brief ?? "–", brief($0.interval)]
        })
  }

  private static func brief(_ interval: Interval?) -> String {
    interval.map { "[\($0.low.brief), \($0.high.brief)]" } ?? "–"
  }
}
