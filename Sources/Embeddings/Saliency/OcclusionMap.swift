public import Images
import LinearAlgebra

/// By how much the match falls when a place is hidden.
///
/// A square window is moved over the picture; each pixel has the mean fall of the cosine over all windows that
/// hide it, and every pixel is hidden by as many. Source: Zeiler and Fergus, "Visualizing and understanding
/// convolutional networks" (2014), section 4.2.
public struct OcclusionMap: SaliencyMethod {
  private let encoder: any Encoder
  private let settings: OcclusionSettings

  public init(_ encoder: any Encoder, settings: OcclusionSettings = OcclusionSettings()) {
    (self.encoder, self.settings) = (encoder, settings)
  }

  public var summary: String {
    "fall of the cosine under a window of \(settings.window) of the longer side, "
      + "\(settings.steps) positions to a window, veil \(settings.veil.rawValue), "
      + "pictures to \(settings.side)"
  }

  public func map(of image: Image, query: [Float]) async throws -> SaliencyMap {
    let small = image.fitting(settings.side)
    let veil = settings.veil.image(of: small)
    let windows = Windows(small, settings)
    let probe = try MatchProbe(encoder, query: query)
    // The last one hides nothing.
    let cosines = try await probe.cosines(windows.boxes.count + 1) { number in
      number == windows.boxes.count
        ? small : small.faded(into: veil, keeping: windows.shares(number))
    }
    let falls = cosines.dropLast().map { cosines[windows.boxes.count] - $0 }
    return SaliencyMap(values: windows.means(of: falls))
      .resized(width: image.width, height: image.height)
      .seen(through: encoder.placement(of: image))
  }
}

/// What is hidden, and how.
public struct OcclusionSettings: Sendable, Hashable, Codable {
  /// Side of the window in parts of the picture's longer side, in `windows`.
  public var window: Double
  /// Positions to a window's side, ≥ 1: windows overlap where there are several.
  public var steps: Int
  public var veil: Veil
  /// Pictures are made small to this longer side first, in pixels.
  public var side: Int

  /// Of the least a picture is encoded some ten thousand times.
  public static let windows = 0.02...1

  public init(window: Double = 0.15, steps: Int = 2, veil: Veil = .mean, side: Int = 384) {
    (self.window, self.steps, self.veil, self.side) = (window, steps, veil, side)
  }
}

/// Squares that cover a picture, each pixel as often.
private struct Windows: Sendable {
  let boxes: [(x: Int, y: Int)]
  private let side: Int
  private let width: Int
  private let height: Int

  init(_ image: Image, _ settings: OcclusionSettings) {
    (width, height) = (image.width, image.height)
    let wanted = Double(max(width, height)) * settings.window
    let step = max(1, Int((wanted / Double(settings.steps)).rounded()))
    let side = step * settings.steps
    self.side = side
    func starts(_ length: Int) -> [Int] { Array(stride(from: step - side, to: length, by: step)) }
    let columns = starts(width)
    boxes = starts(height).flatMap { y in columns.map { (x: $0, y: y) } }
  }

  private func pixels(_ number: Int, _ visit: (Int) -> Void) {
    let (x, y) = boxes[number]
    for row in max(0, y)..<min(height, y + side) {
      for column in max(0, x)..<min(width, x + side) { visit(row * width + column) }
    }
  }

  /// What is left of each pixel: 0 under the window, 1 beside it.
  func shares(_ number: Int) -> [Float] {
    var shares = [Float](repeating: 1, count: width * height)
    pixels(number) { shares[$0] = 0 }
    return shares
  }

  func means(of falls: [Double]) -> Matrix<Float> {
    var sums = [Double](repeating: 0, count: width * height)
    var counts = [Double](repeating: 0, count: width * height)
    for (number, fall) in falls.enumerated() {
      pixels(number) {
        sums[$0] += fall
        counts[$0] += 1
      }
    }
    return Matrix(
      rows: height, columns: width, elements: zip(sums, counts).map { Float($0 / $1) })
  }
}
