import Foundation
public import Images
public import LinearAlgebra

/// A 64-bit perceptual hash as a vector of +1 and −1: finds re-encoded and resized copies.
///
/// The image becomes 32 × 32 grey levels (Lanczos), these their cosine transform; the 8 × 8 lowest
/// frequencies above their median are +1, the others −1, row by row. The cosine of two images is
/// 1 − Hamming distance / 32: equal hashes 1, unrelated ones about 0. Frequencies below 10⁻⁶ count
/// as none, so that the hash of a blank picture is not rounding noise.
///
/// Source: `phash` of the Python package imagehash; Krawetz, "Looks Like It", 2011.
public struct PerceptualHashEncoder: Encoder {
  private static let side = 32
  private static let kept = 8

  /// cos(π k (2n + 1) / 64) for the frequencies k that are kept.
  private let cosines: [[Double]]

  public init() {
    cosines = (0..<Self.kept).map { k in
      (0..<Self.side).map { n in cos(.pi * Double(k * (2 * n + 1)) / Double(2 * Self.side)) }
    }
  }

  public var dimension: Int { Self.kept * Self.kept }

  public var id: EncoderID {
    EncoderID(
      name: "phash", weights: nil,
      preprocessing: "grey (ITU-R 601), Lanczos resize to 32×32, 8×8 lowest frequencies of the "
        + "cosine transform above their median", runtime: nil)
  }

  public func encode(_ images: [Image]) -> Matrix<Float> {
    Matrix(rows: images.count, columns: dimension, elements: images.flatMap(signs))
  }

  private func signs(_ image: Image) -> [Float] {
    let small = image.grey.resized(width: Self.side, height: Self.side, filter: .lanczos)
    let found = frequencies(small.samples.map(Double.init))
    let ordered = found.sorted()
    let median = (ordered[ordered.count / 2 - 1] + ordered[ordered.count / 2]) / 2
    return found.map { $0 > median ? 1 : -1 }
  }

  /// First along columns, then along rows, factors as SciPy's; the lowest, row by row.
  private func frequencies(_ samples: [Double]) -> [Double] {
    let columns = cosines.map { wave in
      (0..<Self.side).map { x in
        2 * (0..<Self.side).reduce(0) { $0 + wave[$1] * samples[$1 * Self.side + x] }
      }
    }
    return columns.flatMap { row in
      cosines.map { wave in
        let sum = 2 * zip(wave, row).reduce(0) { $0 + $1.0 * $1.1 }
        return abs(sum) < 1e-6 ? 0 : sum
      }
    }
  }
}
