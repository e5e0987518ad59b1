import Analyses
import Datasets
import Figures
import Statistics

extension SegmentationResult {
  func section(_ context: ReportContext) -> Section {
    Section(
      AnalysisHeading.segmentation.rawValue,
      warnings.blocks + unreadableBlocks + [.paragraph(method), .table(scoreTable)]
        + [.table(countTable)] + intervalFigures(context) + pairBlocks + labelBlocks
        + worstFigures(context))
  }

  private var unreadableBlocks: [Block] {
    guard !unreadableMasks.isEmpty else { return [] }
    return [
      .warning(
        finding: "\(unreadableMasks.count.counting("mask or map", plural: "masks or maps")) "
          + "could not be used and were passed over",
        remedy: "see the reasons below"),
      .table(
        Table(
          [.text("File"), .text("Reason")],
          unreadableMasks.prefix(20).map { [$0.path, $0.reason] },
          caption: "Masks and maps that were passed over")),
    ]
  }

  private var isGrouped: Bool { unit != "image" }

  private var method: String {
    let object =
      switch object {
      case .anything: "Whatever is not 0 in a mask is the object."
      case .label(let label): "The object is what has the value \(label) in a mask."
      }
    let others =
      unmasked == 0 ? "" : " \(unmasked.counting("further image")) have no true mask."
    return
      "Masks of \(methods.count.counting("method")) against the true ones of "
      + "\(images.counting("image"))\(isGrouped ? " of \(units.counting("group"))" : ""), "
      + "\(truePixels.counting("pixel")) in all.\(others) "
      + object
      + " DSC (Dice) and IoU compare pixels; NSD is the share of both contours within "
      + "\(tolerance.formatted(digits: tolerance.rounded() == tolerance ? 0 : 2)) \(spacing == nil ? "pixels" : "mm") of the other. "
      + "Where both masks are empty a measure is 1, where one is, 0. The pixel AUC is that of a soft "
      + "map; it has no value where the true mask is empty or covers all. A measure is averaged over "
      + (isGrouped ? "the images of a group and then over groups" : "images")
      + "; intervals are percentiles of \(resamples.grouped) resamples of "
      + "\(isGrouped ? "whole groups" : "images"), expanded for their number."
      + (measure(.pooledDice) == nil
        ? "" : " The pooled DSC is that of all pixels of a group at once.")
      + (methods.contains { $0.thresholded > 0 }
        ? " Maps without a mask are inside from the threshold on." : "")
  }

  // MARK: Tables

  private var scoreTable: Table {
    Table(
      [.text("Method"), .number("Images")] + (isGrouped ? [.number("Groups")] : [])
        + measures.map { .number("\($0.name.title) (95 % interval)") },
      methods.indices.map { place in
        let first = measures[0].scores[place]
        return [methods[place].method, first.images.grouped]
          + (isGrouped ? [first.units.grouped] : [])
          + measures.map { $0.scores[place].text }
      }, caption: "Agreement with the true masks")
  }

  private var countTable: Table {
    Table(
      [
        .text("Method"), .number("Masks"), .number("Pixels"), .number("Of these true"),
        .number("Missing"), .number("From maps"), .number("Threshold"),
        .number("Both empty"), .number("Only the true one empty"),
        .number("Only the method's empty"),
      ],
      methods.map { counts in
        [
          counts.method, counts.masks.grouped, counts.pixels.grouped, counts.truePixels.grouped,
          counts.missing.grouped, counts.thresholded.grouped,
          counts.threshold?.thresholdText ?? "–",
          counts.bothEmpty.grouped, counts.falseAlarms.grouped, counts.missed.grouped,
        ]
      }, caption: "Masks that were held against true ones")
  }

  private var pairBlocks: [Block] {
    let rows = measures.flatMap { measure in
      measure.pairs.map { pair in
        [
          measure.name.title, pair.a, pair.b, pair.images.grouped,
        ] + (isGrouped ? [pair.units.grouped] : []) + [
          pair.difference.formatted(digits: 4), pair.interval?.fourDigits ?? "–",
          pair.test.pValue.significant, pair.adjustedPValue.significant,
        ]
      }
    }
    guard !rows.isEmpty else { return [] }
    return [
      .paragraph(
        "Two methods are compared on the images that both have, by Wilcoxon's signed-rank test of the "
          + "differences of \(isGrouped ? "groups" : "images"); p is corrected over all pairs of a "
          + "measure (Holm)."
          + (methods.contains { $0.controlOf != nil }
            ? " A method that looks for texts without a meaning is compared with its own alone."
            : "")
      ),
      .table(
        Table(
          [
            .text("Measure"), .text("a"), .text("b"), .number("Images"),
          ] + (isGrouped ? [.number("Groups")] : []) + [
            .number("a − b"), .number("95 % interval"),
            .number("p"), .number("p (Holm)"),
          ], rows, caption: "Differences between methods")),
    ]
  }

