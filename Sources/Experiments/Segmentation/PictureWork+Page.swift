import Analyses
import Datasets
import Embeddings
import Figures
import Foundation
import Images
import Statistics

extension PictureWork {
  /// Rows of pictures on the page.
  private static let rows = 12
  private static let side = 320

  /// Draws `compare.png`: evenly spaced pictures, each beside its map, its mask and the true one where there is
  /// one.
  func drawPage(of rows: [MadeRow]) throws {
    guard !rows.isEmpty else { return }
    let samples = dataset.byID
    let count = min(Self.rows, rows.count)
    let shown = (0..<count).map { rows[$0 * rows.count / count] }
    let hasTruth = shown.contains { samples[$0.id]?.mask != nil }
    var groups: [GridGroup] = []
    for row in shown {
      try Task.checkCancellation()
      // What cannot be read any more is left out of the page, and counted there.
      if let group = samples[row.id].flatMap({ try? group(row, $0, hasTruth: hasTruth) }) {
        groups.append(group)
      }
    }
    let cells = groups.first?.cells.count ?? 1
    let title = "\(masks == nil ? "Maps" : "Masks") of \(dataset.name)"
    var grid = ImageGrid(
      title: title, subtitle: subtitle(groups.count, of: rows.count, left: count - groups.count),
      columns: cells, groups: groups)
    grid.heatKey = HeatKey(hasUnseen: shown.contains { $0.seen < 1 })
    try FigureFile.write(grid.figure(), to: folder.root.appending(path: "compare.png"))
  }

  private func subtitle(_ shown: Int, of count: Int, left: Int) -> String {
    let part = count > Self.rows ? "\(shown) of \(count) pictures, " : ""
    let others = left > 0 ? "\(left) could not be read, " : ""
    return part + others + making.map.kind.rawValue
      + (maker.encoder.map { ", \($0.id.name)" } ?? "") + ", looks for \(lookedFor)"
  }

  private func group(_ row: MadeRow, _ sample: Sample, hasTruth: Bool) throws -> GridGroup {
    let image = try sample.loadImage(dataset.decoding).image
    let whole = try SaliencyMap(
      file: folder.root.appending(path: row.map), limits: dataset.decoding.limits)
    let small = image.fitting(Self.side)
    let map = whole.seen(through: maker.placement(image))
      .resized(width: small.width, height: small.height)
    var cells = [
      GridCell(image: small.bitmap, caption: "picture"),
      GridCell(image: map.heat(over: small.bitmap), caption: map.rangeWords),
    ]
    if let mask = row.mask {
      let drawn = self.mask(.file(folder.root.appending(path: mask)), of: sample, image)
      cells.append(cell(small, drawn, .made, "mask"))
    }
    if hasTruth {
      let truth = sample.mask.flatMap { mask($0, of: sample, image) }
      cells.append(cell(small, truth, .truth, "truth"))
    }
    return GridGroup(caption: row.id, cells: cells)
  }

  private func cell(
    _ image: Image, _ mask: PixelMask?, _ color: Color, _ caption: String
  ) -> GridCell {
    GridCell(
      image: mask == nil ? nil : image.bitmap, caption: caption,
      masks: mask.map { [$0.overlay(color)] } ?? [])
  }

  /// Nil for a mask that cannot be read or is of another size.
  private func mask(
    _ reference: ImageReference, of sample: Sample, _ image: Image
  ) -> PixelMask? {
    let reading = reference.readMask(
      of: sample.id, width: image.width, height: image.height, limits: dataset.decoding.limits)
    guard case .read(let mask) = reading else { return nil }
    return PixelMask(
      width: mask.width, height: mask.height, pixels: mask.grey.samples.map { $0 > 0 })
  }
}
