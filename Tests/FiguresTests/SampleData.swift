import Foundation

@testable import Figures

/// A small generator of its own, so that golden figures never change with a library.
struct Random {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

  /// SplitMix64.
  mutating func uniform() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((z ^ (z >> 31)) >> 11) * 0x1p-53
  }

  /// Sum of twelve uniform numbers: close enough to normal for a picture, and the same everywhere.
  mutating func normal() -> Double {
    (0..<12).reduce(-6) { sum, _ in sum + uniform() }
  }
}

extension Samples {
  /// A matrix with brighter blocks on its diagonal.
  static func similarities(_ count: Int, groups: Int) -> [[Double]] {
    var random = Random(seed: 1)
    var values = Array(repeating: Array(repeating: 1.0, count: count), count: count)
    for i in 0..<count {
      for j in 0..<i {
        let isSame = i * groups / count == j * groups / count
        let value = (isSame ? 0.66 : 0.3) + 0.1 * random.normal()
        values[i][j] = min(1, value)
        values[j][i] = min(1, value)
      }
    }
    return values
  }

  static func bell(_ name: String, mean: Double, width: Double) -> HistogramSeries {
    let edges = (0...100).map { -1 + Double($0) / 50 }
    let counts = (0..<100).map { bin in
      let z = (edges[bin] + 0.01 - mean) / width
      return (10_000 * exp(-z * z / 2)).rounded()
    }
    return HistogramSeries(name: name, edges: edges, counts: counts)
  }

  /// Soft colours with a shape in them.
  static func photo(_ width: Int, _ height: Int, seed: Int) -> Bitmap {
    let samples = (0..<height).flatMap { y in
      (0..<width).flatMap { x -> [UInt8] in
        let (u, v) = (2 * x - width + 1, 2 * y - height + 1)
        let isInside = u * u * (2 + seed % 3) + v * v * 2 < width * height
        let base = isInside ? 60 + 11 * (seed % 9) : 225
        return [UInt8(base), UInt8(base * 9 / 10), UInt8(base * (6 + seed % 4) / 10)]
      }
    }
    return Bitmap(width: width, height: height, channels: 3, samples: samples)
  }
}
