/// Which pixels touch each other.
public enum PixelNeighbors: Int, Sendable, Codable, CaseIterable {
  /// Those that share a side.
  case four = 4
  /// Those that share a side or a corner.
  case eight = 8
}

/// Pixels of a mask that hang together.
public struct MaskComponent: Sendable, Hashable {
  /// Places row by row, ascending; one at least.
  public let pixels: [Int]
  /// The smallest box that holds it.
  public let box: PixelBox
  /// The mean place of its pixels, whose centres are at whole numbers; need not lie on it.
  public let centroid: PixelPoint

  public var area: Int { pixels.count }

  init(pixels: [Int], width: Int) {
    let columns = pixels.map { $0 % width }
    let (left, right) = (columns.min() ?? 0, columns.max() ?? 0)
    let (top, bottom) = ((pixels.first ?? 0) / width, (pixels.last ?? 0) / width)
    self.pixels = pixels
    box = PixelBox(x: left, y: top, width: right - left + 1, height: bottom - top + 1)
    centroid = PixelPoint(
      x: Double(columns.reduce(0, +)) / Double(pixels.count),
      y: Double(pixels.reduce(0) { $0 + $1 / width }) / Double(pixels.count))
  }

  /// Where a map is greatest within it; of several places the first.
  ///
  /// - Parameters:
  ///   - values: of the whole picture, row by row.
  ///   - width: of the picture.
  public func peak(in values: [Float], width: Int) -> PixelPoint {
    let place = pixels.reduce(pixels[0]) { values[$1] > values[$0] ? $1 : $0 }
    return PixelPoint(x: Double(place % width), y: Double(place / width))
  }
}

/// A box of whole pixels.
public struct PixelBox: Sendable, Hashable, Codable {
  /// Of the left column and the top row, from 0.
  public let x: Int
  public let y: Int
  public let width: Int
  public let height: Int

  public init(x: Int, y: Int, width: Int, height: Int) {
    (self.x, self.y, self.width, self.height) = (x, y, width, height)
  }
}

/// A place in a picture; centres of pixels are at whole numbers.
public struct PixelPoint: Sendable, Hashable, Codable {
  public let x: Double
  public let y: Double

  public init(x: Double, y: Double) {
    (self.x, self.y) = (x, y)
  }
}

extension PixelMask {
  /// The parts of a mask that hang together, the largest first, of equally large ones the one that begins
  /// first. None for an empty mask.
  ///
  /// - Complexity: O(pixels), nearly.
  public func components(_ neighbors: PixelNeighbors = .eight) -> [MaskComponent] {
    var sets = DisjointSets(count: pixels.count)
    for place in pixels.indices where pixels[place] {
      for other in earlier(neighbors, than: place) { sets.join(place, other) }
    }
    var members: [Int: [Int]] = [:]
    for place in pixels.indices where pixels[place] {
      members[sets.root(of: place), default: []].append(place)
    }
    return members.values.map { MaskComponent(pixels: $0, width: width) }
      .sorted { ($1.area, $0.pixels[0]) < ($0.area, $1.pixels[0]) }
  }

  /// Pixels of the mask that touch one and come before it.
  private func earlier(_ neighbors: PixelNeighbors, than place: Int) -> [Int] {
    let (x, y) = (place % width, place / width)
    var steps = [(-1, 0), (0, -1)]
    if neighbors == .eight { steps += [(-1, -1), (1, -1)] }
    return steps.compactMap { step in
      self[x + step.0, y + step.1] ? place + step.0 + step.1 * width : nil
    }
  }

  /// Only some parts of a mask.
  public func keeping(_ components: [MaskComponent]) -> PixelMask {
    var kept = [Bool](repeating: false, count: pixels.count)
    for component in components {
      for place in component.pixels { kept[place] = true }
    }
    return PixelMask(width: width, height: height, pixels: kept)
  }
}
