public import Embeddings

/// A grid over a plane: in each of its cells the item nearest to the cell's middle, of those in the
/// cell, so that pictures do not cover each other.
public struct PictureMosaic: Sendable, Codable, Hashable {
  public let columns: Int
  public let rows: Int
  /// Of the cells with an item, by row from the top and then by column.
  public let cells: [Cell]

  public struct Cell: Sendable, Codable, Hashable {
    /// From the left, from 0.
    public let column: Int
    /// From the top, from 0.
    public let row: Int
    public let id: SampleID
    public let label: String?
  }

  /// As many cells as have room for pictures on a page.
  private static let grid = (columns: 16, rows: 13)

  /// - Returns: nil for items without names, which have no pictures.
  init?(_ points: [SIMD2<Double>], of items: EmbeddedItems, places: [Int]) {
    guard let first = items.ids.first, case .name = first, !points.isEmpty else { return nil }
    let low = points.reduce(SIMD2(repeating: .infinity)) { pointwiseMin($0, $1) }
    let high = points.reduce(SIMD2(repeating: -.infinity)) { pointwiseMax($0, $1) }
    let labels = items.knownLabels
    let grid = SIMD2(Double(Self.grid.columns), Double(Self.grid.rows))
    let size = (high - low).replacing(with: 1, where: high .<= low)
    var nearest: [Int: (point: Int, distance: Double)] = [:]
    for (point, place) in points.enumerated() {
      let scaled = (place - low) / size * grid
      let cell = pointwiseMin(scaled.rounded(.down), grid - 1)
      let offset = scaled - cell - 0.5
      let distance = (offset * offset).sum()
      // The first row is at the top, where y is largest.
      let row = Self.grid.rows - 1 - Int(cell.y)
      let number = row * Self.grid.columns + Int(cell.x)
      if distance < nearest[number]?.distance ?? .infinity { nearest[number] = (point, distance) }
    }
    (columns, rows) = (Self.grid.columns, Self.grid.rows)
    cells = nearest.sorted { $0.key < $1.key }.map { number, found in
      let item = places[found.point]
      return Cell(
        column: number % Self.grid.columns, row: number / Self.grid.columns, id: items.ids[item],
        label: labels[item])
    }
  }
}
