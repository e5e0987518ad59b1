import Analyses
import Embeddings
import Figures
import Statistics

extension MadeMasksResult {
  func section(_ context: ReportContext) -> Section {
    Section(
      AnalysisHeading.madeMasks.rawValue,
      warnings.blocks + [.paragraph(summary), .table(methodTable), .table(modelTable)]
        + figures(context))
  }

  private var summary: String {
    let truth =
      trueMasks == 0
      ? "None has a true mask: nothing is evaluated."
      : "\(trueMasks.grouped) have a true mask, against which they are held below."
    return "\(methods.count.counting("method")) made masks of \(images.counting("picture")) of "
      + "\(dataset). \(truth) The files are in masks/ beside this report, a folder for each method: "
      + "maps, masks, boxes and points of their parts, and manifest.csv, which names them."
  }

  private var methodTable: Table {
    Table(
      [
        .text("Method"), .text("Map"), .text("Looks for"), .text("Mask"), .number("Masks"),
        .number("Empty"), .number("Mean area"), .number("Not seen whole"), .number("Failed"),
      ],
      methods.map { made in
        [
          made.method.name, made.method.mapWords, made.method.queryWords, made.method.maskWords,
          made.pictures.grouped, made.empty.grouped, "\(made.area.percent)",
          made.cropped.grouped, made.unreadable.count.grouped,
        ]
      })
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
      })
  }

  private func figures(_ context: ReportContext) -> [Block] {
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
    func cell(_ name: String, _ mask: RunLengthMask?, _ category: Int) -> GridCell {
      var overlay = mask.map {
        MaskOverlay(MaskOutline($0), color: context.theme.categories[category])
      }
      overlay?.lineWidth = 0.7
      return GridCell(
        image: picture, caption: mask == nil ? "no mask" : "", notes: [name],
        masks: [overlay].compactMap(\.self))
    }
    return GridGroup(
      caption: example.id,
      cells: [GridCell(image: picture, caption: "", notes: ["picture"])]
        + (trueMasks > 0 ? [cell("truth", example.truth, 2)] : [])
        + zip(methods, example.masks).map { cell($0.method.name, $1, 1) })
  }
}
