import Foundation
import LinearAlgebra
import Testing

/// What `References/make_references.py` wrote.
struct References: Decodable {
  let generator: Generator
  let interval: IntervalValues
  let quantile: QuantileValues
  let cosine: CosineValues
  let pca: PCAValues
  let cka: CKAValues
  let shift: ShiftValues
  let agreement: AgreementValues
  let digits: DigitsValues

  static func load() throws -> References {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(References.self, from: try bytes("references.json"))
  }

  static func bytes(_ name: String) throws -> Data {
    let folder = try #require(Bundle.module.resourceURL)
    return try Data(contentsOf: folder.appending(path: "References/\(name)"))
  }

  struct Generator: Decodable {
    let knownState: [String]
    let stream: [String]
    let drawsBelowTen: [Int]
    let shuffledTen: [Int]
  }

  struct IntervalValues: Decodable {
    let wilson: [Wilson]
    let normalQuantiles: [NormalQuantile]

    struct Wilson: Decodable {
      let successes: Int
      let trials: Int
      let level: Double
      let low: Double
      let high: Double
    }

    struct NormalQuantile: Decodable {
      let p: Double
      let z: Double
    }
  }

  struct QuantileValues: Decodable {
    let values: [Double]
    let quantiles: [Quantile]

    struct Quantile: Decodable {
      let p: Double
      let value: Double
    }
  }

  struct CosineValues: Decodable {
    let rows: [[Double]]
    let pairs: [[Int]]
    let first: Double
    let nearest: [Int]
    let histogram: Histogram

    struct Histogram: Decodable {
      let counts: [Int]
      let mean: Double
      let minimum: Double
      let maximum: Double
    }
  }

  struct PCAValues: Decodable {
    let wide: Case
    let tall: Case

    struct Case: Decodable {
      let rows: [[Double]]
      let result: Result
    }

    struct Result: Decodable {
      let mean: [Double]
      let components: [[Double]]
      let explainedVarianceRatio: [Double]
      let singularValues: [Double]
      let scores: [[Double]]
    }
  }

  struct CKAValues: Decodable {
    let x: [[Double]]
    let y: [[Double]]
    let z: [[Double]]
    let xy: Pair
    let xz: Pair
    let yz: Pair

    struct Pair: Decodable {
      let biased: Double
      let debiased: Double
    }
  }

  struct ShiftValues: Decodable {
    let x: [[Double]]
    let y: [[Double]]
    let unitsX: [String]
    let unitsY: [String]
    let median: Double
    let unbiased: Double
    let biased: Double
    let unbiasedOfUnits: Double
    let computeDiff: Double
    let exactPOfFirstFive: Double
    let tiny: Tiny

    struct Tiny: Decodable {
      let unbiased: Double
      let biased: Double
      let exactP: Double
    }
  }

  struct AgreementValues: Decodable {
    let a: [Int]
    let b: [Int]
    let ari: Double
    let nmi: Double
  }

  struct DigitsValues: Decodable {
    let explainedVarianceRatio: [Double]
    let singularValues: [Double]
    let kMeans: KMeansValues
    let silhouetteOfLabels: Double
    let ckaToFirstFive: CKAValues.Pair
    let cosine: CosineValues.Histogram
    let pairsAbove95: Int
    let pairsAbove99: Int
    let leaveOneOut: Double
    let medianDistance: Double
    let unbiasedEvenOdd: Double
    let computeDiffEvenOdd: Double
    let computeDiffZerosOnes: Double

    struct KMeansValues: Decodable {
      let inertia: Double
      let iterations: Int
      let sizes: [Int]
      let ari: Double
      let nmi: Double
    }
  }
}

/// 1,797 handwritten digits of 8 × 8 grey values.
struct Digits {
  let rows: Matrix<Float>
  let labels: [Int]

  init() throws {
    let bytes = [UInt8](try References.bytes("digits.bin"))
    rows = Matrix(rows: bytes.count / 64, columns: 64, elements: bytes.map { Float($0) })
    labels = [UInt8](try References.bytes("digits-labels.bin")).map { Int($0) }
  }

  /// Rows of length 1 in double precision.
  var unit: Matrix<Double> {
    Matrix(
      (0..<rows.rows).map { i in
        let norm = Float.innerProduct(rows.row(i), rows.row(i)).squareRoot()
        return rows.row(i).map { Double($0) / norm }
      })
  }
}
