@testable import Figures

extension Samples {
  static var masks: [(name: String, figure: Figure)] {
    [("masks", maskGrid.figure()), ("masks-bare", barePicture)]
  }

  static func disc(_ side: Int, x: Double, y: Double, radius: Double) -> MaskOutline {
    MaskOutline(
      of: (0..<side * side).map { pixel in
        let (right, down) = (Double(pixel % side) - x, Double(pixel / side) - y)
        return right * right + down * down <= radius * radius
      }, width: side, height: side)
  }

  private static var maskGrid: ImageGrid {
    let theme = Theme.standard
    return ImageGrid(
      title: "Worst images", subtitle: "whole line: truth; dashed line: prediction", columns: 6,
      groups: (0..<4).map { index in
        let photo = photo(48, index == 1 ? 24 : 48, seed: index)
        let truth = disc(24, x: 11, y: 12, radius: index == 2 ? -1 : 7)
        var found = MaskOverlay(
          disc(48, x: 28 + Double(2 * index), y: 22, radius: 15), color: theme.categories[1])
        found.isDashed = true
        return GridGroup(
          caption: "case \(index)", note: "DSC 0.\(71 - 7 * index)",
          cells: [
            GridCell(image: index == 3 ? nil : photo, caption: "picture"),
            GridCell(
              image: index == 3 ? nil : photo, caption: "truth",
              masks: [MaskOverlay(truth, color: theme.categories[2])]),
            GridCell(image: index == 3 ? nil : photo, caption: "prediction", masks: [found]),
          ])
      })
  }

  private static var barePicture: Figure {
    Figure(
      of: photo(200, 160, seed: 3),
      under: [MaskOverlay(disc(40, x: 18, y: 18, radius: 12), color: Theme.standard.categories[0])])
  }
}
