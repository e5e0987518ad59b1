import Foundation

/// The normalised surface distance, or surface Dice: the share of both contours that lies within a tolerance
/// of the other.
///
/// A contour runs between the centres of pixels: each square of four neighbouring pixels that are not all
/// alike holds a piece of it, half a diagonal long where it cuts off one of them, a side where it divides them in two and
/// two where opposite ones are alike. Distances are those between squares.
/// - Parameters:
///   - tolerance: ≥ 0, in the unit of `spacing`; a contour at just that distance agrees.
///   - spacing: of pixels.
/// - Returns: in [0, 1]; 1 where both masks are empty, 0 where one is.
/// - Complexity: O(pixels).
///   Source: Nikolov et al., "Clinically applicable segmentation of head and neck anatomy for
///   radiotherapy" (2021); the weights are those of the program published with it.
public func surfaceDice(
  predicted: PixelMask, truth: PixelMask, tolerance: Double,
  spacing: PixelSpacing = .pixels
) -> Double {
  precondition(predicted.width == truth.width && predicted.height == truth.height)
  precondition(tolerance >= 0)
  let (a, b) = (Contour(of: predicted, spacing), Contour(of: truth, spacing))
  guard a.length + b.length > 0 else { return 1 }
  guard a.length > 0, b.length > 0 else { return 0 }
  let within = a.length(within: tolerance, of: b) + b.length(within: tolerance, of: a)
  // Rounding alone would pass 1.
  return min(1, within / (a.length + b.length))
}

/// The pieces of a mask's contour, one a square of four pixels.
private struct Contour {
  let columns: Int
  let rows: Int
  /// Of each square; 0 where there is none.
  let lengths: [Double]
  /// Squared, of each square from the nearest piece; infinite without any.
  let distances: [Double]

  var length: Double { lengths.reduce(0, +) }

  /// Squares reach over the edges of the picture by a pixel.
  init(of mask: PixelMask, _ spacing: PixelSpacing) {
    (columns, rows) = (mask.width + 1, mask.height + 1)
    var lengths: [Double] = []
    lengths.reserveCapacity(columns * rows)
    for y in -1..<mask.height {
      for x in -1..<mask.width {
        lengths.append(
          Self.length(
            mask[x, y], mask[x + 1, y], mask[x, y + 1], mask[x + 1, y + 1], spacing))
      }
    }
    self.lengths = lengths
    distances = squaredDistances(
      to: lengths.map { $0 > 0 }, columns: columns, rows: rows, spacing: spacing)
  }

  func length(within tolerance: Double, of other: Contour) -> Double {
    lengths.indices.reduce(0) { sum, square in
      lengths[square] > 0 && other.distances[square].squareRoot() <= tolerance
        ? sum + lengths[square] : sum
    }
  }

  private static func length(
    _ a: Bool, _ b: Bool, _ c: Bool, _ d: Bool, _ spacing: PixelSpacing
  ) -> Double {
    let half = (spacing.x * spacing.x + spacing.y * spacing.y).squareRoot() / 2
    return switch [a, b, c, d].count(where: \.self) {
    case 0, 4: 0
    case 1, 3: half
    default: a == b ? spacing.x : a == c ? spacing.y : 2 * half
    }
  }
}

/// Squared Euclidean distances of every square to the nearest that is marked; infinite without any.
///
/// Source: Felzenszwalb and Huttenlocher, "Distance transforms of sampled functions" (2012).
private func squaredDistances(
  to marked: [Bool], columns: Int, rows: Int, spacing: PixelSpacing
) -> [Double] {
  var distances = marked.map { $0 ? 0 : Double.infinity }
  for x in 0..<columns {
    let found = lowerEnvelope(
      (0..<rows).map { distances[$0 * columns + x] }, spacing: spacing.y)
    for y in 0..<rows { distances[y * columns + x] = found[y] }
  }
  for y in 0..<rows {
    distances.replaceSubrange(
      y * columns..<(y + 1) * columns,
      with: lowerEnvelope(
        Array(distances[y * columns..<(y + 1) * columns]), spacing: spacing.x))
  }
  return distances
}

/// At each place p the least of heights(q) + (spacing·(p − q))² over all q.
private func lowerEnvelope(_ heights: [Double], spacing: Double) -> [Double] {
  let scaled = heights.map { $0 / (spacing * spacing) }
  var (parabolas, starts) = ([Int](), [Double]())
  for q in scaled.indices where scaled[q].isFinite {
    var start = -Double.infinity
    while let p = parabolas.last {
      let (height, other) = (scaled[q] + Double(q * q), scaled[p] + Double(p * p))
      start = (height - other) / Double(2 * (q - p))
      guard start <= starts[starts.count - 1] else { break }
      parabolas.removeLast()
      starts.removeLast()
      start = -.infinity
    }
    parabolas.append(q)
    starts.append(start)
  }
  guard !parabolas.isEmpty else { return heights }
  var lowest = 0
  return scaled.indices.map { place in
    while lowest + 1 < starts.count, starts[lowest + 1] < Double(place) { lowest += 1 }
    let across = Double(place - parabolas[lowest])
    return (across * across + scaled[parabolas[lowest]]) * spacing * spacing
  }
}