  private var labelBlocks: [Block] {
    guard !labels.isEmpty else { return [] }
    let rows = labels.flatMap { label in
      label.scores.map { score in
        [
          "\(label.label)", label.truths.grouped, score.method, score.images.grouped,
          score.dice.map { $0.formatted(digits: 4) } ?? "–", score.diceInterval?.fourDigits ?? "–",
          score.intersectionOverUnion.map { $0.formatted(digits: 4) } ?? "–",
          score.surfaceDice.map { $0.formatted(digits: 4) } ?? "–",
        ]
      }
    }
    return [
      .paragraph(
        "Each label by itself, over the images whose true mask or the method's has it: one that has it "
          + "alone counts as 0."),
      .table(
        Table(
          [
            .number("Label"), .number("True masks"), .text("Method"), .number("Images"),
            .number("DSC"), .number("95 % interval"), .number("IoU"), .number("NSD"),
          ], rows, caption: "Agreement by label")),
    ]
  }

  // MARK: Figures

  private func intervalFigures(_ context: ReportContext) -> [Block] {
    measures.filter { [.dice, .surfaceDice].contains($0.name) }.map { measure in
      let rows = measure.scores.compactMap { score in
        score.estimate.map {
          IntervalRow(
            name: score.method, estimate: $0, low: score.interval?.low ?? .nan,
            high: score.interval?.high ?? .nan)
        }
      }
      let title = measure.name.title
      return .figure(
        NamedFigure(
          name: context.figureName("segmentation-\(measure.name.title)", encoder: nil),
          figure: IntervalPlot(
            title: "Masks against true ones", xLabel: "\(title) (95 % interval)", rows: rows
          ).figure(context.theme),
          caption:
            "\(title) of each method with its interval over \(isGrouped ? "groups" : "images").",
          alternative: "\(title) of " + rows.map(\.name).joined(separator: ", ")))
    }
  }

  private func worstFigures(_ context: ReportContext) -> [Block] {
    let pages = ExamplePages(
      name: "segmentation-worst", title: "Lowest DSC",
      subtitle: "whole line: the true mask; dashed line: a method's, tinted",
      columns: methods.count + 2,
      caption:
        "Images of the lowest DSC, averaged over methods: the picture, the true mask, and what "
        + "each method found in it with the true outline.",
      alternative: { "Pictures of \($0.counting("image")) with outlines of masks" })
    return pages.blocks(examples.map { group($0, context) }, context)
  }

  private func group(_ example: SegmentationExample, _ context: ReportContext) -> GridGroup {
    let picture = context.anyPicture(example.id)
    var truth = MaskOverlay(MaskOutline(example.truth), color: context.theme.categories[2])
    truth.lineWidth = lineWidth
    let cells = [
      GridCell(image: picture, caption: "", notes: ["picture"]),
      GridCell(image: picture, caption: "", notes: ["truth"], masks: [truth]),
    ]
    truth.tint = 0
    return GridGroup(
      caption: example.id,
      cells: cells
        + methods.indices.map { method in
          let dice = example.dice[method].map { "DSC \($0.formatted(digits: 3))" } ?? "no mask"
          return GridCell(
            image: picture, caption: dice,
            notes: nameLines(of: methods[method].method, controlOf: methods[method].controlOf),
            masks: [truth] + (example.masks[method].map { [found($0, context)] } ?? []))
        })
  }

  private func found(_ mask: RunLengthMask, _ context: ReportContext) -> MaskOverlay {
    var overlay = MaskOverlay(MaskOutline(mask), color: context.theme.categories[1])
    overlay.lineWidth = lineWidth
    overlay.isDashed = true
    return overlay
  }

  /// Fine enough to leave small pictures to be seen.
  private var lineWidth: Double { methods.count > 2 ? 0.6 : 0.8 }
}

extension MaskOutline {
  init(_ runs: RunLengthMask) {
    self.init(of: runs.mask.pixels, width: runs.width, height: runs.height)
  }
}

extension MethodScore {
  /// "0.8312 [0.7901, 0.8644]".
  fileprivate var text: String {
    guard let estimate else { return "–" }
    return ([estimate.formatted(digits: 4)] + (interval.map { [$0.fourDigits] } ?? []))
      .joined(separator: " ")
  }
}
