import Analyses
import Embeddings
import Figures
import Statistics

extension MadeMasksResult {
  func section(_ context: ReportContext) -> Section {
    Section(
      AnalysisHeading.madeMasks.rawValue,
      warnings.blocks + [.paragraph(summary(context)), .table(methodTable), .table(modelTable)]
        + maskFigures(context) + mapFigures(context))
  }

  private func summary(_ context: ReportContext) -> String {
    let truth =
      trueMasks == 0
      ? "None has a true mask: nothing is evaluated."
      : "\(trueMasks.grouped) have a true mask, against which they are held below."
    return "\(methods.count.counting("method")) made masks of \(images.counting("picture")) of "
      + "\(dataset). \(truth) The files are in masks/ beside this report, a folder for each method: "
      + "maps, masks, boxes and points of their parts, and manifest.csv, which names them"
      + (context.hasPictures ? "; compare.png shows some of them side by side." : ".")
  }

  private var methodTable: Table {
    Table(
      [
        .text("Method"), .text("Map"), .text("Looks for"), .text("Mask"), .number("Masks"),
        .number("Empty"), .number("Mean area"), .number("Not seen whole"), .number("Failed"),
      ],
      methods.map { made in
        [
          made.method.name, made.method.mapWords, made.method.map.lookedFor, made.method.maskWords,
          made.pictures.grouped, made.empty.grouped, "\(made.area.percent)",
          made.cropped.grouped, made.unreadable.count.grouped,
        ]
      }, caption: "Methods and the masks that they made")
  }

  /// What made them, file by file; `run.json` has the whole digests.
  private var modelTable: Table {
    Table(
      [.text("Method"), .text("Model"), .text("SHA-256"), .text("Is given"), .text("Runtime")],
      methods.flatMap { made in
        made.models.map { model in
          [
            made.method.name, model.name, model.weights.map { "\($0.prefix(16))…" } ?? "–",
            model.preprocessing, model.runtime ?? "–",
          ]
        }
      }, caption: "Models behind the methods")
  }

  private func maskFigures(_ context: ReportContext) -> [Block] {
    let pages = ExamplePages(
      name: "masks", title: "Masks by methods", subtitle: "evenly spaced pictures of \(dataset)",
      columns: methods.count + (trueMasks > 0 ? 2 : 1),
      caption: "Evenly spaced pictures"
        + (trueMasks > 0 ? ", their true masks" : "") + " and what each method made of them.",
      alternative: {
        "\($0.counting("picture")) with masks of "
          + methods.map(\.method.name).joined(separator: ", ")
      })
    return pages.blocks(examples.map { group($0, context) }, context)
  }

  private func group(_ example: MadeMaskExample, _ context: ReportContext) -> GridGroup {
    let picture = context.anyPicture(example.id)
    func cell(_ names: [String], _ mask: RunLengthMask?, _ category: Int) -> GridCell {
      var overlay = mask.map {
        MaskOverlay(MaskOutline($0), color: context.theme.categories[category])
      }
      overlay?.lineWidth = 0.7
      return GridCell(
        image: picture, caption: mask == nil ? "no mask" : "", notes: names,
        masks: [overlay].compactMap(\.self))
    }
    return GridGroup(
      caption: example.id,
      cells: [GridCell(image: picture, caption: "", notes: ["picture"])]
        + (trueMasks > 0 ? [cell(["truth"], example.truth, 2)] : [])
        + zip(methods, example.masks).map { cell($0.method.nameLines, $1, 1) })
  }

  // MARK: Maps

  private func mapFigures(_ context: ReportContext) -> [Block] {
    let shown = examples.flatMap(\.maps).compactMap(\.self)
    var pages = ExamplePages(
      name: "maps", title: "Maps by methods", subtitle: "evenly spaced pictures of \(dataset)",
      columns: methods.count + 1, caption: mapCaption,
      alternative: {
        "\($0.counting("picture")) with maps of "
          + methods.map(\.method.name).joined(separator: ", ")
      })
    pages.heatKey = HeatKey(hasUnseen: shown.contains { $0.seen < 1 })
    return shown.isEmpty ? [] : pages.blocks(examples.map { mapGroup($0, context) }, context)
  }

  private var mapCaption: String {
    let each = methods.map { made in
      "\(made.method.name): \(made.method.mapWords), looks for \(made.method.map.lookedFor)"
    }
    return "\(examples.count.grouped) of \(images.counting("picture")) and the map of each method, "
      + "its least and greatest value below it. " + each.joined(separator: "; ") + "."
  }

  private func mapGroup(_ example: MadeMaskExample, _ context: ReportContext) -> GridGroup {
    let picture = context.anyPicture(example.id)
    return GridGroup(
      caption: example.id,
      cells: [GridCell(image: picture, caption: "", notes: ["picture"])]
        + zip(methods, example.maps).map { made, map in
          GridCell(
            image: map.flatMap { map in picture.map(map.heat.drawn) },
            caption: map.map { "\($0.least.significant) to \($0.greatest.significant)" }
              ?? "no map",
            notes: made.method.nameLines)
        })
  }
}

extension MaskMaking {
  fileprivate var nameLines: [String] { Reports.nameLines(of: name, controlOf: controlOf) }
}

extension MapThumbnail {
  fileprivate var seen: Double {
    Double(seenRows.count * seenColumns.count) / Double(width * height)
  }

  fileprivate var heat: PixelHeat {
    PixelHeat(
      width: width, height: height, levels: levels.map { Float($0) / 255 }, seenRows: seenRows,
      seenColumns: seenColumns)
  }
}
