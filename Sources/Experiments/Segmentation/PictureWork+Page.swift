import Analyses
import Datasets
import Embeddings
import Figures
import Foundation
import Images
import LinearAlgebra
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
    let groups = try shown.compactMap { row in
      try Task.checkCancellation()
      return try samples[row.id].flatMap { try group(row, $0, hasTruth: hasTruth) }
    }
    let cells = groups.first?.cells.count ?? 1
    let title = "\(masks == nil ? "Maps" : "Masks") of \(dataset.name)"
    let grid = ImageGrid(
      title: title, subtitle: subtitle(rows.count), columns: cells, groups: groups)
    try FigureFile.write(grid.figure(), to: folder.root.appending(path: "compare.png"))
  }

  private func subtitle(_ count: Int) -> String {
    let part = count > Self.rows ? ", \(Self.rows) of \(count) pictures" : ""
    return making.map.kind.rawValue + (maker.encoder.map { ", \($0.id.name)" } ?? "") + part
  }

  private func group(_ row: MadeRow, _ sample: Sample, hasTruth: Bool) throws -> GridGroup? {
    // A picture that went away meanwhile is left out of the page.
    guard let image = try? sample.loadImage(dataset.decoding).image else { return nil }
    let stored = try decodeSoftMap(Data(contentsOf: folder.root.appending(path: row.map)))
    let values = Matrix(rows: stored.height, columns: stored.width, elements: stored.values)
    let small = image.fitting(Self.side)
    let map = SaliencyMap(values: values).resized(width: small.width, height: small.height)
    var cells = [
      GridCell(image: small.bitmap, caption: "picture"),
      GridCell(image: map.heat(over: small).bitmap, caption: "map"),
    ]
    if let mask = row.mask {
      let drawn = try self.mask(.file(folder.root.appending(path: mask)), of: sample, image)
      cells.append(cell(small, drawn, .made, "mask"))
    }
    if hasTruth {
      let truth = try sample.mask.flatMap { try mask($0, of: sample, image) }
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
  ) throws -> PixelMask? {
    let reading = reference.readMask(
      of: sample.id, width: image.width, height: image.height, limits: dataset.decoding.limits)
    guard case .read(let mask) = reading else { return nil }
    return PixelMask(
      width: mask.width, height: mask.height, pixels: mask.grey.samples.map { $0 > 0 })
  }
}
