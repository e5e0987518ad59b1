/// The edges of a mask: closed lines along the sides of its pixels.
public struct MaskOutline: Sendable, Equatable {
  /// Of the picture, in pixels.
  public let width: Int
  public let height: Int
  /// The corners of each line, in pixels from the top left of the picture; the last is joined to the first.
  ///
  /// What is inside lies on the right of who follows a line, so that holes run the other way round.
  /// Pixels that meet at a corner only are apart.
  public let lines: [[Point]]

  /// - Parameter mask: width · height pixels, rows from the top.
  /// - Precondition: width, height ≥ 1; as many pixels as they make.
  /// - Complexity: O(pixels).
  public init(of mask: [Bool], width: Int, height: Int) {
    precondition(width >= 1 && height >= 1 && mask.count == width * height, "\(mask.count) pixels")
    (self.width, self.height) = (width, height)
    lines = PixelSides(of: mask, width: width, height: height).lines()
  }
}

/// The sides between pixels of a mask and others.
private struct PixelSides {
  /// Corners of pixels in a row.
  private let columns: Int
  /// Sides that leave each corner, a bit for each direction.
  private var leaving: [UInt8]

  private enum Direction: Int, CaseIterable {
    case right, down, left, up

    var bit: UInt8 { 1 << rawValue }

    func turned(by quarters: Int) -> Direction {
      Self.allCases[(rawValue + quarters) % 4]
    }
  }

  init(of mask: [Bool], width: Int, height: Int) {
    columns = width + 1
    leaving = Array(repeating: 0, count: columns * (height + 1))
    for y in 0..<height {
      for x in 0..<width where mask[y * width + x] {
        let corner = y * columns + x
        if y == 0 || !mask[(y - 1) * width + x] { add(.right, from: corner) }
        if x == width - 1 || !mask[y * width + x + 1] { add(.down, from: corner + 1) }
        if y == height - 1 || !mask[(y + 1) * width + x] {
          add(.left, from: corner + columns + 1)
        }
        if x == 0 || !mask[y * width + x - 1] { add(.up, from: corner + columns) }
      }
    }
  }

  private mutating func add(_ direction: Direction, from corner: Int) {
    leaving[corner] |= direction.bit
  }

  /// From the top left. Each begins with the first of its sides to the right, before which it turns.
  func lines() -> [[Point]] {
    var walked = Set<Int>()
    return leaving.indices.compactMap { corner in
      let begins = leaving[corner] & Direction.right.bit != 0 && !walked.contains(corner)
      return begins ? line(from: corner, &walked) : nil
    }
  }

  /// - Parameter walked: corners whose side to the right is taken; those of this line are added.
  private func line(from start: Int, _ walked: inout Set<Int>) -> [Point] {
    var (corner, direction, corners) = (start, Direction.right, [Point]())
    repeat {
      corners.append(Point(x: Double(corner % columns), y: Double(corner / columns)))
      let straight = direction
      repeat {
        if direction == .right { walked.insert(corner) }
        corner += step(direction)
        direction = turn(at: corner, from: direction)
      } while direction == straight
    } while corner != start || direction != .right
    return corners
  }

  /// To the right if possible, which keeps to the pixel walked around.
  private func turn(at corner: Int, from direction: Direction) -> Direction {
    let right = direction.turned(by: 1)
    if leaving[corner] & right.bit != 0 { return right }
    return leaving[corner] & direction.bit != 0 ? direction : direction.turned(by: 3)
  }

  private func step(_ direction: Direction) -> Int {
    switch direction {
    case .right: 1
    case .down: columns
    case .left: -1
    case .up: -columns
    }
  }
}
